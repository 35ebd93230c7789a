/** A graph ready to be run by ONNX Runtime, and batches through it. */

import { EXPORT_AGAIN, PantoumError } from "./errors.js";

/**
 * The part of onnxruntime-web and of onnxruntime-node that is used.
 *
 * @typedef {object} Runtime
 * @property {{create: (data: Uint8Array, options: object) => Promise<any>}} InferenceSession
 * @property {new (type: any, data: any, dims: number[]) => any} Tensor
 */

/** @typedef {{data: any, dims: readonly number[]}} Values */

// Symbols of padded input in one batch of one hypothesis each.
export const BATCH_TOKENS = 2000;

/** A graph in memory. Runs follow one another, whoever asks for them. */
export class Session {
  /** @param {Runtime} runtime @param {any} session @param {string} where */
  constructor(runtime, session, where) {
    this._runtime = runtime;
    this._session = session;
    this._where = where;
    /** @type {Promise<unknown>} */
    this._last = Promise.resolve();
  }

  /**
   * @param {Runtime} runtime
   * @param {Uint8Array} data
   * @param {string} where
   */
  static async create(runtime, data, where) {
    const options = {
      // Results do not depend on how many there are, and small models gain nothing by more.
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 4,
      // Weights of 8 bits are multiplied in single precision everywhere, which is faster, too; by
      // default some processors would also round what they are multiplied with.
      extra: { session: { disable_quant_qdq: "1" } },
    };
    try {
      return new Session(runtime, await runtime.InferenceSession.create(data, options), where);
    } catch (error) {
      const problem = `its graph cannot be run (${firstLine(error)})`;
      throw new PantoumError(problem, { where, remedy: EXPORT_AGAIN, cause: error });
    }
  }

  /** @returns {readonly string[]} */
  get inputs() {
    return this._session.inputNames;
  }

  /** @returns {readonly string[]} */
  get outputs() {
    return this._session.outputNames;
  }

  /** The sizes of an input of the graph, those of a batch as names. @param {string} name */
  shapeOf(name) {
    const place = this.inputs.indexOf(name);
    return this._session.inputMetadata[place].shape;
  }

  /** Refuse a graph that lacks one of these. @param {string[]} inputs @param {string[]} outputs */
  checkNames(inputs, outputs) {
    const missing = [
      ...inputs.filter((name) => !this.inputs.includes(name)),
      ...outputs.filter((name) => !this.outputs.includes(name)),
    ];
    if (missing.length) {
      const problem = `its graph has no '${missing[0]}', which its metadata promise`;
      throw new PantoumError(problem, { where: this._where, remedy: EXPORT_AGAIN });
    }
  }

  /**
   * Some outputs of the graph, by name.
   *
   * @param {Record<string, Values & {type: string}>} feeds
   * @param {string[]} wanted
   * @returns {Promise<Record<string, Values>>}
   */
  run(feeds, wanted) {
    // onnxruntime-web refuses a run while another one is going on.
    const run = this._last.then(() => this._run(feeds, wanted));
    this._last = run.catch(() => undefined);
    return run;
  }

  /** Gives the memory back once all runs are done; the session cannot be run after it. */
  async dispose() {
    await this._last;
    await this._session.release();
  }

  /** @param {Record<string, Values & {type: string}>} feeds @param {string[]} wanted */
  async _run(feeds, wanted) {
    const { Tensor } = this._runtime;
    const entries = Object.entries(feeds);
    try {
      const tensors = entries.map(([name, { type, data, dims }]) => [
        name,
        new Tensor(type, data, [...dims]),
      ]);
      return await this._session.run(Object.fromEntries(tensors), wanted);
    } catch (error) {
      const problem =
        "its graph fails on its inputs, perhaps because its metadata do not fit it " +
        `(${firstLine(error)})`;
      throw new PantoumError(problem, { where: this._where, remedy: EXPORT_AGAIN, cause: error });
    }
  }
}

/**
 * Whole numbers for the graph.
 *
 * @param {number[]} values
 * @param {number[]} dims
 */
export function integers(values, dims = [values.length]) {
  return { type: "int64", data: BigInt64Array.from(values, BigInt), dims };
}

/**
 * Rows as one array, 0 behind the shorter ones, and their lengths.
 *
 * @param {number[][]} rows
 */
export function padded(rows) {
  const longest = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const ids = new BigInt64Array(rows.length * longest);
  rows.forEach((row, place) => {
    row.forEach((id, column) => {
      ids[place * longest + column] = BigInt(id);
    });
  });
  return {
    ids: { type: "int64", data: ids, dims: [rows.length, longest] },
    lengths: integers(rows.map((row) => row.length)),
  };
}

/**
 * All rows in batches of similar lengths, the longest first.
 *
 * @param {number[]} lengths
 * @param {number} tokens rows times longest row of a batch, but for a single row that is longer
 */
export function orderedBatches(lengths, tokens) {
  const order = [...lengths.keys()].sort((one, other) => lengths[other] - lengths[one]);
  /** @type {number[][]} */
  const batches = [];
  for (const row of order) {
    const last = batches[batches.length - 1];
    if (last && (last.length + 1) * lengths[last[0]] <= tokens) last.push(row);
    else batches.push([row]);
  }
  return batches;
}

/**
 * The name of an input or output that each member of an ensemble has.
 *
 * @param {string} name that of the first member
 * @param {number} number of the member, from 0
 */
export function memberName(name, number) {
  return number ? `${name}_${number + 1}` : name;
}

/** @param {unknown} error */
function firstLine(error) {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split("\n")[0] || "unknown").slice(0, 200);
}
