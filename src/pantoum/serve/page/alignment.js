// The same weights as lines: the input above, the output below, each in its own direction, and
// between two symbols a line as thick as the weight.

import { chosenOf, MOST } from "pantoum/attention";
import { el, replace, svg } from "pantoum/dom";
import { clipped, widthOf } from "pantoum/measuring";
import { directionOf, isMark, named, visible } from "pantoum/symbols";

export { applies } from "pantoum/attention";
export const title = "Alignment";

const SIZE = 20; // of symbols, in pixels
const WIDEST = 160;
const HEIGHT = 190;
const LEAST = 0.03; // weights below are not drawn
const THICKEST = 9;
const REST = "The input above, the output below; the thicker a line, the greater the weight.";
const LABEL = "Attention as lines from the input above to the output below. Left and right walk " +
  "over the symbols, up and down change the side.";
// The symbol that the keys are at, by the element of the view.
const cursors = new WeakMap();

/** A row for each line that is drawn. */
export function table(inspection, state) {
  const { tokens, source_tokens, attention } = chosenOf(inspection, state);
  const names = ["input place", "input symbol", "output place", "output symbol", "weight"];
  return [names, ...linesOf(attention, tokens.length, source_tokens.length).map(
    ({ row, column, weight }) => [column + 1, source_tokens[column], row + 1, tokens[row], weight])];
}

export function render(element, inspection, context) {
  const { tokens, source_tokens, attention } = chosenOf(inspection, context.state);
  const input = layOut(source_tokens.slice(0, MOST), 22);
  const output = layOut(tokens.slice(0, MOST), HEIGHT - 22);
  const width = Math.max(input.length, output.length);
  for (const side of [input, output]) draw(side, width, side === input ? "column" : "row");
  const lines = linesOf(attention, output.tokens.length, input.tokens.length);
  for (const one of lines) one.path = pathOf(one, input, output);
  const readout = el("p", { class: "readout", "aria-live": "polite" }, REST);
  const picture = svg("svg", {
    class: "saveable lines", width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`,
    role: "application", tabindex: 0, "data-key": "lines", "aria-label": LABEL,
  }, lines.map((one) => one.path), input.labels, output.labels);
  replace(element,
    el("div", { class: "scroll", dir: input.direction }, picture), readout);
  following(picture, { element, input, output, marks: context.marks });
  context.marks.addEventListener("mark", ({ detail }) =>
    mark(picture, { lines, input, output, readout }, detail));
}

function linesOf(attention, rows, columns) {
  return attention.slice(0, rows).flatMap((weights, row) => weights.slice(0, columns)
    .map((weight, column) => ({ row, column, weight }))
    .filter(({ weight }) => weight >= LEAST));
}

// Where the symbols of a side would stand from its start, and how wide they are together.
function layOut(tokens, y) {
  let length = 0;
  const places = tokens.map((token) => {
    const width = Math.max(38, 18 + Math.min(WIDEST, widthOf(visible(token), SIZE)));
    length += width;
    return length - width / 2;
  });
  return { tokens, y, length, places, direction: directionOf(tokens) };
}

// In the middle of the picture, and from the right where the script is.
function draw(side, width, name) {
  const start = (width - side.length) / 2;
  side.places = side.places.map((place) =>
    side.direction === "rtl" ? width - start - place : start + place);
  side.labels = side.tokens.map((token, place) => svg("text", {
    class: isMark(token) ? "label mark" : "label", x: side.places[place], y: side.y,
    "text-anchor": "middle", "dominant-baseline": "central", "font-size": isMark(token) ? 13 : SIZE,
    [`data-${name}`]: place,
  }, clipped(token, SIZE, WIDEST), svg("title", {}, token)));
}

function pathOf({ row, column, weight }, input, output) {
  const [x, y, u, v] = [input.places[column], input.y + 16, output.places[row], output.y - 16];
  const middle = (y + v) / 2;
  return svg("path", {
    d: `M${x} ${y}C${x} ${middle} ${u} ${middle} ${u} ${v}`,
    "stroke-width": (THICKEST * weight).toFixed(2), "data-row": row, "data-column": column,
  });
}

// Tell what the pointer and the keys are at.
function following(picture, { element, input, output, marks }) {
  const tell = (row, column) =>
    marks.dispatchEvent(new CustomEvent("mark", { detail: { row, column } }));
  const walk = (event) => {
    let { side, place } = cursors.get(element) ?? { side: output, place: 0 };
    side = side.y === input.y ? input : output;
    const ahead = side.direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.key === "ArrowUp") side = input;
    else if (event.key === "ArrowDown") side = output;
    else if (/^Arrow(Left|Right)$/.test(event.key)) place += event.key === ahead ? 1 : -1;
    else if (event.type === "keydown") return;
    event.preventDefault();
    place = Math.min(side.tokens.length - 1, Math.max(0, place));
    cursors.set(element, { side, place });
    if (side === input) tell(null, place);
    else tell(place, null);
  };
  const numberOf = (text) => (text === undefined ? null : Number(text));
  picture.addEventListener("pointerover", ({ target: { dataset: { row, column } } }) =>
    (row ?? column) !== undefined && tell(numberOf(row), numberOf(column)));
  picture.addEventListener("pointerleave", () => tell(null, null));
  picture.addEventListener("focus", walk);
  picture.addEventListener("keydown", walk);
  picture.addEventListener("blur", () => tell(null, null));
}

function mark(picture, { lines, input, output, readout }, { row, column }) {
  const any = row !== null || column !== null;
  const joined = lines.filter((one) => any && (row ?? one.row) === one.row &&
    (column ?? one.column) === one.column);
  picture.classList.toggle("choosing", any);
  for (const one of lines) one.path.classList.toggle("on", joined.includes(one));
  output.labels.forEach((label, place) =>
    label.classList.toggle("on", place === row || joined.some((one) => one.row === place)));
  input.labels.forEach((label, place) =>
    label.classList.toggle("on", place === column || joined.some((one) => one.column === place)));
  if (!any || (row !== null && column !== null)) return replace(readout, REST);
  const others = [...joined].sort((a, b) => b.weight - a.weight).slice(0, 5).map((one) =>
    `${named(row === null ? output.tokens[one.row] : input.tokens[one.column])} ` +
    one.weight.toFixed(2));
  replace(readout, row === null ? `${named(input.tokens[column])} is read for ` : `${named(output.tokens[row])} reads `,
    others.join(", ") || "nothing", ".");
}
