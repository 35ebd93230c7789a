// What a model is: its kind, its size, its scores and its card.

import { model as described } from "pantoum/api.js";
import { el, quiet, replace } from "pantoum/dom.js";

const KINDS = { seq2seq: "encoder-decoder", language_model: "language model" };

/** What kind of model it is and what it reads and writes, in a line. */
export function kindOf({ name, title, task, reads, writes }) {
  const parts = [
    title !== name && title, KINDS[task] ?? task, reads && `reads ${reads}`, writes && `writes ${writes}`,
  ];
  return parts.filter(Boolean).join(", ");
}

/** The disclosure "About this model", whose content is asked for when it is opened. */
export function about(entry, live) {
  const content = el("div.about-content");
  const fill = async () => {
    // A sentence alone says that it could not be had: then it is asked for again.
    if (!details.open || content.childElementCount > 1) return;
    const whole = live ? await described(entry.name).catch(({ message }) => ({ message })) : entry;
    replace(content, whole.message ? el("p", { role: "alert" }, whole.message) : parts(whole));
  };
  const details = el("details.about", { ontoggle: fill },
    el("summary", "About this model"), content);
  return details;
}

function parts({ parameters, scores, card }) {
  return [
    parameters && el("p", `${parameters.toLocaleString("en")} parameters`),
    scores && tableOf(scores.dev ?? scores),
    card ? el("pre.card", { dir: "auto" }, card) : quiet("This model has no card."),
  ];
}

function tableOf(scores) {
  const rows = rowsOf(scores);
  return rows.length > 0 && el("div.scroll", el("table",
    el("caption", "Scores on the development data"),
    el("tbody", rows.map(([name, value]) => el("tr",
      el("th", { scope: "row" }, name.replaceAll("_", " ")), el("td", value))))));
}

// Scores of several columns of tags are nested, by the name of the column.
function rowsOf(scores, prefix = "") {
  return Object.entries(scores).flatMap(([name, value]) => {
    if (Array.isArray(value)) return [];
    if (value && typeof value === "object") return rowsOf(value, `${prefix}${name} `);
    const whole = typeof value !== "number" || Number.isInteger(value);
    return [[prefix + name, whole ? String(value) : value.toFixed(value < 10 ? 3 : 2)]];
  });
}
