// Inside the cells: the gates, the candidate, the memory and the state of each step.

import { choices, numberField, select, toggle } from "pantoum/choices.js";
import { colouredText } from "pantoum/coloured_text.js";
import { caption, el, quiet, replace } from "pantoum/dom.js";
import { equation, rangeOf } from "pantoum/equation.js";
import { grid } from "pantoum/grid.js";
import { directionOf, number, quoted } from "pantoum/symbols.js";
import { ordered, ORDERS, unitsPicture } from "pantoum/units.js";
import { limit } from "pantoum/walking.js";

export const title = "Inside the cells";
export const inside = true;

const NAMES = {
  relevance_gate: "relevance gate", update_gate: "update gate", forget_gate: "forget gate",
  output_gate: "output gate", candidate: "candidate", cell: "memory cell", hidden: "hidden state",
};

export const applies = (inspection) => inspection.cells?.length;

export function render(element, inspection, context) {
  const chosen = choiceOf(inspection, context);
  const { cell } = chosen;
  replace(element,
    partsOf(inspection, chosen, context),
    inspection.off?.includes(cell.name) &&
      el("p.note", "This part is switched off: what it gives to the rest is zero."),
    cell.tokens.length === 0 ? quiet("There is no step to show.") : [
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
  const names = cell.quantities.map((one) => one.name);
  return {
    cell, open, values: open ? cell.values : null,
    quantity: names.includes(state.quantity) ? state.quantity : names.at(-1),
    step: limit((state.step ?? 1) - 1, cell.tokens.length),
    unit: limit((state.unit ?? 1) - 1, cell.units),
    possible: live || cells.some((one) => one.values),
    apart: inspection.task === "tagger", direction: directionOf(cell.tokens),
  };
}

/** The values of a quantity over time: of the chosen unit, or the mean of all. */
function seriesOf({ cell, values, unit }, name) {
  return values ? values[name].map((units) => units[unit]) : cell.means[name];
}

const nameOf = (quantity) => NAMES[quantity] ?? quantity.replaceAll("_", " ");

function partsOf(inspection, { cell, open, possible }, context) {
  return el("div.pills.apart",
    choices("Part", "cells-part", inspection.cells, cell.name, (name) =>
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
  return el("p.legend", "−1", el("span.ramp"), "1",
    memory && ", for c from −2 to 2");
}

function unitsOf(element, chosen, context) {
  if (!chosen.values) {
    return quiet(context.live ? "…" : "The values of single units are not in this file.");
  }
  const order = ORDERS[context.state.order] ? context.state.order : "number";
  return [
    unitControls(element, chosen, order, context),
    el("div.side-by-side", { dir: chosen.direction },
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
    el("label", `${label} `, select(options, (chosen) => set({ [name]: chosen }), {
      value, "data-key": `cells-${name}`,
    }));
  return el("div.unit-controls",
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
  return written && el("figure.equation-box",
    el("figcaption.quiet",
      `Unit ${unit + 1} at step ${step + 1}, which reads ${quoted(cell.tokens[step])}`),
    el("div.scroll", {
      tabindex: 0, role: "group", "aria-label": "Equations",
      "data-scroll": "cells-equation", "data-key": "cells-equation",
    }, written));
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
