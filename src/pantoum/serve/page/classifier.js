// The labels of a text, and what of the text counted.

import { bars } from "pantoum/bars.js";
import { colouredText } from "pantoum/coloured_text.js";
import { caption, el, replace } from "pantoum/dom.js";
import { warningsOf } from "pantoum/output.js";
import { directionOf, named, percent } from "pantoum/symbols.js";

export const title = "Labels";

export const applies = (inspection) =>
  inspection.task === "classifier" && inspection.predictions?.length;

export function render(element, inspection) {
  const [best] = inspection.predictions;
  const items = Object.entries(best.probabilities).map(([name, value]) => ({ name, value }));
  replace(element,
    el("p.verdict", el("bdi", best.label), " ",
      el("span.quiet", percent(best.probability))),
    bars(element, {
      key: "labels", label: "Labels, the likeliest first", items,
      say: (place) => `${items[place].name}: ${percent(items[place].value)}`,
    }),
    poolingOf(inspection.pooling),
    warningsOf(best));
}

export function table(inspection) {
  const { tokens, weights } = inspection.pooling ?? { tokens: [] };
  return [
    ["kind", "name", "value"],
    ...Object.entries(inspection.predictions[0].probabilities).map((one) => ["probability", ...one]),
    ...tokens.map((token, place) => ["weight", token, weights[place]]),
  ];
}

function poolingOf(pooling) {
  if (!pooling?.tokens?.length) return null;
  const { tokens, weights } = pooling;
  return [
    caption("How much each symbol counted: the weights of the pooling, which sum to 100 %"),
    colouredText({
      key: "pooling", label: "The text, coloured by the weights of the pooling", symbols: tokens,
      values: weights, low: 0, high: Math.max(...weights), direction: directionOf(tokens),
      say: (place) => `${named(tokens[place])}: ${percent(weights[place])}`,
    }),
  ];
}
