// What changes in the output where parts of the model are switched off.

import { el, replace } from "pantoum/dom";
import { directionOf, isMark, percent, visible } from "pantoum/symbols";

export const title = "Without these parts";

export function applies(inspection, context) {
  return context.off.length > 0 && Boolean(context.whole);
}

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
    el("dl", { class: "changes" },
      row("with all parts", old, kept.map(([place]) => place), before),
      row("without", now, kept.map(([, place]) => place), after)));
}

function row(name, symbols, kept, prediction) {
  const marked = symbols.map((symbol, place) =>
    el(kept.includes(place) ? "bdi" : "mark", {}, visible(symbol)));
  const probability = probabilityOf(prediction);
  return el("div", {}, el("dt", {}, name),
    el("dd", { dir: directionOf(symbols) },
      marked.length ? marked.flatMap((one) => [one, " "]) : "an empty output"),
    el("dd", { class: "quiet number" }, probability === null ? "" : percent(probability)));
}

function probabilityOf(prediction) {
  if (typeof prediction?.log_probability === "number") return Math.exp(prediction.log_probability);
  return typeof prediction?.probability === "number" ? prediction.probability : null;
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
  const longest = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i][j] = a[i] === b[j]
        ? longest[i + 1][j + 1] + 1
        : Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  const pairs = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (longest[i + 1][j] >= longest[i][j + 1]) i++;
    else j++;
  }
  return pairs;
}
