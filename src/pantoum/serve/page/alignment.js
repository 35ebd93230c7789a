// The same weights as lines: the input above, the output below, each in its own direction, and
// between two symbols a line as thick as the weight.

import { chosenOf, MOST, tell } from "pantoum/attention.js";
import { drawing, readout, replace, scrolled, svg } from "pantoum/dom.js";
import { clipped, widthOf } from "pantoum/measuring.js";
import { directionOf, isMark, named, visible } from "pantoum/symbols.js";
import { across, limit, walk } from "pantoum/walking.js";

export { applies } from "pantoum/attention.js";
export const title = "Alignment";

const SIZE = 20; // of symbols, in pixels
const WIDEST = 160;
const HEIGHT = 190;
const LEAST = 0.03; // weights below are not drawn
const THICKEST = 9;
const REST = "The input above, the output below; the thicker a line, the greater the weight.";

export function render(element, inspection, context) {
  const { tokens, source_tokens, attention } = chosenOf(inspection, context.state);
  const input = layOut(source_tokens, "column", 22);
  const output = layOut(tokens, "row", HEIGHT - 22);
  const lines = linesOf(attention, output.tokens.length, input.tokens.length);
  const width = Math.max(input.length, output.length);
  for (const [side, other] of [[input, output], [output, input]]) draw(side, other, width, lines);
  for (const one of lines) one.path = pathOf(one, input, output);
  const line = readout(REST);
  const picture = drawing("lines", width, HEIGHT, {
    role: "list", "aria-label": "What each symbol reads, and what it is read for",
  }, lines.map((one) => one.path), input.labels, output.labels);
  replace(element, scrolled(picture, { key: "lines", direction: input.direction }), line);
  follow(picture, input, output, context.marks);
  context.marks.addEventListener("mark", ({ detail: { row, column } }) => {
    mark(picture, lines, [[input, column], [output, row]]);
    const said = row === null ? input.sentences[column] : column === null && output.sentences[row];
    replace(line, said || REST);
  });
}

function linesOf(attention, rows, columns) {
  return attention.slice(0, rows).flatMap((weights, row) => weights.slice(0, columns)
    .map((weight, column) => ({ row, column, weight }))
    .filter(({ weight }) => weight >= LEAST));
}

// Where the symbols of a side would stand from its start, and how wide they are together.
function layOut(all, name, y) {
  const tokens = all.slice(0, MOST);
  let length = 0;
  const places = tokens.map((token) => {
    const width = Math.max(38, 18 + Math.min(WIDEST, widthOf(visible(token), SIZE)));
    length += width;
    return length - width / 2;
  });
  return { tokens, name, y, length, places, direction: directionOf(tokens) };
}

// In the middle of the picture, and from the right where the script is.
function draw(side, other, width, lines) {
  const { tokens, name, direction, y } = side;
  const start = (width - side.length) / 2;
  side.places = side.places.map((at) => (direction === "rtl" ? width - start - at : start + at));
  side.sentences = tokens.map((_, place) => sentenceOf(side, other, place, lines));
  side.labels = tokens.map((token, place) => svg("text.label", {
    class: isMark(token) && "mark", x: side.places[place], y,
    "text-anchor": "middle", "dominant-baseline": "central", "font-size": isMark(token) ? 13 : SIZE,
    role: "listitem", tabindex: name === "row" && place === 0 ? 0 : -1,
    "aria-label": side.sentences[place], "data-key": `lines-${name}-${place}`,
    [`data-${name}`]: place,
  }, clipped(token, SIZE, WIDEST), svg("title", token)));
}

function sentenceOf({ tokens, name }, other, place, lines) {
  const others = lines.filter((one) => one[name] === place)
    .sort((a, b) => b.weight - a.weight).slice(0, 5)
    .map((one) => `${named(other.tokens[one[other.name]])} ${one.weight.toFixed(2)}`);
  const verb = name === "row" ? "reads" : "is read for";
  return `${named(tokens[place])} ${verb} ${others.join(", ") || "nothing"}.`;
}

function pathOf({ row, column, weight }, input, output) {
  const [x, y, u, v] = [input.places[column], input.y + 16, output.places[row], output.y - 16];
  const middle = (y + v) / 2;
  return svg("path", {
    d: `M${x} ${y}C${x} ${middle} ${u} ${middle} ${u} ${v}`,
    "stroke-width": (THICKEST * weight).toFixed(2), "data-row": row, "data-column": column,
  });
}

// Tell the other views what the pointer and the keys are at.
function follow(picture, input, output, marks) {
  walk(picture, {
    selector: "[data-row], [data-column]",
    point: ({ dataset: { row = null, column = null } }) => tell(marks, row, column),
    leave: () => tell(marks, null, null),
    goal: (key, { dataset }) => {
      const side = dataset.row === undefined ? input : output;
      const place = Number(dataset[side.name]);
      const to = { ArrowUp: input, ArrowDown: output }[key] ?? side;
      const step = to === side ? across(key, side.direction) : 0;
      return step === undefined ? undefined : to.labels[limit(place + step, to.tokens.length)];
    },
  });
}

// Mark what is pointed at on either side, the lines of it, and what they lead to.
function mark(picture, lines, sides) {
  const chosen = sides.filter(([, place]) => place !== null);
  const joined = lines.filter((one) =>
    chosen.length && chosen.every(([{ name }, place]) => one[name] === place));
  picture.classList.toggle("choosing", chosen.length > 0);
  for (const one of lines) one.path.classList.toggle("on", joined.includes(one));
  for (const [{ name, labels }, at] of sides) {
    labels.forEach((label, place) => label.classList.toggle("on", place === at ||
      joined.some((one) => one[name] === place)));
  }
}
