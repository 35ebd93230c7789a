/** Text to extended grapheme clusters: what a reader takes for one character. */

import { RANGES } from "./grapheme_table.js";

const OTHER = "O";
// What makes its class known beside the table: the syllables of Hangul, one in 28 of which has no
// trailing consonant.
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const TRAILING = 28;

// The clusters of Unicode annex 29, table 1c, over letters for the classes of the code points: R F
// CR and LF, C Control, E Extend, G Regional_Indicator, H and I syllables of Hangul without and with
// a trailing consonant, L T V its parts, P Prepend, S SpacingMark, X Extended_Pictographic, Z ZWJ, O
// any other. Rule GB9c, of consonants that a virama joins, is left out, as in training.
// Intl.Segmenter knows newer tables and that rule, so a model would read other symbols through it.
const CLUSTER = /RF|[RFC]|P*(?:GG|L*(?:V+|HV*|I)T*|L+|T+|X(?:E*ZX)*|[^RFC])[EZS]*/g;

// eslint-disable-next-line no-control-regex
const PLAIN = /^[\0-\x0c\x0e-\x7f]*$/;

/**
 * The extended grapheme clusters of a text, in their order; together they are the text.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function graphemes(text) {
  if (PLAIN.test(text)) return text.split("");
  const signs = Array.from(text);
  const classes = signs.map(classOf).join("");
  const clusters = classes.match(CLUSTER) ?? [];
  let place = 0;
  return clusters.map((cluster) => {
    const begin = place;
    place += cluster.length;
    return signs.slice(begin, place).join("");
  });
}

/** @type {{first: number, last: number, letter: string}[] | null} */
let ranges = null;

/** @param {string} sign */
function classOf(sign) {
  const code = /** @type {number} */ (sign.codePointAt(0));
  if (code === 0x0d) return "R";
  if (code === 0x0a) return "F";
  if (code === 0x200d) return "Z";
  if (code < 0x7f && code >= 0x20) return OTHER;
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) {
    return (code - FIRST_SYLLABLE) % TRAILING ? "I" : "H";
  }
  ranges ??= sortedRanges();
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle].first <= code) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low - 1];
  return range !== undefined && code <= range.last ? range.letter : OTHER;
}

function sortedRanges() {
  const found = Object.entries(RANGES).flatMap(([letter, parts]) =>
    parts.split(" ").map((part) => {
      const [first, last = first] = part.split("-").map((number) => parseInt(number, 16));
      return { first, last, letter };
    }),
  );
  return found.sort((one, other) => one.first - other.first);
}
