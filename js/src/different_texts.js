/** N-best lists of different texts, where several sequences of symbols can spell one text. */

import { EOS_SYMBOL } from "./symbols.js";

/** @typedef {import("./index.js").Prediction} Prediction */

// A text in larger or smaller byte pairs; a letter with its marks in another order.
export const SEVERAL_SPELLINGS = ["bpe", "codepoints"];
// A search for texts that are missing is at most so many times as wide as the first one.
const MOST_TIMES_WIDER = 4;

/**
 * The best `count` texts of each row, the likeliest first, each once.
 *
 * The sequences that spell a text are one output: that of the best one, with the probability of all
 * of them. Where too few texts are left, a wider search adds more; it never changes which is the
 * first.
 *
 * @param {(rows: number[], width: number) => Promise<Prediction[][]>} search gives for some rows,
 *   with a beam of a width, as many outputs, best first
 * @param {number} rows how many inputs there are
 * @param {number} beam the width to begin with
 * @param {number} count
 */
export async function differentTexts(search, rows, beam, count) {
  const found = await search(
    Array.from({ length: rows }, (_, row) => row),
    beam,
  );
  const ranked = found.map(merged);
  for (let width = beam; width < MOST_TIMES_WIDER * beam;) {
    const missing = [...ranked.keys()].filter(
      (row) => ranked[row].length < Math.min(count, found[row].length),
    );
    if (!missing.length) break;
    width *= 2;
    const more = await search(missing, width);
    missing.forEach((row, place) => {
      ranked[row] = withMore(ranked[row], merged(more[place]));
    });
  }
  return ranked.map((ofRow) => ofRow.slice(0, count));
}

/**
 * Predictions with each text once, in the order of the best of each, with the probabilities of the
 * others added.
 *
 * @param {Prediction[]} predictions
 */
function merged(predictions) {
  /** @type {Map<string, Prediction[]>} */
  const ofText = new Map();
  for (const one of predictions) {
    const same = ofText.get(one.text);
    if (same) same.push(one);
    else ofText.set(one.text, [one]);
  }
  return Array.from(ofText.values(), (same) => {
    if (same.length === 1) return same[0];
    return { ...same[0], logProbability: logSum(same.map((one) => one.logProbability)) };
  });
}

/**
 * What two searches have found; the best of the first stays the best.
 *
 * @param {Prediction[]} first
 * @param {Prediction[]} more
 */
function withMore(first, more) {
  const [best, ...others] = first;
  const known = new Set(first.map((one) => one.text));
  others.push(...more.filter((one) => !known.has(one.text)));
  return [best, ...others.sort(compareRanks)];
}

/** What ended by itself comes before what was cut. @param {Prediction} one @param {Prediction} other */
function compareRanks(one, other) {
  return Number(isCut(one)) - Number(isCut(other)) || other.score - one.score;
}

/** @param {Prediction} prediction */
function isCut({ tokens }) {
  return tokens[tokens.length - 1] !== EOS_SYMBOL;
}

/** @param {number[]} values */
function logSum(values) {
  const highest = Math.max(...values);
  if (highest === -Infinity) return highest;
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}
