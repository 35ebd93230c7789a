// The equations of one step of a cell for one unit, with its numbers filled in, as MathML.

import { colour, inkOn, math } from "pantoum/dom.js";
import { number } from "pantoum/symbols.js";

// <t> is this step and <p> the one before; {name} the number of a quantity, {name p} that of the
// step before, {1-name} what it lacks to 1.
const sum = (index, more = "") => `(W_${index} [a<p>; x<t>] ${more} + b_${index})`;
const gate = (name, more) => `Γ_${name[0]} = σ${sum(name[0], more)} ≈ {${name}_gate}`;
const CANDIDATE = `c̃<t> = tanh${sum("c")} ≈ {candidate}`;
const MEMORY = [
  "c<t> = Γ_u c̃<t> + Γ_f c<p>",
  "≈ {update_gate} · {candidate} + {forget_gate} · {cell p} ≈ {cell}",
];
const STATE = ["a<t> = Γ_o tanh c<t>", "≈ {output_gate} · tanh({cell}) ≈ {hidden}"];
const EQUATIONS = {
  lstm: [CANDIDATE, gate("update"), gate("forget"), gate("output"), ...MEMORY, ...STATE],
  peephole_lstm: [
    CANDIDATE, gate("update", "+ p_u ⊙ c<p>"), gate("forget", "+ p_f ⊙ c<p>"), ...MEMORY,
    gate("output", "+ p_o ⊙ c<t>"), ...STATE,
  ],
  layer_norm_lstm: [...MEMORY, "a<t> = Γ_o tanh LN(c<t>) ≈ {hidden}"],
  gru: [
    gate("relevance"),
    gate("update"),
    "c̃<t> = tanh(W_cx x<t> + b_cx + Γ_r ⊙ (W_ca a<p> + b_ca)) ≈ {candidate}",
    "a<t> = Γ_u c̃<t> + (1 − Γ_u) a<p>",
    "≈ {update_gate} · {candidate} + {1-update_gate} · {hidden p} ≈ {hidden}",
  ],
  rnn: [`a<t> = tanh${sum("a")} ≈ {hidden}`],
};
const SIGN = /\{(1-)?(\w+)( p)?\}|(c̃|tanh|LN|[\p{L}])(?:_(\w+))?(?:<(\w)>)?|[^\s]/gu;

/**
 * The equations of a cell of the inspection, or null where they are not known; step and unit are
 * from 0, the steps in the order of the text.
 */
export function equation(cell, step, unit) {
  const lines = EQUATIONS[cell.cell];
  if (!lines || !cell.values) return null;
  // Times are places in the text: the backward direction comes from the next one.
  const prior = cell.direction === "backward" ? step + 1 : step - 1;
  const write = (text) => Array.from(text.matchAll(SIGN), (found) => {
    const [sign, rest, name, before, letter, index, time] = found;
    if (name) {
      const alone = found.index + sign.length === text.length || text[found.index - 1] === "(";
      return numberOf(cell, { name, rest, step: before ? prior : step, unit, alone });
    }
    if (letter) return named(letter, index, time && (time === "p" ? prior : step) + 1);
    return /\d/.test(sign) ? math("mn", sign) : math("mo", { stretchy: "false" }, sign);
  });
  const rows = lines.map((line) => {
    const [, left, sign, right] = line.match(/^(.*?) ?([=≈]) (.*)$/u);
    return math("mtr", [left, sign, right].map((side, place) =>
      math("mtd", { class: !place && "left" }, math("mrow", write(side)))));
  });
  return math("math.equation", { display: "block" }, math("mtable", rows));
}

/**
 * Between which values a quantity is coloured. A memory cell has no bounds: beyond 2, where tanh c
 * is .96, it has the strongest colour.
 */
export function rangeOf(cell, name) {
  if (name === "cell") return { low: -2, high: 2 };
  const { low, high } = cell.quantities.find((one) => one.name === name);
  return { low, high };
}

/** A number on its colour of the strips, in brackets where it is negative and stands in a sum. */
function numberOf(cell, { name, rest, step, unit, alone }) {
  let value = valueOf(cell, name, step, unit);
  if (rest) value = 1 - value;
  const { low, high } = rangeOf(cell, name);
  const written = math("mn", {
    class: inkOn(value, low, high), style: { "background-color": colour(value, low, high) },
  }, number(value));
  if (value >= 0 || alone) return written;
  return math("mrow", operator("("), written, operator(")"));
}

const operator = (sign) => math("mo", sign);

/** Before the first step it is what the cell began with. */
const valueOf = (cell, name, step, unit) => (cell.values[name][step] ?? cell.initial[name])[unit];

/** A letter, or the name of a function, with an index below and a time above. */
function named(letter, index, time) {
  if (letter.length > 1 && letter !== "c̃") {
    return math("mrow", math("mi", letter), math("mspace", { width: "0.17em" }));
  }
  let sign = math("mi", { mathvariant: /[Γσ]/.test(letter) && "normal" }, letter[0]);
  if (letter === "c̃") sign = math("mover", { accent: "true" }, sign, math("mo", "~"));
  if (index) sign = math("msub", sign, math("mi", index));
  if (time === undefined) return sign;
  return math("msup", sign, math("mrow", operator("⟨"), math("mn", time), operator("⟩")));
}
