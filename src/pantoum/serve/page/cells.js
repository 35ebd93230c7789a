// Inside the cells: the gates, the candidate, the memory and the state of each step.

import { choices, toggle } from "pantoum/choices";
import { colouredText } from "pantoum/coloured_text";
import { el, replace } from "pantoum/dom";
import { equation, rangeOf } from "pantoum/equation";
import { grid, keepingScroll } from "pantoum/grid";
import { number } from "pantoum/measuring";
import { directionOf, isMark, visible } from "pantoum/symbols";
import { ORDERS, ordered, unitSentence, unitsPicture } from "pantoum/units";
import { limit } from "pantoum/walking";

export const title = "Inside the cells";

const NAMES = {
  relevance_gate: "relevance gate",
  update_gate: "update gate",
  forget_gate: "forget gate",
  output_gate: "output gate",
  candidate: "candidate",
  cell: "memory cell",
  hidden: "hidden state",
};

export function applies(inspection) {
  return Boolean(inspection.cells?.length);
}

export function render(element, inspection, context) {
  const chosen = choiceOf(inspection, context);
  const { cell } = chosen;
  keepingScroll(element, () => {
    replace(
      element,
      partsOf(inspection, chosen, context),
      inspection.off?.includes(cell.name) &&
        el("p", { class: "note" }, "This part is switched off: what it gives to the rest is zero."),
      cell.tokens.length === 0
        ? el("p", { class: "quiet" }, "There is no step to show.")
        : [
            textOf(chosen, context),
            stripsOf(chosen, context),
            chosen.open && unitsOf(chosen, context),
          ],
    );
  });
}

/** What is shown, from the state, within what there is. */
function choiceOf(inspection, { state, live }) {
  const { cells } = inspection;
  const cell = cells.find((one) => one.name === (state.units || state.part)) ??
    cells.find((one) => one.name === state.part) ?? cells[0];
  const open = Boolean(state.units);
  const values = open ? cell.values : null;
  const names = cell.quantities.map((one) => one.name);
  const quantity = names.includes(state.quantity) ? state.quantity : names[names.length - 1];
  const step = limit((state.step ?? 1) - 1, cell.tokens.length);
  const unit = limit((state.unit ?? 1) - 1, cell.units);
  const letters = cell.tokens.filter((token) => !isMark(token));
  const possible = live || cells.some((one) => one.values);
  return { cell, open, values, quantity, step, unit, possible, direction: directionOf(letters) };
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
  return el(
    "div",
    { class: "pills apart" },
    choices("Part", "cells-part", parts, cell.name, (name) =>
      context.set(open ? { part: name, units: name } : { part: name })),
    possible && toggle("Single units", "cells-units", open, () =>
      context.set(open ? { units: null } : { part: cell.name, units: cell.name })),
  );
}

/** The symbols that the steps read, coloured by the chosen quantity. */
function textOf(chosen, context) {
  const { cell, quantity, values, unit, direction, step } = chosen;
  const series = seriesOf(chosen, quantity);
  const whose = values ? `unit ${unit + 1}` : `the mean of ${cell.units} units`;
  const { low, high } = rangeOf(cell, quantity);
  const [from, over] = cell.direction === "backward" ? ["last", "first"] : ["first", "last"];
  return [
    el(
      "p",
      { class: "quiet caption" },
      `What the steps read, from the ${from} to the ${over}, coloured by the ${nameOf(quantity)} (${whose})`,
    ),
    colouredText({
      key: "cells-text",
      label: `The symbols, coloured by the ${nameOf(quantity)} of ${whose}`,
      symbols: cell.tokens,
      values: series,
      low,
      high,
      direction,
      chosen: step,
      quiet: true,
      say: (place) => `${visible(cell.tokens[place])}: ${number(series[place])}`,
      choose: (place) => context.set({ step: place + 1 }),
    }),
  ];
}

/** What the strips show: a row for each quantity. */
function rowsOf(chosen) {
  const { cell, quantity } = chosen;
  return cell.quantities.map(({ name, symbol }) => ({
    symbol,
    name: nameOf(name),
    ...rangeOf(cell, name),
    values: seriesOf(chosen, name),
    math: true,
    numbers: !chosen.values,
    curve: Boolean(chosen.values),
    chosen: name === quantity,
  }));
}

