// The equations of one step of a cell for one unit, with its numbers filled in, as MathML.

import { colour } from "pantoum/dom";
import { inkOn } from "pantoum/grid";
import { number } from "pantoum/measuring";

const MATHML = "http://www.w3.org/1998/Math/MathML";
const DIGITS = 3;

/**
 * The equations of a step, or null for a cell whose equations are not known.
 *
 * @param {object} cell as the inspection has it, with values
 * @param {number} step from 0, in the order of the text
 * @param {number} unit from 0
 */
export function equation(cell, step, unit) {
  const write = CELLS[cell.cell];
  if (!write || !cell.values) return null;
  const lines = write(new Step(cell, step, unit));
  const rows = lines.flatMap(linesOf);
  return math("math", { display: "block", class: "equation" }, math("mtable", {}, ...rows));
}

/** A left side, what it is equal to, perhaps with numbers in it, and its value: rows of the table. */
function linesOf([left, definition, ...sides]) {
  const value = sides.pop();
  if (sides.length === 0) return [row(left, "=", [...definition, operator("≈"), ...value])];
  const [filled] = sides;
  return [row(left, "=", definition), row("", "≈", [...filled, operator("≈"), ...value])];
}

/** The numbers of one step and unit, and the names of what stands for them. */
class Step {
  constructor(cell, step, unit) {
    // Times are places in the text: the backward direction comes from the next one.
    this.time = step + 1;
    this.prior = cell.direction === "backward" ? step + 2 : step;
    this.cell = cell;
    this.value = (name) => cell.values[name]?.[step]?.[unit];
    this.before = (name) => {
      const steps = cell.values[name];
      if (steps && this.prior >= 1 && this.prior <= steps.length) return steps[this.prior - 1][unit];
      if (cell.initial) return cell.initial[name]?.[unit];
      return cell.name.startsWith("decoder") ? undefined : 0;
    };
  }

  /** A value on the colour that it has in the strips, in brackets where it is negative. */
  filled(name) {
    return inBrackets(this.value(name), this.result(name));
  }

  /** The same without brackets. */
  result(name) {
    return this.#number(this.value(name), name);
  }

  /** The same of the step before. */
  filledBefore(name) {
    return inBrackets(this.before(name), this.#number(this.before(name), name));
  }

  /** 1 less a value. */
  rest(name) {
    return this.#number(1 - this.value(name), name);
  }

  #number(value, name) {
    if (value === undefined) return [state(name === "cell" ? "c" : "a", this.prior)];
    const { low, high } = rangeOf(this.cell, name);
    const written = math("mn", { class: inkOn(value, low, high) }, number(value, DIGITS));
    written.style.backgroundColor = colour(value, low, high);
    return [written];
  }
}

function inBrackets(value, written) {
  return value < 0 ? brackets(written) : written;
}

/**
 * Between which values a quantity is coloured. A memory cell has no bounds, and a few units are far
 * out: what is beyond 2, where tanh c is .96, has the strongest colour.
 */
export function rangeOf(cell, name) {
  if (name === "cell") return { low: -2, high: 2 };
  const { low, high } = cell.quantities.find((one) => one.name === name);
  return { low, high };
}

const CELLS = {
  lstm: (step) => lstm(step, { early: [], late: [] }),
  peephole_lstm: (step) => {
    const seen = (index, time) => [operator("+"), indexed("p", index), operator("⊙"), state("c", time)];
    return lstm(step, {
      early: (index) => seen(index, step.prior),
      late: (index) => seen(index, step.time),
    });
  },
  layer_norm_lstm: layerNormLSTM,
  gru: gru,
  rnn: (step) => [
    [state("a", step.time), [text("tanh"), ...brackets(product("a", step))], step.result("hidden")],
  ],
};

