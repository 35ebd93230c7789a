// The outputs of an encoder-decoder: the best one symbol by symbol, each with what could stand in
// its place; all outputs with their probabilities; what the model warns of.

import { el, replace } from "pantoum/dom";
import { directionOf, isMark, named, ordinal, percent, visible } from "pantoum/symbols";

export const title = "Output";

export function applies(inspection) {
  return inspection.task === "seq2seq";
}

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
    one.rank, one.text, probabilityOf(one), one.log_probability, one.score,
  ]);
  return [["rank", "output", "probability", "log probability", "score"], ...rows];
}

// Where the search found nothing, JSON has no number for minus infinity.
function probabilityOf({ log_probability }) {
  return log_probability === null ? 0 : Math.exp(log_probability);
}

/** A probability as a bar. */
export function bar(probability) {
  return el("span", { class: "bar", "aria-hidden": "true" },
    el("span", { style: { width: `${(100 * probability).toFixed(2)}%` } }));
}

function symbolsOf(best, places, context) {
  const forced = forcedOf(best, places, context.state.prefix);
  const buttons = best.tokens.map((token, place) => {
    const chosen = (places[place] ?? []).find((one) => one.token === token);
    const open = context.state.at === place + 1;
    const said = `${named(token)}, ${ordinal(place + 1)} symbol` +
      (chosen ? `, probability ${percent(chosen.probability)}` : "") +
      (place < forced ? ", forced" : "");
    return el("button", {
      type: "button",
      class: ["symbol", isMark(token) && "mark", place < forced && "forced"].filter(Boolean).join(" "),
      "aria-label": said,
      "aria-expanded": String(open),
      "data-key": `symbol-${place}`,
      "data-row": place,
      disabled: !places[place],
      onclick: () => context.set({ at: open ? null : place + 1 }),
    },
    el("bdi", {}, visible(token)),
    chosen && bar(chosen.probability));
  });
  const line = el("div", {
    class: "symbols", role: "group", "aria-label": "The best output, symbol by symbol",
    dir: directionOf(best.tokens),
  }, buttons.length ? buttons : el("span", { class: "quiet" }, "an empty output"));
  context.marks.addEventListener("mark", ({ detail }) => {
    for (const button of buttons) {
      button.classList.toggle("marked", Number(button.dataset.row) === detail.row);
    }
  });
  return line;
}

/** How many of the first symbols a prefix has forced. */
function forcedOf(best, places, prefix) {
  if (!prefix) return 0;
  return 1 + places.findIndex((list, place) =>
    list.some((one) => one.token === best.tokens[place] && one.prefix === prefix));
}

function prefixOf({ state, live, set }) {
  if (!state.prefix) return null;
  return el("p", { class: "prefix" }, "begins with ",
    el("span", { class: "chip" }, el("bdi", {}, state.prefix),
      live && el("button", {
        type: "button",
        "aria-label": `no longer begin with ${state.prefix}`,
        "data-key": "prefix",
        onclick: () => set({ prefix: null }),
      }, "×")));
}

function alternativesOf(best, places, context) {
  const place = context.state.at - 1;
  const list = places[place];
  if (!list || place >= best.tokens.length) return null;
  const token = best.tokens[place];
  return el("div", {
    class: "alternatives",
    role: "group",
    "aria-label": `What could be the ${ordinal(place + 1)} symbol`,
  },
  el("p", { class: "quiet" }, `The ${ordinal(place + 1)} symbol: what the model thinks of it` +
    (context.live ? ". Choose one, and see what follows." : ".")),
  el("ul", {}, list.map((one) => el("li", {}, alternative(one, token, context)))));
}

function alternative(one, token, context) {
  const content = [
    el("bdi", { class: isMark(one.token) ? "name mark" : "name" }, visible(one.token)),
    bar(one.probability),
    el("span", { class: "number" }, percent(one.probability)),
  ];
  const now = one.token === token ? "true" : null;
  if (!context.live || one.prefix === null || one.prefix === undefined) {
    return el("span", { class: "choice", "aria-current": now }, content);
  }
  return el("button", {
    type: "button",
    class: "choice",
    "aria-current": now,
    "aria-label": `${named(one.token)}, probability ${percent(one.probability)}: ` +
      `let the output begin with “${one.prefix}”`,
    "data-key": `alternative-${one.token}`,
    onclick: () => context.set({ prefix: one.prefix, rank: null }),
  }, content);
}

function outputsOf(predictions, context) {
  const shown = context.state.rank ?? 1;
  const rows = predictions.map((one) => {
    const probability = probabilityOf(one);
    return el("li", {}, el("button", {
      type: "button",
      class: "choice",
      "aria-current": one.rank === shown ? "true" : null,
      "aria-label": `${ordinal(one.rank)} output: ${one.text || "empty"}, ` +
        `probability ${percent(probability)}`,
      "data-key": `output-${one.rank}`,
      onclick: () => context.set({ rank: one.rank === 1 ? null : one.rank }),
    },
    el("bdi", { class: "name" }, one.text || "∅"),
    bar(probability),
    el("span", { class: "number" }, percent(probability))));
  });
  return el("ol", { class: "outputs", "aria-label": "Outputs, the best first" }, rows);
}

function warningsOf(best) {
  const known = best?.from_lexicon ? ["This output is from the lexicon, not from the network."] : [];
  const sentences = [...(best?.warnings ?? []), ...known];
  return sentences.length > 0 &&
    el("ul", { class: "warnings", "aria-label": "Warnings" }, sentences.map((one) => el("li", {}, one)));
}
