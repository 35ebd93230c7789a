/** The shape of a word, whatever its letters are: lower case, a title, a number. */

import { OTHER_DIGITS } from "./digit_table.js";

const MIXED = 7;
const DIGIT = new RegExp(
  `[\\p{Nd}${OTHER_DIGITS.split(" ")
    .map((range) => range.replace(/[0-9a-f]+/g, "\\u{$&}"))
    .join("")}]`,
  "u",
);
const LETTER = /\p{L}/u;
// They are of class 0, and become two marks of other classes.
const BEFORE_MARKS = ["\u0f73", "\u0f75", "\u0f81"];
// Marks of the lowest and of the highest class there are.
const LOWEST = "\u0334";
const HIGHEST = "\u0345";

/** The number of a word's shape, as docs/export.md lists them. @param {string} word */
export function wordShape(word) {
  // A letter's marks say nothing of its case, and must not part it from its neighbour.
  const signs = Array.from(word).filter((sign) => !isMark(sign));
  const letters = signs.filter((sign) => LETTER.test(sign));
  if (signs.some((sign) => DIGIT.test(sign))) return letters.length ? 0 : 1;
  if (!letters.length) return 2;
  const upper = letters.filter(hasCase).map(isUpper);
  if (!upper.length) return 3;
  if (!upper.some(Boolean)) return 4;
  if (upper.length > 1 && upper.every(Boolean)) return 5;
  const inside = signs.filter((_, place) => place && LETTER.test(signs[place - 1]));
  return upper[0] && !inside.some(isUpper) ? 6 : MIXED;
}

/**
 * Whether the canonical combining class of a sign is not 0, which is seen by how it is ordered
 * beside marks: JavaScript has no name for the class.
 *
 * @param {string} sign
 */
function isMark(sign) {
  if (sign < "\u0300" || BEFORE_MARKS.includes(sign)) return false;
  if ((sign + LOWEST).normalize("NFD").startsWith(LOWEST)) return true;
  return !(HIGHEST + sign).normalize("NFD").startsWith(HIGHEST);
}

/** @param {string} sign */
function isUpper(sign) {
  return sign !== sign.toLowerCase();
}

/** @param {string} letter */
function hasCase(letter) {
  return isUpper(letter) || letter !== letter.toUpperCase();
}
