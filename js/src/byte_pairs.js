/**
 * Byte pair encoding of UTF-8 bytes, as the `tokenizers` library does it with what a file describes.
 *
 * Source: Sennrich, Haddow & Birch (2016), arXiv:1508.07909; bytes as characters and the pattern of
 * parts: Radford et al. (2019), GPT-2.
 */

import { normalize } from "./normal_forms.js";
import { EOS } from "./symbols.js";

// \s would hold U+FEFF and lack U+0085, which Unicode calls white space.
const PARTS =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;
// What `pantoum export` writes around the model; another tokenizer would cut texts otherwise.
const AROUND = {
  truncation: null,
  padding: null,
  added_tokens: [],
  pre_tokenizer: {
    type: "ByteLevel",
    add_prefix_space: false,
    trim_offsets: true,
    use_regex: true,
  },
  post_processor: null,
};
const OF_MODEL = {
  type: "BPE",
  dropout: null,
  unk_token: null,
  continuing_subword_prefix: null,
  end_of_word_suffix: null,
  fuse_unk: false,
  byte_fallback: false,
  ignore_merges: false,
};
const PREPEND = { type: "Prepend", prepend: " " };

/** The pieces of a text that byte pair encoding of its UTF-8 bytes gives. */
export class BytePairs {
  /**
   * @param {any} state a tokenizer as the library writes it
   * @throws {Error} it is another kind of tokenizer
   */
  constructor(state) {
    check(state, AROUND);
    check(state.model, OF_MODEL);
    this._form = formOf(state.normalizer);
    /** @type {Map<string, number>} */
    this._ids = new Map(Object.entries(state.model.vocab));
    /** @type {string[]} */
    this.entries = [];
    for (const [entry, id] of this._ids) this.entries[id] = entry;
    const size = this._ids.size;
    if (
      this.entries.length !== size ||
      Array.from(this.entries).includes(/** @type {any} */ (undefined))
    ) {
      throw new Error("the ids have gaps");
    }
    /** @type {Map<string, number>} */
    this._ranks = new Map();
    for (const [first, second] of state.model.merges) {
      // No entry has a line end in it: bytes are written as other characters.
      this._ranks.set(`${first}\n${second}`, this._ranks.size);
    }
  }

  /** The ids of a text. @param {string} text */
  encode(text) {
    const normal = this._form === null ? text : normalize(this._form, text);
    const spaced = normal && ` ${normal}`;
    return (spaced.match(PARTS) ?? []).flatMap((part) => this._encodePart(part));
  }

  /** The text of one id; bytes that are no whole character are U+FFFD. @param {number} id */
  piece(id) {
    return decodeBytes(bytesOf(this.entries[id]));
  }

  /**
   * The text of ids, without the special ones and without the space before the first word.
   *
   * @param {Iterable<number>} ids
   */
  decode(ids) {
    const bytes = Array.from(ids, (id) => (id > EOS ? bytesOf(this.entries[id]) : [])).flat();
    const text = decodeBytes(bytes);
    return text.startsWith(" ") ? text.slice(1) : text;
  }

  /** @param {string} part */
  _encodePart(part) {
    const bytes = new TextEncoder().encode(part);
    const pieces = merged(
      Array.from(bytes, (byte) => SIGNS[byte]),
      this._ranks,
    );
    return pieces.flatMap((piece) => this._ids.get(piece) ?? []);
  }
}

/**
 * Neighbours joined, those first that stand first among the merges, and of these the leftmost.
 *
 * @param {string[]} pieces
 * @param {Map<string, number>} ranks
 */
