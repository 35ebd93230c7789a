// Symbols of inputs and outputs, and numbers beside them, as they are shown.

const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** "rtl" or "ltr": as the first letter of a text, or of symbols, is written. */
export function directionOf(text) {
  const letter = [text].flat().filter((one) => !isMark(one)).join("").match(/\p{L}/u);
  return letter && RIGHT_TO_LEFT.test(letter[0]) ? "rtl" : "ltr";
}

/**
 * A symbol so that it can be seen: a space as ␣, a sign that stands on a letter on a dotted circle,
 * and what has no form at all by its number.
 */
export function visible(symbol) {
  if (symbol === "") return "∅";
  if (/^\s+$/u.test(symbol)) return "␣".repeat([...symbol].length);
  if (/^\p{M}/u.test(symbol)) return `◌${symbol}`;
  if (/^\p{C}+$/u.test(symbol)) return [...symbol].map((one) => `U+${hexOf(one)}`).join(" ");
  return symbol;
}

/** The same, cut to so many letters. */
export function short(symbol, most = 14) {
  const letters = graphemesOf(visible(symbol));
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : letters.join("");
}

/** About how many times its size in pixels a symbol is wide: for pictures, before they are drawn. */
export function widthOf(symbol) {
  return graphemesOf(short(symbol)).reduce((sum, one) => sum + (WIDE.test(one) ? 1.05 : 0.64), 0);
}

/** Whether a symbol is none of the text but one of the model's, such as </s>. */
export function isMark(symbol) {
  return /^<\/?\w+>$/.test(symbol);
}

/** A symbol as a sentence names it. */
export function named(symbol) {
  if (symbol === "</s>") return "the end";
  if (/^\s+$/u.test(symbol)) return "a space";
  return isMark(symbol) ? symbol : `“${visible(symbol)}”`;
}

/** A probability in per cent. */
export function percent(probability) {
  if (probability === null || probability === undefined) return "–";
  const value = 100 * probability;
  if (value > 0 && value < 0.1) return "< 0.1 %";
  if (value < 100 && value > 99.9) return "> 99.9 %";
  return `${value.toFixed(1)} %`;
}

/** The number of a place: 1st, 2nd. */
export function ordinal(number) {
  const ending = { one: "st", two: "nd", few: "rd", other: "th" };
  return `${number}${ending[new Intl.PluralRules("en", { type: "ordinal" }).select(number)]}`;
}

// Chinese, Japanese and Korean, as wide as they are high.
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u;

function graphemesOf(text) {
  return Array.from(new Intl.Segmenter().segment(text), (one) => one.segment);
}

function hexOf(character) {
  return character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
}
