// Pictures of a view as files: its SVG with all colours written out, and the same as PNG.

import { svg } from "pantoum/dom";

const INHERITED = [
  ...["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray"],
  ...["stroke-linecap", "stroke-linejoin", "visibility", "direction", "text-anchor"],
  ...["font-family", "font-size", "font-weight", "font-style", "dominant-baseline"],
];
// What elements do not have from their parents, and what it usually is.
const OWN = { opacity: ["1"], display: ["inline", "block"] };
const COLOURS = ["fill", "stroke"];
const MARGIN = 12;
const SHARPNESS = 2; // pixels of PNG for each of the page
const known = new Map();

/** The pictures in an element, where they stand beside each other on the page. */
export function picturesIn(element) {
  return Array.from(element.querySelectorAll(".saveable"))
    .filter((one) => !one.parentElement.closest(".saveable") && one.getClientRects().length);
}

/** All pictures of an element as the text of one SVG file, on the page's own paper. */
export function svgOf(element) {
  const pictures = picturesIn(element);
  const boxes = pictures.map((one) => one.getBoundingClientRect());
  const left = Math.min(...boxes.map((one) => one.left));
  const top = Math.min(...boxes.map((one) => one.top));
  const width = Math.ceil(Math.max(...boxes.map((one) => one.right)) - left) + 2 * MARGIN;
  const height = Math.ceil(Math.max(...boxes.map((one) => one.bottom)) - top) + 2 * MARGIN;
  const paper = plain(getComputedStyle(document.body).backgroundColor);
  const whole = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}` },
    svg("rect", { width, height, fill: paper }));
  pictures.forEach((one, place) => {
    const box = boxes[place];
    const at = { x: box.left - left + MARGIN, y: box.top - top + MARGIN };
    whole.append(one.tagName === "CANVAS" ? image(one, box, at) : drawn(one, box, at));
  });
  return new XMLSerializer().serializeToString(whole);
}

/** The same as the bytes of a PNG file. */
export async function pngOf(element) {
  const text = svgOf(element);
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SHARPNESS * picture.width;
  canvas.height = SHARPNESS * picture.height;
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function image(canvas, box, { x, y }) {
  return svg("image", { x, y, width: box.width, height: box.height, href: canvas.toDataURL() });
}

function drawn(picture, box, { x, y }) {
  const copy = picture.cloneNode(true);
  writeOut(picture, copy);
  for (const [name, value] of Object.entries({ x, y, width: box.width, height: box.height })) {
    copy.setAttribute(name, value);
  }
  return copy;
}

// What the style sheet says stands on each element of the copy, for there is none in the file; but
// not what it has from its parent.
function writeOut(original, copy, parents = {}) {
  const style = getComputedStyle(original);
  const values = Object.fromEntries(INHERITED.map((name) => [name, style.getPropertyValue(name)]));
  for (const name of ["class", "style", "tabindex", "role", "aria-label", ...Object.keys(OWN)]) {
    copy.removeAttribute(name);
  }
  for (const name of Object.keys(copy.dataset)) delete copy.dataset[name];
  for (const name of INHERITED) copy.removeAttribute(name);
  for (const [name, value] of Object.entries(values)) {
    if (value !== parents[name]) copy.setAttribute(name, COLOURS.includes(name) ? plain(value) : value);
  }
  for (const [name, usual] of Object.entries(OWN)) {
    const value = style.getPropertyValue(name);
    if (!usual.includes(value)) copy.setAttribute(name, value);
  }
  Array.from(original.children).forEach((one, place) => writeOut(one, copy.children[place], values));
}

// A colour as other programs know it too: they have no color-mix() and its like.
function plain(value) {
  if (!/^(color|oklab|oklch|lab|lch|rgb)\(|^rgba\(/.test(value)) return value;
  if (!known.has(value)) {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.fillStyle = value;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    known.set(value, alpha === 255 ? `rgb(${red}, ${green}, ${blue})`
      : `rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(3)})`);
  }
  return known.get(value);
}
