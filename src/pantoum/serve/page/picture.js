// Pictures of a view as files: its SVG with all colours written out, and the same as PNG.

import { assign, el, svg } from "pantoum/dom.js";

const INHERITED = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray",
  "stroke-linecap", "stroke-linejoin", "visibility", "direction", "text-anchor",
  "font-family", "font-size", "font-weight", "font-style", "dominant-baseline",
];
// What elements do not have from their parents, and what it usually is.
const OWN = { opacity: ["1"], display: ["inline", "block"] };
const COLOURS = ["fill", "stroke"];
const MARGIN = 12;
const SHARPNESS = 2; // pixels of PNG for each of the page
const known = new Map();

/** All pictures that an element shows, as one SVG file's text, on the page's own paper. */
export function svgOf(element) {
  const pictures = [...element.querySelectorAll(".saveable")].filter((one) => one.getClientRects().length);
  const boxes = pictures.map((one) => one.getBoundingClientRect());
  const edge = (most, side) => most(...boxes.map((one) => one[side]));
  const [left, top] = [edge(Math.min, "left"), edge(Math.min, "top")];
  const width = Math.ceil(edge(Math.max, "right") - left) + 2 * MARGIN;
  const height = Math.ceil(edge(Math.max, "bottom") - top) + 2 * MARGIN;
  const paper = plain(getComputedStyle(document.body).backgroundColor);
  const whole = svg("svg", { width, height, viewBox: `0 0 ${width} ${height}` },
    svg("rect", { width, height, fill: paper }));
  pictures.forEach((one, place) => {
    const box = boxes[place];
    const copy = one.cloneNode(true);
    writeOut(one, copy);
    assign(copy, {
      x: box.left - left + MARGIN, y: box.top - top + MARGIN, width: box.width, height: box.height,
    });
    whole.append(copy);
  });
  return new XMLSerializer().serializeToString(whole);
}

/** The same as the bytes of a PNG file. */
export async function pngOf(element) {
  const text = svgOf(element);
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await picture.decode();
  const { width, height } = picture;
  const canvas = el("canvas", { width: SHARPNESS * width, height: SHARPNESS * height });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

// What the style sheet says stands on each element of the copy, for there is none in the file; but
// not what it has from its parent.
function writeOut(original, copy, parents = {}) {
  const style = getComputedStyle(original);
  const values = Object.fromEntries(INHERITED.map((name) => [name, style.getPropertyValue(name)]));
  const given = ["class", "style", "tabindex", "role", "aria-label", ...Object.keys(OWN), ...INHERITED];
  for (const name of given) copy.removeAttribute(name);
  for (const name of Object.keys(copy.dataset)) delete copy.dataset[name];
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
    const context = el("canvas", { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    context.fillStyle = value;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    known.set(value, alpha === 255 ? `rgb(${red}, ${green}, ${blue})`
      : `rgba(${red}, ${green}, ${blue}, ${(alpha / 255).toFixed(3)})`);
  }
  return known.get(value);
}