function stripsOf(chosen, context) {
  const { cell, values, unit, quantity, step, direction } = chosen;
  const rows = rowsOf(chosen);
  return grid({
    key: "cells-strips",
    label: values ? `Unit ${unit + 1} of ${cell.title}` : `Means of the units of ${cell.title}`,
    columns: cell.tokens,
    rows,
    direction,
    height: values ? 44 : 32,
    chosen: { row: rows.findIndex((row) => row.chosen), column: step },
    following: true,
    say: (row, column) =>
      `${values ? `unit ${unit + 1}` : "mean"}, step ${column + 1} (${visible(cell.tokens[column])}): ` +
      `${rows[row].name} ${number(rows[row].values[column])}`,
    choose: (row, column) => context.set({ quantity: cell.quantities[row].name, step: column + 1 }),
  });
}

function unitsOf(chosen, context) {
  if (!chosen.values) {
    const missing = context.live ? "…" : "The values of single units are not in this file.";
    return el("p", { class: "quiet" }, missing);
  }
  const order = ORDERS[context.state.order] ? context.state.order : "number";
  return [
    unitControls(chosen, order, context),
    el("div", { class: "side-by-side" }, pictureOf(chosen, order, context), equationOf(chosen)),
  ];
}

function pictureOf(chosen, order, context) {
  const { cell, quantity, step, unit, direction } = chosen;
  const values = chosen.values[quantity];
  return unitsPicture({
    key: "cells-matrix",
    label: `Unit, of ${cell.units}, by its ${nameOf(quantity)}`,
    columns: cell.tokens,
    rows: rowsOf(chosen),
    direction,
    values,
    ...rangeOf(cell, quantity),
    units: ordered(values, order, step),
    unit,
    step,
    say: (one, place) =>
      unitSentence(nameOf(quantity), one, place, visible(cell.tokens[place]), values[place][one]),
    choose: (one, place) => context.set({ unit: one + 1, step: place + 1 }),
  });
}

function unitControls({ cell, unit, quantity }, order, context) {
  return el(
    "div",
    { class: "unit-controls" },
    el(
      "label",
      {},
      "Unit ",
      el("input", {
        type: "number",
        min: 1,
        max: cell.units,
        value: unit + 1,
        "data-key": "cells-unit",
        oninput: (event) => {
          const wanted = event.target.valueAsNumber;
          if (wanted >= 1 && wanted <= cell.units) context.set({ unit: Math.floor(wanted) });
        },
      }),
      ` of ${cell.units}`,
    ),
    el(
      "label",
      {},
      "Quantity ",
      el(
        "select",
        {
          value: quantity,
          "data-key": "cells-quantity",
          onchange: (event) => context.set({ quantity: event.target.value }),
        },
        cell.quantities.map(({ name, symbol }) =>
          el("option", { value: name }, `${symbol.replace("_", "")} ${nameOf(name)}`),
        ),
      ),
    ),
    el(
      "label",
      {},
      "Order ",
      el(
        "select",
        {
          value: order,
          "data-key": "cells-order",
          onchange: (event) => context.set({ order: event.target.value }),
        },
        Object.entries(ORDERS).map(([name, { title: text }]) => el("option", { value: name }, text)),
      ),
    ),
  );
}

function equationOf({ cell, unit, step }) {
  const written = equation(cell, step, unit);
  return written && el(
    "figure",
    { class: "equation-box" },
    el("figcaption", { class: "quiet" },
      `Unit ${unit + 1} at step ${step + 1}, which reads ${visible(cell.tokens[step])}`),
    el("div", { class: "scroll", "data-scroll": "cells-equation", tabindex: 0, role: "group", "aria-label": "Equations", "data-key": "cells-equation" }, written),
  );
}

/** The means, and the values of all units where they are shown, for a table. */
export function table(inspection) {
  const rows = [["part", "quantity", "unit", "step", "symbol", "value"]];
  for (const cell of inspection.cells) {
    for (const { name } of cell.quantities) {
      cell.tokens.forEach((token, step) => {
        rows.push([cell.name, name, "mean", step + 1, token, cell.means[name][step]]);
        cell.values?.[name][step].forEach((value, unit) => {
          rows.push([cell.name, name, unit + 1, step + 1, token, value]);
        });
      });
    }
  }
  return rows;
}
