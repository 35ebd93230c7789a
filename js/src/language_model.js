/** An exported language model: how likely texts are, and texts that it writes. */

import { PantoumError, reading } from "./errors.js";
import { checkOptions, listed } from "./inputs.js";
import { trimmed, withoutSurrogates } from "./lines.js";
import { shown } from "./quoted.js";
import { checkSampling, drawn } from "./sampling.js";
import { integers, orderedBatches, padded, Session } from "./session.js";
import { BOS, EOS, EOS_SYMBOL, PAD, UNK } from "./symbols.js";
import { Side } from "./text.js";
import { unlikeTraining } from "./unlike_training.js";
import { wholeOrNull } from "./values.js";

/** @typedef {import("./index.js").Scored} Scored */
/** @typedef {import("./index.js").Generated} Generated */
/** @typedef {import("./index.js").GenerateOptions} GenerateOptions */
/** @typedef {import("./session.js").Values} Values */
/** @typedef {Record<string, Values & {type: string}>} State by the names of the graph's inputs */

// As in Python: symbols in one batch, and log-probabilities computed at once.
const BATCH_TOKENS = 4_000;
const MOST_LOGITS = 10_000_000;
// e to more is no number.
const MOST_NATS = 709;
const LONGEST = 1_000;
const WHEN_LONGER = "its perplexity may be too high";
const INPUTS = ["read", "lengths"];
const OUTPUTS = ["log_probabilities", "scores"];
const NEVER_DRAWN = [PAD, UNK, BOS];
const OPTIONS = ["count", "prefix", "temperature", "topK", "topP", "longest", "random"];

/**
 * What a language model's file is called with.
 *
 * @param {import("./session.js").Runtime} runtime
 * @param {import("./model_file.js").ModelFile} file
 */
export async function languageModel(runtime, file) {
  const side = reading("text", () => Side.fromJSON(file.metadata.text));
  const longest = reading("text", () => wholeOrNull(file.metadata.longest_source, 0));
  const session = await Session.create(runtime, file.data, file.where);
  session.checkNames(INPUTS, OUTPUTS);
  const model = new LanguageModel(session, side, longest);
  /** @param {string | string[]} text @param {object} [options] */
  const call = (text, options) => model.score(text, options);
  return Object.assign(call, {
    task: "language_model",
    metadata: file.metadata,
    /** @param {GenerateOptions} [options] */
    generate: (options) => model.generate(options),
    dispose: () => session.dispose(),
  });
}

class LanguageModel {
  /** @param {Session} session @param {Side} side @param {number | null} longest */
  constructor(session, side, longest) {
    this._session = session;
    this._side = side;
    this._longest = longest;
    this._states = session.inputs.filter((name) => !INPUTS.includes(name));
  }

  /** @param {string | string[]} text @param {object} [options] */
  async score(text, options = {}) {
    checkOptions(options, []);
    const one = typeof text === "string";
    const texts = listed(one ? [text] : text, "input").map((each) => trimmed(each ?? ""));
    const ids = texts.map((each) => [...this._side.encode(each), EOS]);
    const cells = Math.max(1, Math.min(BATCH_TOKENS, Math.floor(MOST_LOGITS / this._side.size)));
    /** @type {number[][]} */
    const values = [];
    for (const rows of orderedBatches(
      ids.map(({ length }) => length),
      cells,
    )) {
      const found = await this._values(
        rows.map((row) => ids[row]),
        Math.max(1, Math.floor(cells / rows.length)),
      );
      rows.forEach((row, place) => {
        values[row] = found[place];
      });
    }
    const found = texts.map((each, row) => this._scored(each, ids[row], values[row]));
    return one ? found[0] : found;
  }

  /** @param {GenerateOptions} [options] */
  async generate(options = {}) {
    checkOptions(options, OPTIONS);
    const { count = 1, prefix = "", longest = LONGEST, random = Math.random } = options;
    const sampling = checkSampling(options);
    checkWhole("count", count, 0);
    checkWhole("longest", longest, 1);
    if (typeof prefix !== "string") {
      const problem = `prefix must be a string, but is ${shown(prefix)}`;
      throw new PantoumError(problem, { setting: "prefix" });
    }
    const clean = withoutSurrogates(prefix);
    const start = await this._read([EOS, ...this._side.encode(clean)], this._nothingRead(1));
    /** @type {Generated[]} */
    const found = [];
    while (found.length < count) {
      found.push(
        await this._generated(clean, start, longest, (shares) => drawn(shares, sampling, random)),
      );
    }
    return found;
  }

