// Where a decoder attends: a heat map with a row for each symbol of the output and a column for
// each of the input, in the order in which the input is read.

import { disclosure, tableOf } from "pantoum/disclosure.js";
import { assign, replace, svg } from "pantoum/dom.js";
import { grid, HEAD, sizes } from "pantoum/grid.js";
import { directionOf, named } from "pantoum/symbols.js";

export const title = "Attention";

/** More symbols than this on a side are not drawn. */
export const MOST = 80;

export const applies = (inspection, context) =>
  chosenOf(inspection, context.state)?.attention?.length;

/** The output whose attention is shown: the chosen one, or the best. */
export function chosenOf({ task, predictions }, { rank = 1 }) {
  if (task !== "seq2seq") return null;
  return predictions.find((one) => one.rank === rank) ?? predictions[0];
}

export function table(inspection, state) {
  const { tokens, source_tokens, attention } = chosenOf(inspection, state);
  return [["", ...source_tokens], ...attention.map((weights, row) => [tokens[row], ...weights])];
}

export function render(element, inspection, context) {
  const { tokens, source_tokens, attention } = chosenOf(inspection, context.state);
  const columns = source_tokens.slice(0, MOST);
  const rows = tokens.slice(0, MOST).map((token, row) => ({
    symbol: token, name: token, low: 0, high: 1, values: attention[row].slice(0, MOST), numbers: 0.05,
  }));
  const given = {
    key: "attention", label: "Attention: a row for each symbol of the output", columns, rows,
    places: false, room: element.clientWidth, height: columns.length <= 14 ? 38 : 30, direction: directionOf(columns),
    say: (row, column) => `For ${named(tokens[row])} the model reads ` +
      `${named(columns[column])} with the weight ${attention[row][column].toFixed(3)}.`,
    rest: "In each row the weights sum to 1." +
      (source_tokens.length > MOST ? ` The first ${MOST} symbols are drawn.` : ""),
    point: (row, column) => tell(context.marks, row, column),
    leave: () => tell(context.marks, null, null),
  };
  const map = grid(given);
  marking(map.querySelector("svg"), given, context.marks);
  replace(element, map,
    disclosure(element, "weights", "The weights as a table", () =>
      tableOf(table(inspection, context.state), "Attention weights")));
}

// The row and the column of what is pointed at are marked here, as their symbols are elsewhere.
function marking(picture, given, marks) {
  const size = sizes(given);
  const { columns, rows, direction } = given;
  const bands = [svg("rect.band"), svg("rect.band")];
  picture.append(...bands);
  const [names, heads] = [".row-name", ".head"].map((one) => [...picture.querySelectorAll(one)]);
  marks.addEventListener("mark", ({ detail: { row, column } }) => {
    names.forEach((one, place) => one.classList.toggle("on", place === row));
    heads.forEach((one, place) => one.classList.toggle("on", place === column));
    put(bands[0], row !== null && row < rows.length, {
      x: size.x(direction === "rtl" ? columns.length - 1 : 0), y: HEAD + row * size.height,
      width: columns.length * size.width, height: size.height,
    });
    put(bands[1], column !== null && column < columns.length, {
      x: size.x(column), y: HEAD, width: size.width, height: rows.length * size.height,
    });
  });
}

/** Tell all views of an answer what is pointed at: places in the output and in the input. */
export function tell(marks, ...places) {
  const [row, column] = places.map((one) => (one === null ? null : Number(one)));
  marks.dispatchEvent(new CustomEvent("mark", { detail: { row, column } }));
}

function put(band, shown, place) {
  band.classList.toggle("on", shown);
  assign(band, place);
}
