// A sentence with its tags: how sure each is, and which tags follow each other.

import { choices } from "pantoum/choices";
import { disclosure, tableOf } from "pantoum/disclosure";
import { el, replace } from "pantoum/dom";
import { grid, keepingScroll } from "pantoum/grid";
import { number, quoted } from "pantoum/measuring";
import { bar } from "pantoum/output";
import { directionOf, percent } from "pantoum/symbols";

export const title = "Tags";

const TOP = 3; // labels with a bar under each word
const MANY_WORDS = 60; // with more, there is one bar, without its number
const LEAST = 0.005; // a label that reaches it nowhere has no row
const MOST_LABELS = 60;
const START = "start";
const END = "end";

export function applies(inspection) {
  return inspection.task === "tagger" && Boolean(inspection.predictions?.length);
}

export function render(element, inspection, context) {
  const shown = shownOf(inspection, context);
  if (shown.words.length === 0) {
    replace(element, el("p", { class: "quiet" }, "There is no word to tag."));
    return;
  }
  const { columns, column } = shown;
  keepingScroll(element, () => {
    replace(element,
      columns.length > 1 && choices("Kind of tags", "tags", columns.map((name) => ({ name, title: name })),
        column, (name) => context.set({ tags: name })),
      sentenceOf(shown, context), shown.marginals && marginalsOf(shown, context),
      shown.transitions && disclosure(element, "tagger-transitions",
        "Which tag follows which: the transitions of the CRF", () => transitionsOf(shown)),
      inspection.predictions.length > 1 && disclosure(element, "tagger-others",
        "Other ways to tag the sentence", () => othersOf(inspection, column)));
  });
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
  return {
    words, tags, columns, column, direction: directionOf(words),
    marginals: inspection.marginals?.[column] ?? null,
    transitions: inspection.transitions?.[column] ?? null,
    chosen: Math.min((state.step ?? 1) - 1, words.length - 1),
  };
}

function sentenceOf(shown, context) {
  const { words, direction } = shown;
  return el("ol", { class: "sentence", dir: direction, "aria-label": "The words and their tags" },
    words.map((word, place) => el("li", {}, wordOf(shown, word, place, context))));
}

/** A word over its tags and the likeliest labels. */
function wordOf(shown, word, place, context) {
  const { words, tags, columns, column, marginals, chosen } = shown;
  const many = words.length > MANY_WORDS;
  const best = marginals ? likeliest(marginals, place, many ? 1 : TOP) : [];
  return el("button",
    {
      type: "button", class: "word", "aria-current": String(place === chosen),
      "data-key": `word-${place}`,
      onclick: () => context.set({ step: place + 1 }),
    },
    el("bdi", { class: "form" }, word),
    el("span", { class: "tags" }, columns.map((name) =>
      el("span", { class: name === column ? "tag now" : "tag", title: name }, breakable(tags[name][place])))),
    best.map(([label, value]) => many
      ? bar(value)
      : el("span", { class: "share" },
        el("span", { class: "name" }, label), bar(value), el("bdi", {}, percent(value)))));
}

/** A long tag such as Case=Nom|Number=Sing, which may go on in the next line after each part. */
function breakable(tag) {
  return tag.replaceAll("|", "|\u200b");
}

function likeliest({ labels, values }, place, count) {
  return values[place]
    .map((value, label) => [labels[label], value])
    .filter(([, value]) => value >= LEAST)
    .sort((a, b) => b[1] - a[1])
    .slice(0, count);
}

/** A row for each label that is possible somewhere, a column for each word. */
function marginalsOf(shown, context) {
  const { words, tags, column, marginals, direction, chosen } = shown;
  const most = marginals.labels.map((_, label) => Math.max(...marginals.values.map((row) => row[label])));
  const kept = marginals.labels
    .map((_, label) => label)
    .filter((label) => most[label] >= LEAST)
    .sort((a, b) => most[b] - most[a])
    .slice(0, MOST_LABELS)
    .sort((a, b) => a - b);
  const rows = kept.map((label) => ({
    symbol: marginals.labels[label], name: marginals.labels[label], low: 0, high: 1,
    values: marginals.values.map((row) => row[label]),
    numbers: LEAST,
  }));
  const rowOf = (place) => rows.findIndex((row) => row.name === tags[column][place]);
  const marked = words.map((_, place) => `${rowOf(place)},${place}`).filter((at) => !at.startsWith("-"));
  return [
    el("p", { class: "quiet caption" },
      "How likely each label is at each word; a frame stands around the tags of the best sequence."),
    grid({
      key: "tagger-marginals", label: "Probabilities of labels at words", columns: words, rows,
      direction, height: 26, chosen: { row: Math.max(0, rowOf(chosen)), column: chosen }, marked,
      say: (row, place) => `${quoted(words[place])}: ${rows[row].name} ${percent(rows[row].values[place])}`,
      choose: (_, place) => context.set({ step: place + 1 }),
    }),
  ];
}

/** The scores of neighbours: rows are what comes first; of the labels that the sentence could have. */
function transitionsOf({ tags, column, marginals, transitions }) {
  const { labels, values, start, end } = transitions;
  const path = tags[column];
  const possible = labels.filter((label, place) => labels.length <= MOST_LABELS || path.includes(label) ||
    marginals?.values.some((row) => row[place] >= LEAST));
  const kept = possible.slice(0, MOST_LABELS).map((label) => labels.indexOf(label));
  const names = kept.map((label) => labels[label]);
  const scores = [
    [...kept.map((label) => start[label]), null],
    ...kept.map((from) => [...kept.map((to) => values[from][to]), end[from]]),
  ];
  const most = Math.max(1e-9, ...scores.flat().map((value) => Math.abs(value ?? 0)));
  const from = [START, ...names];
  const to = [...names, END];
  const rows = from.map((name, row) => ({
    symbol: name, name, low: -most, high: most, values: scores[row], numbers: true,
  }));
  const taken = [START, ...path].map((label, place) => [label, path[place] ?? END]);
  const marked = taken.map(([first, second]) => [from.indexOf(first), to.indexOf(second)]);
  return el("div", {},
    el("p", { class: "quiet caption" },
      "A row says what comes first, a column what follows; a frame stands around the steps of this sentence, " +
      "dots around what is forbidden."),
    grid({
      key: "tagger-chain",
      label: "Transition scores from the tag of the row to the tag of the column", columns: to,
      rows, places: false, height: 26, direction: "ltr",
      marked: [...new Set(marked.filter((at) => !at.includes(-1)).map((at) => at.join()))],
      say: (row, place) => `${from[row]} → ${to[place]}: ${
        scores[row][place] === null ? (row === 0 && to[place] === END ? "no sentence" : "forbidden")
          : number(scores[row][place], 2)}`,
    }));
}

function othersOf({ predictions }, column) {
  const rows = predictions.map((one) => [
    one.rank, percent(Math.exp(one.log_probability[column])), one.tags[column].join(" "),
  ]);
  return tableOf([["rank", "probability", column], ...rows], "Other ways to tag the sentence");
}
