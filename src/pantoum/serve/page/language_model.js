// A text as a language model reads it: how much each symbol surprised it, and what it would write.

import { bars } from "pantoum/bars.js";
import { numberField } from "pantoum/choices.js";
import { colouredText } from "pantoum/coloured_text.js";
import { button, caption, el, replace } from "pantoum/dom.js";
import { drawn } from "pantoum/drawing.js";
import { grid } from "pantoum/grid.js";
import { directionOf, exp, named, number, percent } from "pantoum/symbols.js";

export const title = "What it expects";

const MOST_BITS = 12; // and more have the strongest colour
// The texts that undoing goes back to, newest last, by the element of the view.
const histories = new WeakMap();

export const applies = (inspection) => inspection.task === "language_model";

export function render(element, inspection, context) {
  replace(element, inspection.surprise?.length ? surpriseOf(inspection) : null,
    inspection.next?.length ? nextOf(element, inspection, context) : null);
}

export function table(inspection) {
  const { surprise, next } = inspection;
  return [
    ["kind", "symbol", "probability", "bits"],
    ...(surprise ?? []).map(({ token, log_probability }) =>
      ["surprise", token, exp(log_probability), bitsOf(log_probability)]),
    ...(next ?? []).map(({ token, probability }) =>
      ["next", token, probability, -Math.log2(probability)]),
  ];
}

const bitsOf = (logProbability) => logProbability === null ? null : -logProbability / Math.LN2;

function surpriseOf({ surprise }) {
  const symbols = surprise.map((one) => one.token);
  const bits = surprise.map((one) => bitsOf(one.log_probability));
  const shares = surprise.map((one) => exp(one.log_probability));
  // Not the prediction's: that is of the text without a space at its end.
  const perplexity = 2 ** (bits.reduce((sum, one) => sum + one, 0) / bits.length);
  const direction = directionOf(symbols);
  const say = (place) => `${named(symbols[place])}: ${number(bits[place], 2)} bits, ` +
    `probability ${percent(shares[place])}`;
  return [
    caption("How much each symbol surprised the model, in bits; 1 bit is a probability of a half",
      `. Perplexity of a symbol: ${number(perplexity, 2)}`),
    colouredText({
      key: "surprise", label: "The text, coloured by surprise", symbols, direction, values: bits,
      low: 0, high: MOST_BITS, quiet: true, say,
    }),
    grid({
      key: "surprise-strips", label: "Surprise and probability of each symbol", columns: symbols,
      direction, height: 28, say: (_, place) => say(place),
      rows: [
        { symbol: "bits", name: "surprise in bits", values: bits, high: MOST_BITS },
        { symbol: "P", name: "probability", values: shares, high: 1 },
      ].map((row) => ({ ...row, low: 0, numbers: true })),
    }),
  ];
}

function nextOf(element, inspection, context) {
  const { next, input } = inspection;
  const { live, set } = context;
  const append = (place) => {
    histories.set(element, [...(histories.get(element) ?? []), input]);
    set({ input: next[place].text });
  };
  const items = next.map(({ token, probability, text }) =>
    ({ name: token, value: probability, choosable: text !== null }));
  return [
    caption(`What comes next${live ? "; a click on a symbol appends it" : ""}`),
    bars(element, {
      key: "next", label: "The likeliest next symbols", items, choose: live && append,
      say: (place) => `${named(next[place].token)}: ${percent(next[place].probability)}`,
    }),
    live && drawingOf(element, inspection, context, append),
  ];
}

/** Buttons that draw the next symbol and take it back, with temperature and seed. */
function drawingOf(element, { next, input }, { state, set, announce }, append) {
  const { temperature = 1, seed = 1 } = state;
  const isPart = (one) => one !== input && input.startsWith(one);
  const before = (histories.get(element) ?? []).filter(isPart);
  histories.set(element, before);
  const said = el("p.quiet", { role: "status" });
  const draw = () => {
    const place = drawn(next, temperature, seed, input);
    if (next[place].text === null) {
      replace(said, "The end was drawn: the text ends here. Another seed may go on.");
    } else {
      announce(`Drawn: ${named(next[place].token)}.`);
      append(place);
    }
  };
  const field = (label, name, given) => numberField(element, {
    label, key: `lm-${name}`, change: (value) => set({ [name]: value }), ...given,
  });
  return [
    el("div.unit-controls",
      button({ class: "primary", "data-key": "draw", onclick: draw }, "Draw a symbol"),
      button({
        "data-key": "undo", "aria-disabled": String(before.length === 0),
        onclick: () => before.length && set({ input: before.pop() }),
      }, "Undo"),
      field("Temperature", "temperature", { min: 0.1, max: 2, step: 0.1, value: temperature }),
      field("Seed", "seed", { min: 0, step: 1, value: seed })),
    caption(`Drawn from the ${next.length} symbols above; ` +
      "a temperature below 1 makes likely symbols likelier."),
    said,
  ];
}
