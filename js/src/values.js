/** Values in a file's metadata; another one is an error, which is told as damage of its part. */

import { shown } from "./quoted.js";

/**
 * A list of strings in a file's metadata.
 *
 * @param {unknown} values
 * @returns {string[]}
 */
export function strings(values) {
  if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) {
    throw new Error("no list of strings");
  }
  return values;
}

/**
 * A whole number in a file's metadata.
 *
 * @param {any} value
 * @param {number} least
 * @returns {number}
 */
export function whole(value, least) {
  if (!Number.isInteger(value) || value < least) {
    throw new Error(`${shown(value)} is no whole number of at least ${least}`);
  }
  return value;
}

/** The same, or null. @param {any} value @param {number} least @returns {number | null} */
export function wholeOrNull(value, least) {
  return value === null ? null : whole(value, least);
}
