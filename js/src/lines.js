/**
 * What is done to a text before its symbols are looked up: white space around it, words, halves of
 * UTF-16 pairs.
 */

// No-break and ideographic spaces and U+2028 are characters of real texts.
const AROUND = /^[ \t\r\n\v\f]+|[ \t\r\n\v\f]+$/g;
const SPACES = /[ \t\r\n\v\f]+/g;
const HALVES = /\p{Surrogate}/gu;

/** A text without the ASCII white space around it: what every model reads. @param {string} text */
export function trimmed(text) {
  return text.replace(AROUND, "");
}

/** The words of a sentence: what stands between ASCII white space. @param {string} sentence */
export function splitWords(sentence) {
  return sentence.match(/[^ \t\r\n\v\f]+/g) ?? [];
}

/** The text with U+FFFD, one unknown character, for half a UTF-16 pair. @param {string} text */
export function withoutSurrogates(text) {
  return text.replace(HALVES, "\ufffd");
}

/**
 * A text in NFC, without half pairs, without white space around it and with one space for each
 * stretch of it inside.
 *
 * @param {string} text
 */
export function oneLine(text) {
  return withoutSurrogates(trimmed(text).replace(SPACES, " ")).normalize("NFC");
}

/** Whether one text stands before another by code points. @param {string} one @param {string} other */
export function compareCodePoints(one, other) {
  const ours = Array.from(one, codeOf);
  const theirs = Array.from(other, codeOf);
  for (let place = 0; place < Math.min(ours.length, theirs.length); place++) {
    if (ours[place] !== theirs[place]) return ours[place] - theirs[place];
  }
  return ours.length - theirs.length;
}

/** @param {string} sign */
function codeOf(sign) {
  return /** @type {number} */ (sign.codePointAt(0));
}
