// Where a decoder attends: a heat map with a row for each symbol of the output and a column for
// each of the input, in the order in which the input is read.

import { colour, el, replace, svg } from "pantoum/dom";
import { directionOf, isMark, named, short, widthOf } from "pantoum/symbols";

export const title = "Attention";

// More symbols than this on a side are not drawn.
const MOST = 120;
const SIZE = 16; // of labels, in pixels
const SLANT = 55; // degrees, of labels that are wider than their columns
// Which cell the keys are at, by the element of the view.
const cursors = new WeakMap();

export function applies(inspection, context) {
  return Boolean(weightsOf(inspection, context)?.attention?.length);
}

/** The output whose attention is shown: the chosen one, or the best. */
export function weightsOf(inspection, context) {
  if (inspection.task !== "seq2seq") return null;
  const rank = context.state.rank ?? 1;
  return inspection.predictions.find((one) => one.rank === rank) ?? inspection.predictions[0];
}

export function table(inspection, state) {
  const shown = weightsOf(inspection, { state });
  const rows = shown.attention.map((weights, row) => [shown.tokens[row], ...weights]);
  return [["", ...shown.source_tokens], ...rows];
}

export function render(element, inspection, context) {
  const shown = weightsOf(inspection, context);
  const rows = shown.tokens.slice(0, MOST);
  const columns = shown.source_tokens.slice(0, MOST);
  const cut = rows.length < shown.tokens.length || columns.length < shown.source_tokens.length;
  const readout = el("p", { class: "readout", "aria-live": "polite" });
  const map = new HeatMap(rows, columns, shown.attention, {
    element, readout, marks: context.marks,
  });
  replace(element,
    el("div", { class: "scroll", dir: map.direction }, map.picture),
    el("div", { class: "under" }, legend(), readout),
    cut && el("p", { class: "quiet" }, `The first ${MOST} symbols are drawn.`),
    asTable(rows, columns, shown.attention, element));
  map.rest();
}

class HeatMap {
  constructor(rows, columns, weights, { element, readout, marks }) {
    Object.assign(this, { rows, columns, weights, element, readout, marks });
    this.direction = directionOf(columns);
    this.cell = columns.length <= 12 ? 42 : columns.length <= 20 ? 32 : columns.length <= 32 ? 26 : 20;
    this.side = 14 + Math.max(...rows.map(lengthOf));
    const widest = Math.max(...columns.map(lengthOf));
    this.slanted = widest > this.cell - 2;
    const angle = (SLANT * Math.PI) / 180;
    this.head = this.slanted ? 12 + widest * Math.sin(angle) : 28;
    this.spill = this.slanted ? Math.max(0, widest * Math.cos(angle) - this.cell / 2) : 2;
    this.width = this.side + this.cell * columns.length + this.spill;
    this.height = this.head + this.cell * rows.length + 2;
    this.picture = this.#draw();
    marks.addEventListener("mark", ({ detail }) => this.#mark(detail));
  }

  // From the left, or for what is written from right to left from the right.
  #x(column) {
    const start = this.side + column * this.cell;
    return this.direction === "rtl" ? this.width - start - this.cell : start;
  }

