// What a model is: its kind, its size, its scores and its card.

import { model as described } from "pantoum/api";
import { el, replace } from "pantoum/dom";

const KINDS = {
  seq2seq: "encoder-decoder",
  tagger: "tagger",
  classifier: "classifier",
  language_model: "language model",
};

/** What kind of model it is and what it reads and writes, in a line. */
export function kindOf({ name, title, task, reads, writes }) {
  const parts = [
    title !== name && title, KINDS[task] ?? task, reads && `reads ${reads}`, writes && `writes ${writes}`,
  ];
  return parts.filter(Boolean).join(", ");
}

/**
 * The disclosure "About this model"; what it holds is asked for when it is opened.
 *
 * @param {object} entry of GET /models; in a saved file it has the card and the scores already
 */
export function about(entry, live) {
  const content = el("div", { class: "about-content" });
  const fill = async () => {
    if (!details.open || content.firstChild) return;
    if (entry.card !== undefined || !live) return replace(content, parts(entry));
    replace(content, el("p", { class: "quiet" }, "One moment …"));
    try {
      replace(content, parts(await described(entry.name)));
    } catch (error) {
      replace(content);
      details.open = false;
      replace(trouble, error.message);
    }
  };
  const trouble = el("span", { class: "trouble", role: "alert" });
  const details = el("details", { class: "about", ontoggle: fill },
    el("summary", {}, "About this model"), content);
  return el("div", {}, details, trouble);
}

function parts({ parameters, scores, card }) {
  return [
    parameters && el("p", {}, `${parameters.toLocaleString("en")} parameters`),
    scores && tableOf(scores.dev ?? scores),
    card ? el("pre", { class: "card", dir: "auto" }, card)
      : el("p", { class: "quiet" }, "This model has no card."),
  ];
}

function tableOf(scores) {
  const rows = rowsOf(scores);
  return rows.length > 0 && el("div", { class: "scroll" }, el("table", {},
    el("caption", {}, "Scores on the development data"),
    el("tbody", {}, rows.map(([name, value]) => el("tr", {},
      el("th", { scope: "row" }, name.replaceAll("_", " ")), el("td", {}, value))))));
}

// Scores of several columns of tags are nested, by the name of the column.
function rowsOf(scores, prefix = "") {
  return Object.entries(scores).flatMap(([name, value]) => {
    if (Array.isArray(value)) return [];
    if (value !== null && typeof value === "object") return rowsOf(value, `${prefix}${name} `);
    const written = typeof value === "number" && !Number.isInteger(value)
      ? value.toFixed(Math.abs(value) < 10 ? 3 : 2) : String(value);
    return [[prefix + name, written]];
  });
}
