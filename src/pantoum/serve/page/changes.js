// What changes in the output where parts of the model are switched off.

import { el, replace } from "pantoum/dom.js";
import { directionOf, exp, isMark, percent, visible } from "pantoum/symbols.js";

export const title = "Without these parts";

export const applies = (inspection, context) => context.off.length && context.whole;

export function render(element, inspection, context) {
  const before = context.whole[0];
  const after = inspection.predictions[0];
  const titles = context.off.map((name) =>
    inspection.parts.find((part) => part.name === name)?.title ?? name);
  const without = `Without ${titles.join(" and without ")}:`;
  if (inspection.task === "language_model") {
    const [old, now] = [before, after].map((one) => (one?.perplexity ?? NaN).toFixed(2));
    return replace(element, el("p", { role: "status" },
      `${without} the perplexity of this text is ${now} instead of ${old}.`));
  }
  const [old, now] = [symbolsOf(before), symbolsOf(after)];
  const kept = commonOf(old, now);
  const same = old.join(" ") === now.join(" ");
  replace(element,
    el("p", { role: "status" }, `${without} the output ${same ? "stays the same" : "changes"}.`),
    el("dl.changes",
      row("with all parts", old, kept.map(([place]) => place), before),
      row("without", now, kept.map(([, place]) => place), after)));
}

function row(name, symbols, kept, prediction) {
  const marked = symbols.map((symbol, place) =>
    el(kept.includes(place) ? "bdi" : "mark", {}, visible(symbol)));
  const { log_probability, probability } = prediction ?? {};
  const share = typeof log_probability === "number" ? exp(log_probability) : probability;
  return el("div", el("dt", name),
    el("dd", { dir: directionOf(symbols) },
      marked.length ? marked.flatMap((one) => [one, " "]) : "an empty output"),
    el("dd.quiet.number", typeof share === "number" && percent(share)));
}

/** The symbols of a prediction of any kind: of its output, its tags, or its label. */
export function symbolsOf(prediction) {
  if (!prediction) return [];
  if (prediction.label !== undefined) return [prediction.label];
  if (prediction.tags) return Object.values(prediction.tags).flat();
  return (prediction.tokens ?? []).filter((one) => !isMark(one));
}

// The longest common subsequence of two lists, as pairs of places.
function commonOf(a, b) {
  // Of `a` from i + 1 on, and of `b` from each of its places on.
  let below = new Array(b.length + 1).fill([]);
  for (let i = a.length - 1; i >= 0; i--) {
    const row = new Array(b.length + 1).fill([]);
    for (let j = b.length - 1; j >= 0; j--) {
      if (a[i] === b[j]) row[j] = [[i, j], ...below[j + 1]];
      else row[j] = below[j].length >= row[j + 1].length ? below[j] : row[j + 1];
    }
    below = row;
  }
  return below[0];
}
