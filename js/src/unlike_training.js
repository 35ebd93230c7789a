/** How an input is unlike the data that a model was trained on: unknown symbols, and its length. */

import { cut, grouped, quoted } from "./quoted.js";
import { UNK } from "./symbols.js";

// How many symbols a message names, and how many characters of each.
const MOST_NAMED = 5;
const LONGEST_NAME = 40;

/**
 * A sentence on each way in which one encoded input is unlike the training data.
 *
 * @param {number[]} ids its </s> included
 * @param {() => string[]} pieces the symbol of each id; asked for where one is unknown alone
 * @param {number | null} longest symbols of the longest input of training, where that is known
 * @param {string} whenLonger what it means to be longer
 * @returns {string[]}
 */
export function unlikeTraining(ids, pieces, longest, whenLonger) {
  const length = ids.length - 1;
  const found = longerThanTraining(length, longest, whenLonger);
  if (ids.includes(UNK)) {
    const symbols = pieces().filter((_, place) => ids[place] === UNK);
    found.unshift(ofUnknown(symbols, length));
  }
  return found;
}

/**
 * A sentence on an input that is longer than any in training, if it is.
 *
 * @param {number} length
 * @param {number | null} longest of training, where that is known
 * @param {string} whenLonger what it means
 * @param {string} unit what lengths count
 */
export function longerThanTraining(length, longest, whenLonger, unit = "symbols") {
  if (longest === null || length <= longest) return [];
  return [
    `1 input is longer than any in training (${length} ${unit}, training had up to ` +
      `${longest}); ${whenLonger}`,
  ];
}

/** @param {string[]} unknown @param {number} all */
function ofUnknown(unknown, all) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const symbol of unknown) counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  const common = [...counts].sort((one, other) => other[1] - one[1]).slice(0, MOST_NAMED);
  const named = common.map(([symbol]) => quoted(short(symbol))).join(", ");
  const list = counts.size > MOST_NAMED ? `such as ${named}` : named;
  const count = unknown.length;
  const what = "input symbols";
  let many = `${grouped(count)} of ${grouped(all)} ${what}`;
  if (count === all) {
    many = ["the only input symbol", `both ${what}`][count - 1] ?? `all ${grouped(count)} ${what}`;
  }
  return `${many} ${count === 1 ? "is" : "are"} unknown to the model (${list})`;
}

/** @param {string} symbol */
function short(symbol) {
  return cut(symbol, LONGEST_NAME) === symbol ? symbol : `${cut(symbol, LONGEST_NAME - 1)}…`;
}
