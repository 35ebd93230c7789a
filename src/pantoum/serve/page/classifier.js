// The labels of a text, and what of the text counted.

import { bars } from "pantoum/bars";
import { caption } from "pantoum/choices";
import { colouredText } from "pantoum/coloured_text";
import { el, replace } from "pantoum/dom";
import { directionOf, named, percent } from "pantoum/symbols";

export const title = "Labels";

export function applies(inspection) {
  return inspection.task === "classifier" && Boolean(inspection.predictions?.length);
}

export function render(element, inspection) {
  const [best] = inspection.predictions;
  const items = Object.entries(best.probabilities).map(([name, value]) => ({ name, value }));
  replace(
    element,
    el("p", { class: "verdict" }, el("bdi", {}, best.label), " ",
      el("span", { class: "quiet" }, percent(best.probability))),
    bars(element, {
      key: "labels", label: "Labels, the likeliest first", items,
      say: (place) => `${items[place].name}: ${percent(items[place].value)}`,
    }),
    poolingOf(inspection.pooling),
    best.warnings && el("ul", { class: "warnings" }, best.warnings.map((one) => el("li", {}, one))),
  );
}

export function table(inspection) {
  const rows = [["kind", "name", "value"]];
  for (const [label, value] of Object.entries(inspection.predictions[0].probabilities)) {
    rows.push(["probability", label, value]);
  }
  const { tokens, weights } = inspection.pooling ?? { tokens: [] };
  tokens.forEach((token, place) => rows.push(["weight", token, weights[place]]));
  return rows;
}

function poolingOf(pooling) {
  if (!pooling?.tokens?.length) return null;
  const { tokens, weights } = pooling;
  return [
    caption("How much each symbol counted: the weights of the pooling, which sum to 100 %"),
    colouredText({
      key: "pooling", label: "The text, coloured by the weights of the pooling", symbols: tokens,
      values: weights, low: 0, high: Math.max(...weights),
      direction: directionOf(tokens),
      say: (place) => `${named(tokens[place])}: ${percent(weights[place])}`,
    }),
  ];
}
