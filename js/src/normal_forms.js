/** Text in the normal forms of Unicode, as training brings it there. */

import { NEWER } from "./normal_form_table.js";

/** @type {RegExp | null} */
let betweenNewer = null;

/**
 * A text in NFC or NFD by the tables of Unicode 9, those of training: what came later stays as it is
 * and where it is, and nothing is composed with it or moved past it.
 *
 * @param {"NFC" | "NFD"} form
 * @param {string} text
 */
export function normalize(form, text) {
  // Nothing passes a newer sign, so what stands between two of them has a normal form of its own.
  betweenNewer ??= new RegExp(`[^${NEWER.split(" ").map(escaped).join("")}]+`, "gu");
  return text.replace(betweenNewer, (found) => found.normalize(form));
}

/** @param {string} range */
function escaped(range) {
  return range
    .split("-")
    .map((code) => `\\u{${code}}`)
    .join("-");
}
