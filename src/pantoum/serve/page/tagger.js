// A sentence with its tags: how sure each is, and which tags follow each other.

import { choices } from "pantoum/choices.js";
import { disclosure, tableOf } from "pantoum/disclosure.js";
import { button, caption, el, quiet, replace } from "pantoum/dom.js";
import { grid } from "pantoum/grid.js";
import { bar } from "pantoum/output.js";
import { directionOf, number, percent, quoted } from "pantoum/symbols.js";
import { limit } from "pantoum/walking.js";

export const title = "Tags";
export const inside = true;

const TOP = 3; // labels with a bar under each word
const MANY_WORDS = 60; // with more, there is one bar, without its number
const LEAST = 0.005; // a label that reaches it nowhere has no row
const MOST_LABELS = 60;

export const applies = (inspection) =>
  inspection.task === "tagger" && inspection.predictions?.length;

export function render(element, inspection, context) {
  const shown = shownOf(inspection, context);
  if (!shown.words.length) return replace(element, quiet("There is no word to tag."));
  const { columns, column } = shown;
  const kinds = columns.map((name) => ({ name }));
  replace(element,
    columns.length > 1 && choices("Kind of tags", "tags", kinds, column, (tags) =>
      context.set({ tags })),
    sentenceOf(shown, context), shown.marginals && marginalsOf(shown, context),
    shown.transitions && disclosure(element, "tagger-transitions",
      "Which tag follows which: the transitions of the CRF", () => transitionsOf(shown)),
    inspection.predictions.length > 1 && disclosure(element, "tagger-others",
      "Other ways to tag the sentence", () => othersOf(inspection, column)));
}

/** For each word and kind of tags, the probability of each label. */
export function table(inspection) {
  const rows = [["position", "word", "kind", "tag", "label", "probability"]];
  const [{ words, tags }] = inspection.predictions;
  for (const [column, { labels, values }] of Object.entries(inspection.marginals ?? {})) {
    values.forEach((row, place) => row.forEach((value, label) => {
      rows.push([place + 1, words[place], column, tags[column][place], labels[label], value]);
    }));
  }
  return rows;
}

function shownOf(inspection, { state }) {
  const [{ words, tags }] = inspection.predictions;
  const columns = Object.keys(tags);
  const column = columns.includes(state.tags) ? state.tags : columns[0];
  const marginals = inspection.marginals?.[column] ?? null;
  return {
    words, tags, columns, column, marginals, direction: directionOf(words),
    path: inChain(tags[column], marginals?.labels ?? []),
    transitions: inspection.transitions?.[column] ?? null,
    chosen: limit((state.step ?? 1) - 1, words.length),
  };
}

function sentenceOf(shown, context) {
  const { words, direction } = shown;
  return el("ol.sentence", { dir: direction, "aria-label": "The words and their tags" },
    words.map((_, place) => el("li", wordOf(shown, place, context))));
}

/** A word over its tags and the likeliest labels. */
function wordOf({ words, tags, columns, column, marginals, chosen }, place, context) {
  const many = words.length > MANY_WORDS;
  const best = marginals ? likeliest(marginals, place, many ? 1 : TOP) : [];
  // A long tag such as Case=Nom|Number=Sing may go on in the next line after each part.
  const kinds = columns.map((name) => el("span", { class: name === column && "now", title: name },
    tags[name][place].replaceAll("|", "|\u200b")));
  return button({
    class: "word", "aria-current": String(place === chosen),
    "data-key": `word-${place}`, onclick: () => context.set({ step: place + 1 }),
  },
  el("bdi.form", words[place]),
  el("span.tags", kinds),
  best.map(([label, value]) => many ? bar(value) : el("span.share",
    el("span.name", label), bar(value), el("bdi", percent(value)))));
}

/** The tags as the chain has them, which may mark ends: E for the last I, S for a B alone. */
function inChain(tags, labels) {
  return tags.map((tag, place) => {
    if (!labels.some((label) => /^[ES]-/.test(label))) return tag;
    const [mark, name] = [tag.slice(0, 2), tag.slice(2)];
    const ends = tags[place + 1] !== `I-${name}`;
    return ends && /^[BI]-$/.test(mark) ? `${mark === "B-" ? "S" : "E"}-${name}` : tag;
  });
}

function likeliest({ labels, values }, place, count) {
  return values[place]
    .map((value, label) => [labels[label], value])
    .filter(([, value]) => value >= LEAST)
    .sort((a, b) => b[1] - a[1])
    .slice(0, count);
}

/** A row for each label that is possible somewhere, a column for each word. */
function marginalsOf({ words, path, marginals, direction, chosen }, context) {
  const { labels, values } = marginals;
  const rows = possible(labels, path, marginals).slice(0, MOST_LABELS).map((label) => ({
    symbol: labels[label], name: labels[label], low: 0, high: 1, numbers: LEAST,
    values: values.map((row) => row[label]),
  }));
  const rowOf = (place) => rows.findIndex((row) => row.name === path[place]);
  return [
    caption("How likely each label is at each word; the tags of the best sequence have a frame."),
    grid({
      key: "tagger-marginals", label: "Probabilities of labels at words", columns: words, rows,
      direction, height: 26, chosen: { row: Math.max(0, rowOf(chosen)), column: chosen },
      marked: words.map((_, place) => [rowOf(place), place]),
      say: (row, place) =>
        `${quoted(words[place])}: ${rows[row].name} ${percent(rows[row].values[place])}`,
      choose: (_, place) => context.set({ step: place + 1 }),
    }),
  ];
}

/** The numbers of the labels that the best sequence has or that are possible somewhere. */
function possible(labels, path, marginals) {
  return [...labels.keys()].filter((label) => path.includes(labels[label]) ||
    marginals?.values.some((row) => row[label] >= LEAST));
}

/** The scores of neighbours, of the labels that the sentence could have where there are many. */
function transitionsOf({ path, marginals, transitions }) {
  const { labels, values, start, end } = transitions;
  const all = [...labels.keys()];
  const kept = all.length <= MOST_LABELS ? all
    : possible(labels, path, marginals).slice(0, MOST_LABELS);
  const names = kept.map((label) => labels[label]);
  const scores = [
    [...kept.map((label) => start[label]), null],
    ...kept.map((from) => [...kept.map((to) => values[from][to]), end[from]]),
  ];
  const high = Math.max(1e-9, ...scores.flat().map(Math.abs));
  const [from, to] = [["start", ...names], [...names, "end"]];
  const rows = from.map((name, row) =>
    ({ symbol: name, name, low: -high, high, values: scores[row], numbers: true }));
  const said = (value) => (value === null ? "forbidden" : number(value, 2));
  return el("div",
    caption("A row says what comes first, a column what follows. The " +
      "steps of this sentence have a frame, what is forbidden has dots."),
    grid({
      key: "tagger-chain", label: "Scores of the tag of the column after that of the row",
      columns: to, rows, places: false, height: 26, direction: "ltr",
      marked: [0, ...path].map((label, place) =>
        [label ? from.indexOf(label) : 0, path[place] ? to.indexOf(path[place]) : names.length]),
      say: (row, place) => `${from[row]} → ${to[place]}: ${said(scores[row][place])}`,
    }));
}

function othersOf({ predictions }, column) {
  const rows = predictions.map((one) => [
    one.rank, percent(Math.exp(one.log_probability[column])), one.tags[column].join(" "),
  ]);
  return tableOf([["rank", "probability", column], ...rows], "Other ways to tag the sentence");
}
