// Symbols and numbers as they are shown.

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
  if (/^\p{C}+$/u.test(symbol)) return Array.from(symbol, hexOf).join(" ");
  return symbol;
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

/** A probability from its logarithm; JSON has null for minus infinity. */
export function exp(logarithm) {
  return Math.exp(logarithm ?? -Infinity);
}

/** A probability in per cent; never 0 or 100 for what is not. */
export function percent(probability) {
  if ((probability ?? null) === null) return "–";
  const share = probability * 100;
  if (share > 0 && share < 0.1) return "< 0.1 %";
  if (share < 100 && share > 99.9) return "> 99.9 %";
  const few = share < 9.95 || (share > 99 && share < 100);
  return `${share.toFixed(few && share ? 1 : 0)} %`;
}

/** The number of a place: 1st, 2nd. */
export function ordinal(number) {
  const ending = { one: "st", two: "nd", few: "rd", other: "th" };
  return `${number}${ending[new Intl.PluralRules("en", { type: "ordinal" }).select(number)]}`;
}

/** A number with a real minus sign, a dash where there is none. */
export function number(value, decimals = 3) {
  if ((value ?? null) === null) return "–";
  const text = value.toFixed(decimals);
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text.replace("-", "−");
}

/** A symbol within a sentence, which does not turn around where the symbol is Arabic, say. */
export function quoted(symbol) {
  const text = visible(symbol);
  return directionOf(text) === "rtl" ? `\u2068${text}\u2069` : text;
}

function hexOf(character) {
  return `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}
