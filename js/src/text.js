/** Text to ids and back, for one side of a model. */

import { BytePairs } from "./byte_pairs.js";
import { reading } from "./errors.js";
import { graphemes } from "./graphemes.js";
import { withoutSurrogates } from "./lines.js";
import { normalize } from "./normal_forms.js";
import { BOS, EOS, PAD, SPECIAL_SYMBOLS, UNK, UNK_SYMBOL } from "./symbols.js";
import { strings } from "./values.js";

export const UNITS = ["characters", "codepoints", "symbols", "words", "bpe"];
export const NORMALIZATIONS = ["NFC", "NFD", "none"];
// The units that have no white space between them in a text.
const LETTERS = ["characters", "codepoints"];

/** One side's text as ids, and back, as docs/export.md describes it. */
export class Side {
  /**
   * @param {string} units
   * @param {string} normalization
   * @param {string[]} symbols the text of each id; of byte pairs, their entries
   * @param {BytePairs | null} bytePairs
   */
  constructor(units, normalization, symbols, bytePairs = null) {
    this.units = units;
    this.normalization = normalization;
    this._symbols = symbols;
    this._bytePairs = bytePairs;
    /** @type {Map<string, number>} */
    this._ids = new Map();
    // "</s>" in a text is a symbol of its own or unknown.
    for (let id = SPECIAL_SYMBOLS.length; id < symbols.length; id++) this._ids.set(symbols[id], id);
    this._form = formOf(units, normalization);
    this._composes = units === "codepoints" && normalization === "NFC";
  }

  /**
   * The side that the metadata of a file describe.
   *
   * @param {any} state
   * @returns {Side}
   */
  static fromJSON(state) {
    return reading("symbols", () => {
      const { units, normalization } = state;
      if (!UNITS.includes(units) || !NORMALIZATIONS.includes(normalization)) {
        throw new Error("units or normalization");
      }
      if (units === "bpe") {
        const pairs = new BytePairs(state.tokenizer);
        return new Side(units, normalization, pairs.entries, pairs);
      }
      const symbols = strings(state.symbols);
      const side = new Side(units, normalization, symbols);
      if (SPECIAL_SYMBOLS.some((symbol, id) => symbols[id] !== symbol)) {
        throw new Error("the special symbols are missing");
      }
      if (side._ids.size + SPECIAL_SYMBOLS.length < symbols.length)
        throw new Error("a symbol twice");
      return side;
    });
  }

  /** How many ids there are, the four special ones included. */
  get size() {
    return this._symbols.length;
  }

  /** The ids of a text, without those of its beginning and its end. @param {string} text */
  encode(text) {
    if (this._bytePairs) return this._bytePairs.encode(withoutSurrogates(text));
    return this._pieces(text).map((piece) => this._ids.get(piece) ?? UNK);
  }

  /**
   * The pieces of this very text, one for each id, unknown ones in their own spelling.
   *
   * @param {string} text
   * @returns {string[]}
   */
  tokens(text) {
    return this._bytePairs ? this.encode(text).map((id) => this.token(id)) : this._pieces(text);
  }

  /** The text of one id. @param {number} id */
  token(id) {
    if (id < SPECIAL_SYMBOLS.length) return SPECIAL_SYMBOLS[id];
    return this._bytePairs ? this._bytePairs.piece(id) : this._symbols[id];
  }

  /** The text of ids; PAD, BOS and EOS are left out, nothing ends it early. @param {number[]} ids */
  decode(ids) {
    if (this._bytePairs) return this._bytePairs.decode(ids);
    const text = ids
      .filter((id) => id !== PAD && id !== BOS && id !== EOS)
      .map((id) => (id === UNK ? UNK_SYMBOL : this._symbols[id]))
      .join(LETTERS.includes(this.units) ? "" : " ");
    return this._composes ? text.normalize("NFC") : text;
  }

  /**
   * A text as it is spelled, unknown units and all, and behind it the text of ids that follow its
   * own.
   *
   * @param {string} text
   * @param {number[]} ids
   */
  extend(text, ids) {
    const own = this.encode(text);
    const begin = this.decode(own);
    const whole = this.decode([...own, ...ids]);
    if (!whole.startsWith(begin)) return whole; // its last letter is composed with a mark behind it
    const spaced = LETTERS.includes(this.units) || this._bytePairs;
    const spelled = spaced ? text : text.replace(/\p{White_Space}+$/u, "");
    return spelled + whole.slice(begin.length);
  }

  /** @param {string} text @returns {string[]} */
  _pieces(text) {
    const clean = withoutSurrogates(text);
    const normal = this._form === null ? clean : normalize(this._form, clean);
    if (this.units === "characters") return graphemes(normal);
    if (this.units === "codepoints") return Array.from(normal);
    return normal.match(/\P{White_Space}+/gu) ?? [];
  }
}

/** @param {string} units @param {string} normalization @returns {"NFC" | "NFD" | null} */
function formOf(units, normalization) {
  if (normalization === "none") return null;
  return normalization === "NFC" && units !== "codepoints" ? "NFC" : "NFD";
}
