/**
 * What a tagger reads: the words of sentences, and of each different word all that is known of its
 * form.
 */

import { reading } from "./errors.js";
import { withoutSurrogates } from "./lines.js";
import { integers, padded } from "./session.js";
import { PAD, UNK, UNK_SYMBOL } from "./symbols.js";
import { NORMALIZATIONS, Side } from "./text.js";
import { strings } from "./values.js";
import { wordShape } from "./word_shapes.js";

// Every list of words and affixes begins with these.
const FIRST = ["<pad>", UNK_SYMBOL];
const NO_VECTOR = 0;

/** The ids of prefixes and of suffixes of 1 to `longest` characters. */
class Affixes {
  /** @param {any} state what the metadata of a file say of them */
  constructor(state) {
    if (!Number.isInteger(state.longest) || state.longest < 0) throw new Error("longest affix");
    const prefixes = strings(state.prefixes);
    this.longest = state.longest;
    this._prefixes = idsOf(prefixes, FIRST.length);
    this._suffixes = idsOf(strings(state.suffixes), FIRST.length + prefixes.length);
  }

  /**
   * The ids of a word that is given as its characters; PAD where it is shorter than the affix.
   *
   * @param {string[]} word
   */
  encode(word) {
    const sizes = Array.from({ length: this.longest }, (_, place) => place + 1);
    /** @param {Map<string, number>} ids @param {(size: number) => string[]} part */
    const found = (ids, part) =>
      sizes.map((size) => (size <= word.length ? (ids.get(part(size).join("")) ?? UNK) : PAD));
    return [
      ...found(this._prefixes, (size) => word.slice(0, size)),
      ...found(this._suffixes, (size) => word.slice(-size)),
    ];
  }
}

/** All that a tagger knows of words. */
export class Words {
  /** @param {any} state what the metadata of a file say of them */
  constructor(state) {
    const { lower, normalization, longest_spelling: longest } = state;
    if (typeof lower !== "boolean" || !NORMALIZATIONS.includes(normalization)) {
      throw new Error("lower or normalization");
    }
    if (!Number.isInteger(longest) || longest < 2) throw new Error("longest_spelling");
    const words = strings(state.words);
    if (FIRST.some((symbol, id) => words[id] !== symbol)) {
      throw new Error("the special symbols are missing");
    }
    this._lower = lower;
    this._normalization = normalization;
    this._ids = idsOf(words.slice(FIRST.length), FIRST.length);
    this._characters = Side.fromJSON(state.characters);
    this._longest = longest;
    this._affixes = new Affixes(state.affixes);
    this._vectors = idsOf(strings(state.vectors), NO_VECTOR + 1);
  }

  /** The words that the metadata of a file describe. @param {any} state @returns {Words} */
  static fromJSON(state) {
    return reading("words", () => new Words(state));
  }

  /**
   * What the network reads of sentences, each given as its words, by the names of the graph's
   * inputs.
   *
   * @param {string[][]} sentences
   */
  forms(sentences) {
    /** @type {Map<string, number>} */
    const numbers = new Map();
    for (const word of sentences.flat()) {
      if (!numbers.has(word)) numbers.set(word, numbers.size);
    }
    const places = sentences.map((words) => words.map((word) => numbers.get(word) ?? 0));
    const positions = padded(places);
    const spellings = [...numbers.keys()].map((word) => this._spelling(word));
    const known = spellings.map((spelling) => (this._lower ? spelling.toLowerCase() : spelling));
    const characters = padded(spellings.map((spelling) => this._spelled(spelling)));
    const affixes = known.flatMap((word) =>
      this._affixes.longest ? this._affixes.encode(this._characters.tokens(word)) : [],
    );
    return {
      positions: positions.ids,
      lengths: positions.lengths,
      words: integers(known.map((word) => this._ids.get(word) ?? UNK)),
      characters: characters.ids,
      character_lengths: characters.lengths,
      shapes: integers(spellings.map(wordShape)),
      affixes: integers(affixes, [known.length, 2 * this._affixes.longest]),
      vectors: integers(spellings.map((spelling) => this._vector(spelling))),
    };
  }

  /** @param {string} word */
  _spelling(word) {
    const clean = withoutSurrogates(word);
    return this._normalization === "none" ? clean : clean.normalize(this._normalization);
  }

  /** @param {string} spelling */
  _spelled(spelling) {
    const ids = this._characters.encode(spelling);
    const half = Math.floor(this._longest / 2);
    return ids.length <= this._longest ? ids : [...ids.slice(0, half), ...ids.slice(-half)];
  }

  /** @param {string} spelling */
  _vector(spelling) {
    const composed = spelling.normalize("NFC");
    return this._vectors.get(composed) ?? this._vectors.get(composed.toLowerCase()) ?? NO_VECTOR;
  }
}

/** @param {string[]} names @param {number} first */
function idsOf(names, first) {
  const ids = new Map(names.map((name, place) => [name, first + place]));
  if (ids.size < names.length) throw new Error("a name twice");
  return ids;
}
