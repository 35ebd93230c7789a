// Inside the cells: the gates, the candidate, the memory and the state of each step.

import { caption, choices, numberField, toggle } from "pantoum/choices";
import { colouredText } from "pantoum/coloured_text";
import { el, replace } from "pantoum/dom";
import { equation, rangeOf } from "pantoum/equation";
import { grid } from "pantoum/grid";
import { number, quoted } from "pantoum/measuring";
import { directionOf } from "pantoum/symbols";
import { ORDERS, ordered, unitsPicture } from "pantoum/units";
import { limit } from "pantoum/walking";

export const title = "Inside the cells";
export const inside = true;

const NAMES = {
  relevance_gate: "relevance gate", update_gate: "update gate", forget_gate: "forget gate",
  output_gate: "output gate", candidate: "candidate", cell: "memory cell", hidden: "hidden state",
};

export function applies(inspection) {
  return Boolean(inspection.cells?.length);
}

export function render(element, inspection, context) {
  const chosen = choiceOf(inspection, context);
  const { cell } = chosen;
  replace(element,
    partsOf(inspection, chosen, context),
    inspection.off?.includes(cell.name) &&
      el("p", { class: "note" }, "This part is switched off: what it gives to the rest is zero."),
    cell.tokens.length === 0 ? el("p", { class: "quiet" }, "There is no step to show.") : [
      textOf(chosen, context), stripsOf(chosen, context), legendOf(cell),
      chosen.open && unitsOf(element, chosen, context),
    ]);
}

/** What is shown, from the state, within what there is. */
function choiceOf(inspection, { state, live }) {
  const { cells } = inspection;
  const cell = cells.find((one) => one.name === (state.units || state.part)) ??
    cells.find((one) => one.name === state.part) ?? cells[0];
  const open = state.units === cell.name;
  const values = open ? cell.values : null;
  const names = cell.quantities.map((one) => one.name);
  const quantity = names.includes(state.quantity) ? state.quantity : names[names.length - 1];
  const step = limit((state.step ?? 1) - 1, cell.tokens.length);
  const unit = limit((state.unit ?? 1) - 1, cell.units);
  const possible = live || cells.some((one) => one.values);
  const apart = inspection.task === "tagger";
  const direction = directionOf(cell.tokens);
  return { cell, open, values, quantity, step, unit, possible, apart, direction };
}

/** The values of a quantity over time: of the chosen unit, or the mean of all. */
function seriesOf({ cell, values, unit }, name) {
  return values ? values[name].map((units) => units[unit]) : cell.means[name];
}

function nameOf(quantity) {
  return NAMES[quantity] ?? quantity.replaceAll("_", " ");
}

function partsOf(inspection, { cell, open, possible }, context) {
  const parts = inspection.cells.map(({ name, title: text }) => ({ name, title: text ?? name }));
  return el("div", { class: "pills apart" },
    choices("Part", "cells-part", parts, cell.name, (name) =>
      context.set(open ? { part: name, units: name } : { part: name })),
    possible && toggle("Single units", "cells-units", open, () =>
      context.set(open ? { units: null } : { part: cell.name, units: cell.name })));
}

/** The symbols that the steps read, coloured by the chosen quantity. */
function textOf(chosen, context) {
  const { cell, quantity, values, unit, direction, step, apart } = chosen;
  const series = seriesOf(chosen, quantity);
  const [from, over] = cell.direction === "backward" ? ["last", "first"] : ["first", "last"];
  const by = `coloured by the ${nameOf(quantity)} (` +
    `${values ? `unit ${unit + 1}` : `the mean of ${cell.units} units`})`;
  return [
    caption(`What the steps read, from the ${from} to the ${over}, ${by}`),
    colouredText({
      key: "cells-text", label: `The symbols, ${by}`, symbols: cell.tokens, values: series,
      ...rangeOf(cell, quantity), direction, apart, chosen: step, quiet: true,
      say: (place) => `${quoted(cell.tokens[place])}: ${number(series[place])}`,
      choose: (place) => context.set({ step: place + 1 }),
    }),
  ];
}

/** What the strips show: a row for each quantity. */
function rowsOf(chosen) {
  const { cell, quantity } = chosen;
  return cell.quantities.map(({ name, symbol }) => ({
    symbol, name: nameOf(name), ...rangeOf(cell, name), values: seriesOf(chosen, name), math: true,
    numbers: !chosen.values, curve: Boolean(chosen.values), chosen: name === quantity,
  }));
}

