/** What an encoder-decoder or a classifier reads: a group and features, then the text, as ids. */

import { PantoumError, reading } from "./errors.js";
import { compareCodePoints, oneLine, trimmed } from "./lines.js";
import { EOS, EOS_SYMBOL, UNK, UNK_SYMBOL } from "./symbols.js";
import { Side } from "./text.js";
import { strings } from "./values.js";

const ORDERS = ["written", "sorted"];

/** Strings of features such as `V;IND;1;PL`, one id for each feature. */
export class Features {
  /** @param {string} separator @param {string} order @param {Map<string, number>} ids */
  constructor(separator, order, ids) {
    this.separator = separator;
    this.order = order;
    this.ids = ids;
  }

  /** The features that the metadata describe. @param {any} state @param {number} first */
  static fromJSON(state, first) {
    return reading("features", () => {
      const { separator, order } = state;
      if (typeof separator !== "string" || !separator || !ORDERS.includes(order)) {
        throw new Error("separator or order");
      }
      return new Features(separator, order, numbered(state, first));
    });
  }

  /** The features of this very string, one for each id. @param {string} text @returns {string[]} */
  tokens(text) {
    const features = oneLine(text).split(this.separator).map(trimmed).filter(Boolean);
    return this.order === "sorted" ? features.sort(compareCodePoints) : features;
  }

  /** The ids of a string of features; UNK for an unseen one. @param {string} text */
  encode(text) {
    return this.tokens(text).map((feature) => this.ids.get(feature) ?? UNK);
  }
}

/** @typedef {{source: string, features: string | null, group: string | null}} ModelInput */

/** An input as one sequence of ids: its group, its features, its text, `</s>`. */
export class Source {
  /**
   * @param {Side} text
   * @param {Features | null} features null for a model that reads none
   * @param {Map<string, number> | null} groups null for a model that reads none
   */
  constructor(text, features = null, groups = null) {
    this.text = text;
    this.features = features;
    this.groups = groups;
  }

  /** The inputs that the metadata of a file describe. @param {any} state @returns {Source} */
  static fromJSON(state) {
    return reading("inputs", () => {
      const text = Side.fromJSON(state.text);
      let size = text.size;
      let features = null;
      let groups = null;
      if (state.features !== null) {
        features = Features.fromJSON(state.features, size);
        size += features.ids.size;
      }
      if (state.groups !== null) groups = numbered(state.groups, size);
      return new Source(text, features, groups);
    });
  }

  /** The groups that are known; null for a model that reads none. */
  get knownGroups() {
    return this.groups === null ? null : [...this.groups.keys()];
  }

  /** The ids of one input. @param {ModelInput} input @returns {number[]} */
  encode({ source, features, group }) {
    this._check(features, group);
    const ids = [...this.text.encode(source), EOS];
    if (this.features !== null) ids.unshift(...this.features.encode(features ?? ""));
    if (this.groups !== null) {
      ids.unshift(group === null ? UNK : (this.groups.get(oneLine(group)) ?? UNK));
    }
    return ids;
  }

  /** The pieces of this very input, one for each id. @param {ModelInput} input @returns {string[]} */
  tokens({ source, features, group }) {
    this._check(features, group);
    const ofGroup = this.groups === null ? [] : [group ?? UNK_SYMBOL];
    const named = this.features === null ? [] : this.features.tokens(features ?? "");
    return [...ofGroup, ...named, ...this.text.tokens(source), EOS_SYMBOL];
  }

  /** @param {string | null} features @param {string | null} group */
  _check(features, group) {
    if (features && this.features === null) throw notRead("features");
    if (group !== null && this.groups === null) throw notRead("group");
  }
}

/** @param {string} name */
function notRead(name) {
  return new PantoumError(`this model reads no ${name}`, { setting: name, remedy: "leave it out" });
}

/**
 * Names and their ids, which follow those before `first`.
 *
 * @param {any} state
 * @param {number} first
 */
function numbered(state, first) {
  const names = strings(state.symbols);
  if (state.first_id !== first) throw new Error("first_id");
  const ids = new Map(names.map((name, place) => [name, first + place]));
  if (ids.size < names.length) throw new Error("a name twice");
  return ids;
}
