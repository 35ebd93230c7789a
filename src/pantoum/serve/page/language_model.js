// A text as a language model reads it: how much each symbol surprised it, and what it would write.

import { bars } from "pantoum/bars";
import { colouredText } from "pantoum/coloured_text";
import { el, replace } from "pantoum/dom";
import { drawn } from "pantoum/drawing";
import { grid, keepingScroll } from "pantoum/grid";
import { number } from "pantoum/measuring";
import { directionOf, isMark, named, percent } from "pantoum/symbols";

export const title = "What it expects";

const MOST_BITS = 12; // and more have the strongest colour
// The texts before each drawing, newest last, by the element of the view: what undoing goes back to.
const histories = new WeakMap();

export function applies(inspection) {
  return inspection.task === "language_model";
}

export function render(element, inspection, context) {
  keepingScroll(element, () => {
    replace(element, inspection.surprise?.length ? surpriseOf(inspection) : null,
      inspection.next?.length ? nextOf(element, inspection, context) : null);
  });
}

export function table(inspection) {
  const rows = [["kind", "symbol", "probability", "bits"]];
  for (const { token, log_probability } of inspection.surprise ?? []) {
    rows.push(["surprise", token, Math.exp(log_probability), bitsOf(log_probability)]);
  }
  for (const { token, probability } of inspection.next ?? []) {
    rows.push(["next", token, probability, -Math.log2(probability)]);
  }
  return rows;
}

function bitsOf(logProbability) {
  return logProbability === null ? null : -logProbability / Math.LN2;
}

function surpriseOf({ surprise, predictions }) {
  const symbols = surprise.map((one) => one.token);
  const bits = surprise.map((one) => bitsOf(one.log_probability));
  const shares = surprise.map(({ log_probability }) => Math.exp(log_probability ?? -Infinity));
  const perplexity = predictions?.[0]?.perplexity;
  const shown = {
    columns: symbols,
    direction: directionOf(symbols.filter((token) => !isMark(token))),
  };
  const say = (place) =>
    `${named(symbols[place])}: ${number(bits[place], 2)} bits, probability ${percent(shares[place])}`;
  return [
    el("p", { class: "quiet caption" },
      "How much each symbol surprised the model, in bits; 1 bit is a probability of a half",
      perplexity ? `. Perplexity of a symbol: ${number(perplexity, 2)}` : ""),
    colouredText({
      ...shown, symbols, key: "surprise", label: "The text, coloured by surprise", quiet: true,
      values: bits, low: 0, high: MOST_BITS, say,
    }),
    grid({
      ...shown, key: "surprise-strips", label: "Surprise and probability of each symbol",
      rows: [
        { symbol: "bits", name: "surprise in bits", values: bits, low: 0, high: MOST_BITS, numbers: true },
        { symbol: "P", name: "probability", values: shares, low: 0, high: 1, numbers: true },
      ],
      height: 28,
      say: (_, place) => say(place),
    }),
  ];
}

function nextOf(element, inspection, context) {
  const { next, input } = inspection;
  const append = ({ text }) => {
    remember(element, input);
    context.set({ input: text });
  };
  const items = next.map(({ token, probability, text }) => ({
    name: token, value: probability, choosable: context.live && isText(text),
  }));
  return [
    el("p", { class: "quiet caption" }, context.live
      ? "What comes next: a click on a symbol appends it"
      : "What comes next"),
    bars(element, {
      key: "next", label: "The likeliest next symbols", items,
      choose: context.live ? (place) => append(next[place]) : null,
      say: (place) => `${named(next[place].token)}: ${percent(next[place].probability)}`,
    }),
    context.live && drawingOf(element, inspection, context, append),
  ];
}

function isText(text) {
  return text !== null && text !== undefined;
}

/** Buttons that draw the next symbol and take it back, with temperature and seed. */
function drawingOf(element, { next, input }, context, append) {
  const temperature = context.state.temperature ?? 1;
  const seed = context.state.seed ?? 1;
  const step = () => {
    const chosen = drawn(next, temperature, seed, input);
    context.announce(isText(chosen.text) ? `Drawn: ${named(chosen.token)}.` : "The text ends here.");
    if (isText(chosen.text)) append(chosen);
    else replace(said, "The end was drawn: the text ends here. Another seed may go on.");
  };
  const said = el("p", { class: "quiet", role: "status" });
  const before = (histories.get(element) ?? []).filter((text) => input.startsWith(text) && text !== input);
  histories.set(element, before);
  return [
    el("div", { class: "unit-controls" },
      el("button", { type: "button", class: "primary", "data-key": "draw", onclick: step }, "Draw a symbol"),
      el("button", {
        type: "button", "data-key": "undo", "aria-disabled": String(before.length === 0),
        onclick: () => before.length && context.set({ input: before.pop() }),
      }, "Undo"),
      field("Temperature", "temperature", { min: 0.1, max: 2, step: 0.1, value: temperature }, context),
      field("Seed", "seed", { min: 0, step: 1, value: seed }, context)),
    el("p", { class: "quiet caption" },
      `Drawn from the ${next.length} symbols above; below 1 the temperature makes likely symbols likelier.`),
    said,
  ];
}

function field(label, name, attributes, context) {
  return el("label", {}, `${label} `, el("input", {
    type: "number", "data-key": `lm-${name}`, ...attributes,
    onchange: ({ target }) => {
      if (target.validity.valid && target.value) context.set({ [name]: target.valueAsNumber });
    },
  }));
}

function remember(element, input) {
  histories.set(element, [...(histories.get(element) ?? []), input]);
}
