// The outputs of an encoder-decoder: the best one symbol by symbol, each with what could stand in
// its place; all outputs with their probabilities; what the model warns of.

import { button, el, quiet, replace } from "pantoum/dom.js";
import { directionOf, exp, isMark, named, ordinal, percent, visible } from "pantoum/symbols.js";

export const title = "Output";

export const applies = (inspection) => inspection.task === "seq2seq";

export function render(element, inspection, context) {
  const [best] = inspection.predictions;
  const places = inspection.alternatives ?? [];
  replace(element,
    best && symbolsOf(best, places, context),
    prefixOf(context),
    best && alternativesOf(best, places, context),
    outputsOf(inspection.predictions, context),
    warningsOf(best));
}

export function table(inspection) {
  const rows = inspection.predictions.map((one) => [
    one.rank, one.text, exp(one.log_probability), one.log_probability, one.score,
  ]);
  return [["rank", "output", "probability", "log probability", "score"], ...rows];
}

export function bar(probability) {
  return el("span.bar", { "aria-hidden": "true" },
    el("span", { style: { width: `${(100 * probability).toFixed(2)}%` } }));
}

function symbolsOf(best, places, context) {
  const forced = forcedOf(best, places, context.state.prefix);
  const buttons = best.tokens.map((token, place) => {
    const chosen = places[place]?.find((one) => one.token === token);
    const open = context.state.at === place + 1;
    return button({
      class: ["symbol", isMark(token) && "mark", place < forced && "forced"],
      "aria-label": `${named(token)}, ${ordinal(place + 1)} symbol` +
        (chosen ? `, probability ${percent(chosen.probability)}` : "") +
        (place < forced ? ", forced" : ""),
      "aria-expanded": String(open), "data-key": `symbol-${place}`, disabled: !places[place],
      onclick: () => context.set({ at: open ? null : place + 1 }),
    }, el("bdi", visible(token)), places[place] && bar(chosen?.probability ?? 0));
  });
  context.marks.addEventListener("mark", ({ detail }) =>
    buttons.forEach((one, place) => one.classList.toggle("marked", place === detail.row)));
  return el("div.symbols", {
    role: "group", "aria-label": "The best output, symbol by symbol", dir: directionOf(best.tokens),
  }, buttons.length ? buttons : el("span.quiet", "an empty output"));
}

/** How many of the first symbols a prefix has forced. */
function forcedOf(best, places, prefix) {
  if (!prefix) return 0;
  return 1 + places.findIndex((list, place) =>
    list.some((one) => one.token === best.tokens[place] && one.prefix === prefix));
}

function prefixOf({ state, live, set }) {
  if (!state.prefix) return null;
  return el("p.prefix", "begins with ",
    el("span.chip", el("bdi", state.prefix),
      live && button({
        "aria-label": `no longer begin with ${state.prefix}`, "data-key": "prefix",
        onclick: () => set({ prefix: null }),
      }, "×")));
}

function alternativesOf(best, places, context) {
  const { at } = context.state;
  const list = places[at - 1];
  if (!list || at > best.tokens.length) return null;
  const rows = list.map(({ token, probability, prefix }) => choice({
    name: token, probability, now: token === best.tokens[at - 1], key: `alternative-${token}`,
    said: `${named(token)}, probability ${percent(probability)}: ` +
      `let the output begin with “${prefix}”`,
    choose: context.live && typeof prefix === "string" &&
      (() => context.set({ prefix, rank: null })),
  }));
  return el("div.alternatives", {
    role: "group", "aria-label": `What could be the ${ordinal(at)} symbol`,
  },
  quiet(`The ${ordinal(at)} symbol: what the model thinks of it.`,
    context.live && " Choose one, and see what follows."),
  el("ul", rows));
}

function outputsOf(predictions, { state, set }) {
  const rows = predictions.map((one) => {
    const probability = exp(one.log_probability);
    const name = one.text || "∅";
    return choice({
      name, probability, now: one.rank === (state.rank ?? 1), key: `output-${one.rank}`,
      said: `${ordinal(one.rank)} output: ${name}, probability ${percent(probability)}`,
      choose: () => set({ rank: one.rank === 1 ? null : one.rank }),
    });
  });
  return el("ol.outputs", { "aria-label": "Outputs, the best first" }, rows);
}

// A row with a bar, a button where it can be chosen.
function choice({ name, probability, now, key, said, choose }) {
  const chosen = choose && { type: "button", "aria-label": said, "data-key": key, onclick: choose };
  return el("li", el(`${choose ? "button" : "span"}.choice`, {
    "aria-current": now && "true", ...chosen,
  },
  el("bdi.name", { class: isMark(name) && "mark" }, visible(name)),
  bar(probability),
  el("span.number", percent(probability))));
}

/** What the model warns of, or where an output is from. */
export function warningsOf(best) {
  const sentences = [...(best?.warnings ?? [])];
  if (best?.from_lexicon) sentences.push("This output is from the lexicon, not from the network.");
  return sentences.length > 0 && el("ul.warnings", { "aria-label": "Warnings" },
    sentences.map((one) => el("li", one)));
}