  #draw() {
    const { rows, columns, width, height } = this;
    this.cross = [svg("rect", { class: "cross" }), svg("rect", { class: "cross" })];
    this.rowLabels = rows.map((token, row) => this.#label(token, {
      x: this.direction === "rtl" ? width - this.side + 9 : this.side - 9,
      y: this.head + (row + 0.5) * this.cell,
      "text-anchor": this.direction === "rtl" ? "start" : "end",
    }));
    this.columnLabels = columns.map((token, column) => this.#columnLabel(token, column));
    const picture = svg("svg", {
      class: "saveable heat", width, height, viewBox: `0 0 ${width} ${height}`,
      role: "application", tabindex: 0, "data-key": "heat",
      "aria-label": "Attention as a heat map. The arrow keys walk over its cells; the weights are " +
        "also in the table below.",
      onpointerover: (event) => this.#point(event),
      onpointerleave: () => this.#emit(null, null),
      onfocus: () => this.#walk({ key: "" }),
      onblur: () => this.#emit(null, null),
      onkeydown: (event) => this.#walk(event),
    }, this.#cells(), this.rowLabels, this.columnLabels, this.cross);
    return picture;
  }

  #label(token, attributes) {
    return svg("text", {
      class: isMark(token) ? "label mark" : "label", "dominant-baseline": "central",
      "font-size": sizeOf(token), ...attributes,
    }, short(token), svg("title", {}, token));
  }

  #columnLabel(token, column) {
    const x = this.#x(column) + this.cell / 2;
    const y = this.head - 12;
    if (!this.slanted) return this.#label(token, { x, y, "text-anchor": "middle" });
    const mirrored = this.direction === "rtl";
    return this.#label(token, {
      x, y,
      "text-anchor": mirrored ? "end" : "start",
      transform: `rotate(${mirrored ? SLANT : -SLANT} ${x} ${y})`,
    });
  }

  #cells() {
    const gap = this.cell > 24 ? 2 : 1;
    const written = this.cell >= 32;
    return this.rows.map((_, row) => svg("g", {}, this.columns.map((_, column) => {
      const weight = this.weights[row][column];
      const x = this.#x(column);
      const y = this.head + row * this.cell;
      return [
        svg("rect", {
          x: x + gap / 2, y: y + gap / 2, width: this.cell - gap, height: this.cell - gap, rx: 3,
          fill: colour(weight), "data-row": row, "data-column": column,
        }),
        written && weight >= 0.05 && svg("text", {
          class: weight > 0.5 ? "weight on-high" : "weight",
          x: x + this.cell / 2, y: y + this.cell / 2,
          "text-anchor": "middle", "dominant-baseline": "central", "font-size": 11,
        }, weight.toFixed(2).replace(/^0/, "")),
      ];
    })));
  }

  #point(event) {
    const { row, column } = event.target.dataset;
    if (row !== undefined) this.#emit(Number(row), Number(column));
  }

  #walk(event) {
    const at = cursors.get(this.element) ?? { row: 0, column: 0 };
    const ahead = this.direction === "rtl" ? -1 : 1;
    const steps = {
      ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowRight: [0, ahead], ArrowLeft: [0, -ahead],
      Home: [0, -Infinity], End: [0, Infinity], PageUp: [-Infinity, 0], PageDown: [Infinity, 0],
    };
    if (event.key && !steps[event.key]) return;
    event.preventDefault?.();
    const [down, along] = steps[event.key] ?? [0, 0];
    const row = between(at.row + down, this.rows.length);
    const column = between(at.column + along, this.columns.length);
    cursors.set(this.element, { row, column });
    this.#emit(row, column);
  }

  #emit(row, column) {
    this.marks.dispatchEvent(new CustomEvent("mark", { detail: { row, column } }));
  }

  // A view that speaks of one side alone gives null for the other.
  #mark({ row, column }) {
    this.rowLabels.forEach((one, place) => one.classList.toggle("on", place === row));
    this.columnLabels.forEach((one, place) => one.classList.toggle("on", place === column));
    const left = this.#x(this.direction === "rtl" ? this.columns.length - 1 : 0);
    place(this.cross[0], row < this.rows.length ? row : null, left,
      this.head + (row ?? 0) * this.cell, this.columns.length * this.cell, this.cell);
    place(this.cross[1], column < this.columns.length ? column : null, this.#x(column ?? 0),
      this.head, this.cell, this.rows.length * this.cell);
    if (row === null || column === null) return this.rest();
    const weight = this.weights[row]?.[column];
    if (weight === undefined) return this.rest();
    replace(this.readout, "For ", strong(this.rows[row]), " the model reads ",
      strong(this.columns[column]), " with the weight ",
      el("strong", {}, weight.toFixed(3)), ".");
  }

  /** What is said while no cell is chosen. */
  rest() {
    replace(this.readout, el("span", { class: "quiet" },
      "Each row is a symbol of the output, and its weights sum to 1."));
  }
}

// In pixels.
function sizeOf(token) {
  return isMark(token) ? SIZE - 4 : SIZE;
}

function lengthOf(token) {
  return sizeOf(token) * widthOf(token);
}

function place(rect, at, x, y, width, height) {
  rect.classList.toggle("on", at !== null && at !== undefined);
  for (const [name, value] of Object.entries({ x, y, width, height })) rect.setAttribute(name, value);
}

function between(number, count) {
  return Math.min(count - 1, Math.max(0, number));
}

function strong(token) {
  return el("strong", {}, el("bdi", {}, named(token)));
}

function legend() {
  return el("span", { class: "legend", "aria-hidden": "true" },
    "0", el("span", { class: "ramp" }), "1");
}

// For screen readers, and for all who want the numbers. Its rows are made when it is opened.
function asTable(rows, columns, weights, element) {
  const place = el("div", { class: "scroll" });
  const fill = () => {
    if (!details.open || place.firstChild) return;
    replace(place, el("table", {},
      el("caption", {}, "Attention weights: a row for each symbol of the output, a column for each " +
        "of the input"),
      el("thead", {}, el("tr", {}, el("td", {}),
        columns.map((one) => el("th", { scope: "col" }, el("bdi", {}, short(one)))))),
      el("tbody", {}, rows.map((one, row) => el("tr", {},
        el("th", { scope: "row" }, el("bdi", {}, short(one))),
        columns.map((_, column) => el("td", {}, weights[row][column].toFixed(3))))))));
  };
  const open = element.querySelector("details.weights")?.open;
  const details = el("details", { class: "weights", open, ontoggle: fill },
    el("summary", { "data-key": "weights" }, "The weights as a table"), place);
  fill();
  return details;
}