function stripsOf(chosen, context) {
  const { cell, values, unit, step, direction } = chosen;
  const rows = rowsOf(chosen);
  const whose = values ? `unit ${unit + 1}` : "mean";
  return grid({
    key: "cells-strips", label: `${cell.title}: ${whose}`, columns: cell.tokens, rows, direction,
    height: values ? 44 : 32, following: true,
    chosen: { row: rows.findIndex((row) => row.chosen), column: step },
    say: (row, column) => sentence(chosen, whose, column, rows[row].name, rows[row].values[column]),
    choose: (row, column) => context.set({ quantity: cell.quantities[row].name, step: column + 1 }),
  });
}

function sentence({ cell }, whose, step, quantity, value) {
  return `${whose}, step ${step + 1} (${quoted(cell.tokens[step])}): ${quantity} ${number(value)}`;
}

function legendOf({ quantities }) {
  const memory = quantities.some((one) => one.name === "cell");
  return el("p", { class: "legend" }, "−1", el("span", { class: "ramp" }), "1",
    memory && ", for c from −2 to 2");
}

function unitsOf(element, chosen, context) {
  if (!chosen.values) {
    const missing = context.live ? "…" : "The values of single units are not in this file.";
    return el("p", { class: "quiet" }, missing);
  }
  const order = ORDERS[context.state.order] ? context.state.order : "number";
  return [
    unitControls(element, chosen, order, context),
    el("div", { class: "side-by-side", dir: chosen.direction },
      pictureOf(chosen, order, context), equationOf(chosen)),
  ];
}

function pictureOf(chosen, order, context) {
  const { cell, quantity, step, unit, direction } = chosen;
  const values = chosen.values[quantity];
  const name = nameOf(quantity);
  return unitsPicture({
    key: "cells-matrix", label: `Unit, of ${cell.units}, by its ${name}`, columns: cell.tokens,
    rows: rowsOf(chosen), direction, values, ...rangeOf(cell, quantity),
    units: ordered(values, order, step), unit, step,
    say: (one, at) => sentence(chosen, `unit ${one + 1}`, at, name, values[at][one]),
    choose: (one, at) => context.set({ unit: one + 1, step: at + 1 }),
  });
}

function unitControls(element, { cell, unit, quantity }, order, { set }) {
  const list = (label, name, value, options) =>
    el("label", {}, `${label} `, el("select", {
      value, "data-key": `cells-${name}`, onchange: ({ target }) => set({ [name]: target.value }),
    }, options.map(([one, text]) => el("option", { value: one }, text))));
  return el("div", { class: "unit-controls" },
    numberField(element, {
      label: "Unit", key: "cells-unit", value: unit + 1, min: 1, max: cell.units,
      unit: ` of ${cell.units}`, change: (number) => set({ unit: number }),
    }),
    list("Quantity", "quantity", quantity, cell.quantities.map(({ name, symbol }) =>
      [name, `${symbol.replace("_", "")} ${nameOf(name)}`])),
    list("Order", "order", order, Object.entries(ORDERS).map(([name, one]) => [name, one.title])));
}

function equationOf({ cell, unit, step }) {
  const written = equation(cell, step, unit);
  return written && el("figure", { class: "equation-box" },
    el("figcaption", { class: "quiet" },
      `Unit ${unit + 1} at step ${step + 1}, which reads ${quoted(cell.tokens[step])}`),
    el("div", {
      class: "scroll", tabindex: 0, role: "group", "aria-label": "Equations",
      "data-scroll": "cells-equation", "data-key": "cells-equation",
    }, written));
}

/** Strips and units are scrolled together, for their columns are the same. */
function scrollTogether(element) {
  const boxes = element.querySelectorAll("[data-scroll=cells-strips], [data-scroll=cells-matrix]");
  for (const box of boxes) {
    box.addEventListener("scroll", () => boxes.forEach((one) => {
      one.scrollLeft = box.scrollLeft;
    }));
  }
}

/** The means, and the values of all units where they are shown, for a table. */
export function table(inspection) {
  const rows = [["part", "quantity", "unit", "step", "symbol", "value"]];
  for (const { name: part, tokens, quantities, means, values } of inspection.cells) {
    for (const { name } of quantities) {
      tokens.forEach((token, step) => {
        rows.push([part, name, "mean", step + 1, token, means[name][step]]);
        values?.[name][step].forEach((value, unit) => {
          rows.push([part, name, unit + 1, step + 1, token, value]);
        });
      });
    }
  }
  return rows;
}