function lstm(step, peepholes) {
  const sees = (kind, index) => (typeof peepholes[kind] === "function" ? peepholes[kind](index) : []);
  const gate = (index, name, kind) => [
    gamma(index),
    [operator("σ"), ...brackets(product(index, step, sees(kind, index)))],
    step.result(name),
  ];
  return [
    [candidate(step.time), [text("tanh"), ...brackets(product("c", step))], step.result("candidate")],
    gate("u", "update_gate", "early"),
    gate("f", "forget_gate", "early"),
    gate("o", "output_gate", "late"),
    memory(step),
    [
      state("a", step.time),
      [gamma("o"), text("tanh"), space(), state("c", step.time)],
      [...step.filled("output_gate"), operator("·"), text("tanh"), ...brackets(step.result("cell"))],
      step.result("hidden"),
    ],
  ];
}

function layerNormLSTM(step) {
  return [
    memory(step),
    [
      state("a", step.time),
      [gamma("o"), text("tanh"), space(), text("LN"), ...brackets([state("c", step.time)])],
      step.result("hidden"),
    ],
  ];
}

function memory(step) {
  return [
    state("c", step.time),
    [gamma("u"), candidate(step.time), operator("+"), gamma("f"), state("c", step.prior)],
    [
      ...step.filled("update_gate"),
      operator("·"),
      ...step.filled("candidate"),
      operator("+"),
      ...step.filled("forget_gate"),
      operator("·"),
      ...step.filledBefore("cell"),
    ],
    step.result("cell"),
  ];
}

function gru(step) {
  const inner = [
    indexed("W", "cx"), state("x", step.time), operator("+"), indexed("b", "cx"), operator("+"),
    gamma("r"), operator("⊙"),
    ...brackets([indexed("W", "ca"), state("a", step.prior), operator("+"), indexed("b", "ca")]),
  ];
  const gate = (index, name) => [
    gamma(index),
    [operator("σ"), ...brackets(product(index, step))],
    step.result(name),
  ];
  return [
    gate("r", "relevance_gate"),
    gate("u", "update_gate"),
    [candidate(step.time), [text("tanh"), ...brackets(inner)], step.result("candidate")],
    [
      state("a", step.time),
      [
        gamma("u"), candidate(step.time), operator("+"),
        ...brackets([math("mn", {}, "1"), operator("−"), gamma("u")]), state("a", step.prior),
      ],
      [
        ...step.filled("update_gate"),
        operator("·"),
        ...step.filled("candidate"),
        operator("+"),
        ...step.rest("update_gate"),
        operator("·"),
        ...step.filledBefore("hidden"),
      ],
      step.result("hidden"),
    ],
  ];
}

/** W [a<t-1>; x<t>] + b of a gate, and what else is added. */
function product(index, step, more = []) {
  return [
    indexed("W", index),
    ...brackets([state("a", step.prior), operator(";"), state("x", step.time)], "[]"),
    ...more,
    operator("+"),
    indexed("b", index),
  ];
}

function row(left, sign, right) {
  return math(
    "mtr",
    {},
    math("mtd", { class: "left" }, left),
    math("mtd", {}, operator(sign)),
    math("mtd", { class: "right" }, math("mrow", {}, ...right)),
  );
}

/** A state at a time, such as a<3>. */
function state(letter, time) {
  return at(math("mi", {}, letter), time);
}

function candidate(time) {
  return at(math("mover", { accent: "true" }, math("mi", {}, "c"), operator("~")), time);
}

function at(base, time) {
  return math("msup", {}, base, math("mrow", {}, operator("⟨"), math("mn", {}, String(time)), operator("⟩")));
}

function gamma(index) {
  return math("msub", {}, math("mi", { mathvariant: "normal" }, "Γ"), math("mi", {}, index));
}

function indexed(letter, index) {
  return math("msub", {}, math("mi", {}, letter), math("mi", {}, index));
}

function brackets(content, [open, close] = "()") {
  return [operator(open), ...content, operator(close)];
}

function operator(sign) {
  return math("mo", { stretchy: "false" }, sign);
}

function text(word) {
  return math("mi", { mathvariant: "normal" }, word);
}

function space() {
  return math("mspace", { width: "0.17em" });
}

function math(tag, attributes, ...children) {
  const element = document.createElementNS(MATHML, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
