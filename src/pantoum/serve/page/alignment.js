// The same weights as lines: the input above, the output below, each in its own direction, and
// between two symbols a line as thick as the weight.

import { weightsOf } from "pantoum/attention";
import { el, replace, svg } from "pantoum/dom";
import { directionOf, isMark, named, short, widthOf } from "pantoum/symbols";

export const title = "Alignment";

const MOST = 120;
const SIZE = 20;
const HEIGHT = 190;
const LEAST = 0.03; // weights below are not drawn
const THICKEST = 9;
const cursors = new WeakMap();

export function applies(inspection, context) {
  return Boolean(weightsOf(inspection, context)?.attention?.length);
}

/** A row for each line that is drawn. */
export function table(inspection, state) {
  const { tokens, source_tokens, attention } = weightsOf(inspection, { state });
  const lines = attention.flatMap((weights, row) =>
    weights.map((weight, column) => [column + 1, source_tokens[column], row + 1, tokens[row], weight]));
  const names = ["input place", "input symbol", "output place", "output symbol", "weight"];
  return [names, ...lines.filter((line) => line.at(-1) >= LEAST)];
}

export function render(element, inspection, context) {
  const shown = weightsOf(inspection, context);
  const readout = el("p", { class: "readout", "aria-live": "polite" });
  const sides = {
    input: { tokens: shown.source_tokens.slice(0, MOST), y: 22 },
    output: { tokens: shown.tokens.slice(0, MOST), y: HEIGHT - 22 },
  };
  const lines = new Lines(sides, shown.attention, { element, readout, marks: context.marks });
  replace(element, el("div", { class: "scroll", dir: directionOf(shown.source_tokens) }, lines.picture),
    el("div", { class: "under" }, readout));
  lines.rest();
}

class Lines {
  constructor(sides, weights, { element, readout, marks }) {
    Object.assign(this, { sides, weights, element, readout, marks });
    const { input, output } = sides;
    this.width = Math.max(layOut(input), layOut(output));
    for (const side of [input, output]) settle(side, this.width);
    this.lines = [];
    this.picture = this.#draw();
    marks.addEventListener("mark", ({ detail }) => this.#mark(detail));
  }

  #draw() {
    const { input, output } = this.sides;
    output.tokens.forEach((_, row) => input.tokens.forEach((_, column) => {
      const weight = this.weights[row][column];
      if (weight >= LEAST) this.lines.push(this.#line(row, column, weight));
    }));
    input.labels = input.tokens.map((one, place) => this.#label(one, input, { column: place }));
    output.labels = output.tokens.map((one, place) => this.#label(one, output, { row: place }));
    return svg("svg", {
      class: "saveable lines", width: this.width, height: HEIGHT,
      viewBox: `0 0 ${this.width} ${HEIGHT}`,
      role: "application", tabindex: 0, "data-key": "lines",
      "aria-label": "Attention as lines from the input above to the output below. Left and right " +
        "walk over the symbols, up and down change the side.",
      onpointerover: (event) => this.#point(event),
      onpointerleave: () => this.#emit({ row: null, column: null }),
      onfocus: () => this.#walk({ key: "" }),
      onblur: () => this.#emit({ row: null, column: null }),
      onkeydown: (event) => this.#walk(event),
    }, this.lines.map((one) => one.path), input.labels, output.labels);
  }

  #line(row, column, weight) {
    const [x, y] = [this.sides.input.places[column], this.sides.input.y + 16];
    const [u, v] = [this.sides.output.places[row], this.sides.output.y - 16];
    const middle = (y + v) / 2;
    const path = svg("path", {
      d: `M${x} ${y}C${x} ${middle} ${u} ${middle} ${u} ${v}`,
      "stroke-width": (THICKEST * weight).toFixed(2), "data-row": row, "data-column": column,
    });
    return { path, row, column, weight };
  }

  #label(token, side, place) {
    const at = side.places[Object.values(place)[0]];
    const named = Object.fromEntries(Object.entries(place).map(([key, one]) => [`data-${key}`, one]));
    return svg("text", {
      class: isMark(token) ? "label mark" : "label", x: at, y: side.y, "text-anchor": "middle",
      "dominant-baseline": "central", "font-size": isMark(token) ? 13 : SIZE, ...named,
    }, short(token), svg("title", {}, token));
  }

  #point(event) {
    const { row, column } = event.target.dataset;
    if (row === undefined && column === undefined) return;
    this.#emit({ row: row === undefined ? null : Number(row),
      column: column === undefined ? null : Number(column) });
  }

  #walk(event) {
    let { side, place } = cursors.get(this.element) ?? { side: "output", place: 0 };
    if (event.key === "ArrowUp") side = "input";
    else if (event.key === "ArrowDown") side = "output";
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const ahead = this.sides[side].direction === "rtl" ? "ArrowLeft" : "ArrowRight";
      place += event.key === ahead ? 1 : -1;
    } else if (event.key) return;
    event.preventDefault?.();
    place = Math.min(this.sides[side].tokens.length - 1, Math.max(0, place));
    cursors.set(this.element, { side, place });
    this.#emit(side === "input" ? { row: null, column: place } : { row: place, column: null });
  }

  #emit(detail) {
    this.marks.dispatchEvent(new CustomEvent("mark", { detail }));
  }

  #mark({ row, column }) {
    const any = row !== null || column !== null;
    const meant = (one) => (row === null || one.row === row) && (column === null || one.column === column);
    this.picture.classList.toggle("choosing", any);
    for (const one of this.lines) one.path.classList.toggle("on", any && meant(one));
    const joined = this.lines.filter((one) => any && meant(one));
    const rows = new Set([row, ...joined.map((one) => one.row)]);
    const columns = new Set([column, ...joined.map((one) => one.column)]);
    this.sides.input.labels.forEach((one, at) => one.classList.toggle("on", any && columns.has(at)));
    this.sides.output.labels.forEach((one, at) => one.classList.toggle("on", any && rows.has(at)));
    if (!any || (row !== null && column !== null)) return this.rest();
    this.#say(row, column, joined);
  }

  #say(row, column, joined) {
    const { input, output } = this.sides;
    const from = row === null;
    const token = from ? input.tokens[column] : output.tokens[row];
    const others = [...joined].sort((a, b) => b.weight - a.weight).slice(0, 5).map((one) => {
      const other = from ? output.tokens[one.row] : input.tokens[one.column];
      return `${named(other)} ${one.weight.toFixed(2)}`;
    });
    const list = others.length ? others.join(", ") : "nothing";
    replace(this.readout, el("strong", {}, el("bdi", {}, named(token))),
      from ? " is read for " : " reads ", el("bdi", {}, list), ".");
  }

  /** What is said while no symbol is chosen. */
  rest() {
    replace(this.readout, el("span", { class: "quiet" },
      "The input above, the output below; thicker is more."));
  }
}

// Where the symbols of a side would stand from its start, and how wide they are together.
function layOut(side) {
  let end = 0;
  side.direction = directionOf(side.tokens);
  side.places = side.tokens.map((token) => {
    const width = Math.max(38, 18 + SIZE * widthOf(token));
    end += width;
    return end - width / 2;
  });
  side.length = end;
  return end;
}

// In the middle of the picture, and from the right where the script is.
function settle(side, width) {
  const start = (width - side.length) / 2;
  side.places = side.places.map((place) =>
    side.direction === "rtl" ? width - start - place : start + place);
}
