/** Values in messages. */

const UNSEEN = /[\p{C}\p{Z}]/u;
const NAMED = new Map([
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

/** A text in quotes, what cannot be seen in escapes, as Python's `repr`. @param {string} text */
export function quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const signs = Array.from(text, (sign) => {
    if (sign === quote) return `\\${sign}`;
    return NAMED.get(sign) ?? (sign !== " " && UNSEEN.test(sign) ? escaped(sign) : sign);
  });
  return quote + signs.join("") + quote;
}

/** A text of at most so many characters. @param {string} text @param {number} longest */
export function cut(text, longest) {
  const signs = Array.from(text);
  return signs.length <= longest ? text : signs.slice(0, longest).join("");
}

/** Any value, in a few characters. @param {unknown} value */
export function shown(value) {
  if (typeof value === "string") return cut(quoted(value), 40);
  if (value === null || typeof value !== "object") return cut(String(value), 40);
  return Array.isArray(value) ? "an array" : "an object";
}

/** A whole number with commas. @param {number} value */
export function grouped(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** @param {string} sign */
function escaped(sign) {
  const code = /** @type {number} */ (sign.codePointAt(0));
  const hexadecimal = code.toString(16);
  if (code < 0x100) return `\\x${hexadecimal.padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${hexadecimal.padStart(4, "0")}`;
  return `\\U${hexadecimal.padStart(8, "0")}`;
}
