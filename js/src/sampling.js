/**
 * Sampling: each next symbol by its probability.
 *
 * Source of top-p: Holtzman et al. (2020), arXiv:1904.09751; of top-k: Fan, Lewis & Dauphin (2018),
 * arXiv:1805.04833.
 */

import { PantoumError } from "./errors.js";
import { shown } from "./quoted.js";

/** @typedef {{temperature: number, topK: number, topP: number}} Sampling */

/**
 * How to draw a symbol, once it is known that one can be drawn so.
 *
 * @param {{temperature?: unknown, topK?: unknown, topP?: unknown}} options
 * @returns {Sampling}
 */
export function checkSampling({ temperature = 1, topK = 0, topP = 1 }) {
  if (typeof temperature !== "number" || !(temperature >= 0 && temperature < Infinity)) {
    throw refusal("temperature", "a number of at least 0", temperature);
  }
  if (typeof topK !== "number" || !Number.isInteger(topK) || topK < 0) {
    throw refusal("topK", "a whole number of at least 0 (0 for all symbols)", topK);
  }
  if (typeof topP !== "number" || !(topP > 0 && topP <= 1)) {
    throw refusal("topP", "a number above 0 and at most 1", topP);
  }
  return { temperature, topK, topP };
}

/**
 * A symbol, drawn by its probability; of those with the same one the smaller id counts as likelier.
 *
 * @param {number[]} logProbabilities minus infinity for what may not come
 * @param {Sampling} sampling
 * @param {() => number} random gives numbers from 0 to below 1
 */
export function drawn(logProbabilities, { temperature, topK, topP }, random) {
  const order = [...logProbabilities.keys()].sort(
    (one, other) => logProbabilities[other] - logProbabilities[one] || one - other,
  );
  const [best] = order;
  if (!(logProbabilities[best] > -Infinity)) {
    throw new PantoumError("the model's probabilities are not numbers, for its training diverged", {
      remedy: "train it again with a lower training.learning_rate",
    });
  }
  if (temperature === 0) return best;
  // The likeliest is 0 now, so that no temperature is too low.
  const kept = topK ? order.slice(0, topK) : order;
  let shares = kept.map((id) =>
    Math.exp((logProbabilities[id] - logProbabilities[best]) / temperature),
  );
  const total = shares.reduce((sum, share) => sum + share, 0);
  let before = 0;
  shares = shares.map((share) => {
    const counts = before < topP * total;
    before += share;
    return counts ? share : 0;
  });
  let left = random() * shares.reduce((sum, share) => sum + share, 0);
  const place = shares.findIndex((share) => (left -= share) < 0);
  return place < 0 ? best : kept[place];
}

/** @param {string} setting @param {string} rule @param {unknown} value */
function refusal(setting, rule, value) {
  const problem = `${setting} must be ${rule}, but is ${shown(value)}`;
  return new PantoumError(problem, { setting });
}