  /**
   * The log-probability of each symbol of rows, which end with </s>, read in windows.
   *
   * @param {number[][]} targets
   * @param {number} window
   */
  async _values(targets, window) {
    const read = targets.map((ids) => [EOS, ...ids.slice(0, -1)]);
    const longest = Math.max(...targets.map(({ length }) => length));
    /** @type {number[][]} */
    const values = targets.map(() => []);
    let state = this._nothingRead(targets.length);
    for (let begin = 0; begin < longest; begin += window) {
      const parts = read.map((ids) => ids.slice(begin, begin + window));
      const { outputs, after } = await this._run(parts, state);
      state = after;
      parts.forEach((part, row) => {
        if (!part.length) return;
        const width = outputs.scores.dims[1];
        const inside = outputs.scores.data.subarray(row * width, row * width + part.length - 1);
        const next = targets[row][begin + part.length - 1];
        const last = outputs.log_probabilities.data[row * this._side.size + next];
        values[row].push(...Array.from(inside, Number), Number(last));
      });
    }
    return values;
  }

  /**
   * @param {string} text
   * @param {number[]} ids
   * @param {number[]} values
   * @returns {Scored}
   */
  _scored(text, ids, values) {
    const tokens = [...this._side.tokens(text), EOS_SYMBOL];
    const sum = values.reduce((total, value) => total + value, 0);
    return {
      logProbability: sum,
      perplexity: Math.exp(Math.min(-sum / values.length, MOST_NATS)),
      logProbabilities: values,
      tokens,
      unknown: ids.filter((id) => id === UNK).length,
      warnings: unlikeTraining(ids, () => tokens, this._longest, WHEN_LONGER),
    };
  }

  /**
   * @param {string} prefix
   * @param {{state: State, next: number[]}} start what is known once the prefix is read
   * @param {number} longest
   * @param {(next: number[]) => number} draw
   * @returns {Promise<Generated>}
   */
  async _generated(prefix, start, longest, draw) {
    /** @type {number[]} */
    const ids = [];
    let logProbability = 0;
    let { state, next } = start;
    for (;;) {
      const allowed = next.map((value, id) => (NEVER_DRAWN.includes(id) ? -Infinity : value));
      const id = draw(allowed);
      ids.push(id);
      logProbability += next[id];
      if (id === EOS || ids.length === longest) break;
      ({ state, next } = await this._read([id], state));
    }
    const own = ids.filter((id) => id !== EOS);
    return {
      text: this._side.extend(prefix, own),
      tokens: ids.map((id) => this._side.token(id)),
      logProbability,
    };
  }

  /** The state behind some symbols, and log-probabilities. @param {number[]} ids @param {State} state */
  async _read(ids, state) {
    let after = state;
    /** @type {number[]} */
    let next = [];
    for (let begin = 0; begin < ids.length; begin += LONGEST) {
      const run = await this._run([ids.slice(begin, begin + LONGEST)], after);
      after = run.after;
      next = Array.from(run.outputs.log_probabilities.data, Number);
    }
    return { state: after, next };
  }

  /** @param {number[][]} rows @param {State} state */
  async _run(rows, state) {
    const arrays = padded(rows);
    const feeds = {
      read: arrays.ids,
      lengths: integers(rows.map(({ length }) => length)),
      ...state,
    };
    const wanted = [...OUTPUTS, ...this._states.map((name) => `${name}_after`)];
    const outputs = await this._session.run(feeds, wanted);
    /** @type {State} */
    const after = {};
    for (const name of this._states) {
      const { data, dims } = outputs[`${name}_after`];
      after[name] = { type: "float32", data, dims };
    }
    return { outputs, after };
  }

  /** The state before anything was read. @param {number} rows @returns {State} */
  _nothingRead(rows) {
    /** @type {State} */
    const state = {};
    for (const name of this._states) {
      const dims = [rows, ...this._session.shapeOf(name).slice(1)];
      const size = dims.reduce((product, length) => product * length, 1);
      state[name] = { type: "float32", data: new Float32Array(size), dims };
    }
    return state;
  }
}

/** @param {string} setting @param {unknown} value @param {number} least */
function checkWhole(setting, value, least) {
  if (Number.isInteger(value) && Number(value) >= least) return;
  const problem = `${setting} must be a whole number of at least ${least}, but is ${shown(value)}`;
  throw new PantoumError(problem, { setting });
}
