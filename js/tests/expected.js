/** What Python's runtime answers, as make_expected.py has written it, and how answers are compared. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

const folder = process.env.PANTOUM_EXPECTED;
if (!folder) {
  throw new Error(
    "name the folder that make_expected.py wrote: PANTOUM_EXPECTED=folder, or make js-test",
  );
}
export const FOLDER = path.resolve(folder);
// What rounding makes of probabilities in another order of additions.
const TOLERANCE = 1e-4;
const OPTIONS = { length_penalty: "lengthPenalty", unseen_group: "unseenGroup" };

/** A file that make_expected.py wrote, read. @param {string} name */
export function readExpected(name) {
  return JSON.parse(readFileSync(path.join(FOLDER, name), "utf-8"));
}

/** The options of a call as they are written in JavaScript. @param {Record<string, any>} options */
export function optionsOf(options) {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [OPTIONS[name] ?? name, value]),
  );
}

/**
 * Compares numbers or answers, or lists of them, in lists or not; says how many there were.
 *
 * @param {any} found
 * @param {any} expected
 * @param {(found: any, expected: any) => void} one compares one
 * @returns {number}
 */
export function listOf(found, expected, one) {
  if (expected === null) {
    assert.equal(found, null);
    return 0;
  }
  if (!Array.isArray(expected)) {
    one(found, expected);
    return 1;
  }
  assert.equal(found.length, expected.length);
  return expected.reduce((count, value, place) => count + listOf(found[place], value, one), 0);
}

/** Compares two predictions of an encoder-decoder. @param {any} found @param {any} expected */
export function comparePredictions(found, expected) {
  assert.deepEqual(
    [found.text, found.tokens, found.sourceTokens, found.warnings],
    [expected.text, expected.tokens, expected.source_tokens, expected.warnings],
  );
  close(found.score, expected.score);
  close(found.logProbability, expected.log_probability);
  listOf(found.attention, expected.attention, close);
}

/** @param {number} found @param {number} expected */
export function close(found, expected) {
  assert.ok(Math.abs(found - expected) <= TOLERANCE, `${found} is not close to ${expected}`);
}