function merged(pieces, ranks) {
  const next = pieces.map((_, place) => place + 1);
  const before = pieces.map((_, place) => place - 1);
  const alive = pieces.map(() => true);
  const queue = new Queue();
  /** @param {number} place */
  const push = (place) => {
    const second = next[place];
    if (place < 0 || second >= pieces.length) return;
    const rank = ranks.get(`${pieces[place]}\n${pieces[second]}`);
    if (rank !== undefined)
      queue.push({ rank, place, first: pieces[place], second: pieces[second] });
  };
  pieces.forEach((_, place) => push(place));
  for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
    const { place } = pair;
    const second = next[place];
    if (!alive[place] || second >= pieces.length) continue;
    if (pieces[place] !== pair.first || pieces[second] !== pair.second) continue;
    pieces[place] += pieces[second];
    alive[second] = false;
    next[place] = next[second];
    if (next[place] < pieces.length) before[next[place]] = place;
    push(place);
    push(before[place]);
  }
  return pieces.filter((_, place) => alive[place]);
}

/** @typedef {{rank: number, place: number, first: string, second: string}} Pair */

/** Pairs, of which the one that is to be joined first comes out first: a binary heap. */
class Queue {
  constructor() {
    /** @type {Pair[]} */
    this._pairs = [];
  }

  /** @param {Pair} pair */
  push(pair) {
    const pairs = this._pairs;
    let place = pairs.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if (!comesBefore(pair, pairs[parent])) break;
      pairs[place] = pairs[parent];
      place = parent;
    }
    pairs[place] = pair;
  }

  /** @returns {Pair | undefined} */
  pop() {
    const pairs = this._pairs;
    const first = pairs[0];
    const last = pairs.pop();
    if (last === undefined || !pairs.length) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= pairs.length) break;
      if (child + 1 < pairs.length && comesBefore(pairs[child + 1], pairs[child])) child += 1;
      if (!comesBefore(pairs[child], last)) break;
      pairs[place] = pairs[child];
      place = child;
    }
    pairs[place] = last;
    return first;
  }
}

/** @param {Pair} one @param {Pair} other */
function comesBefore(one, other) {
  return one.rank < other.rank || (one.rank === other.rank && one.place < other.place);
}

// One character for each byte: its own where it can be seen, else one from U+0100 on.
const SIGNS = signsOfBytes();
const BYTES = new Map(SIGNS.map((sign, byte) => [sign, byte]));

function signsOfBytes() {
  let hidden = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const seen = (byte >= 33 && byte <= 126) || (byte >= 161 && byte !== 173);
    return String.fromCodePoint(seen ? byte : hidden++);
  });
}

/** @param {string} entry @returns {number[]} */
function bytesOf(entry) {
  const bytes = Array.from(entry, (sign) => BYTES.get(sign));
  if (bytes.every((byte) => byte !== undefined)) return /** @type {number[]} */ (bytes);
  return Array.from(new TextEncoder().encode(entry));
}

/** @param {number[]} bytes */
function decodeBytes(bytes) {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(bytes));
}

/** @param {any} state @param {Record<string, unknown>} expected */
function check(state, expected) {
  for (const [name, value] of Object.entries(expected)) {
    if (!same(state[name] ?? null, value)) throw new Error(`an unknown ${name} of byte pairs`);
  }
}

/** @param {any} one @param {any} other @returns {boolean} */
function same(one, other) {
  if (one === other || one === null || other === null) return one === other;
  if (typeof one !== "object" || typeof other !== "object") return false;
  const names = Object.keys(other);
  return (
    Object.keys(one).length === names.length && names.every((name) => same(one[name], other[name]))
  );
}

/** @param {any} normalizer @returns {"NFC" | "NFD" | null} */
function formOf(normalizer) {
  if (same(normalizer, PREPEND)) return null;
  const parts = normalizer?.type === "Sequence" ? normalizer.normalizers : [];
  if (parts.length === 1 && same(parts[0], PREPEND)) return null;
  const form = parts[0]?.type;
  if (parts.length === 2 && (form === "NFC" || form === "NFD") && same(parts[1], PREPEND))
    return form;
  throw new Error("an unknown normalizer of byte pairs");
}
