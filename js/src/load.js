/** Exported models, loaded by either runtime. */

import { classifierModel } from "./classifier.js";
import { EXPORT_AGAIN, PantoumError } from "./errors.js";
import { languageModel } from "./language_model.js";
import { modelFile } from "./model_file.js";
import { shown } from "./quoted.js";
import { seq2seqModel } from "./seq2seq.js";
import { taggerModel } from "./tagger.js";

/** @typedef {import("./session.js").Runtime} Runtime */

/** @typedef {(runtime: Runtime, file: import("./model_file.js").ModelFile) => Promise<any>} Make */

const MODELS = new Map(
  /** @type {[string, Make][]} */ ([
    ["seq2seq", seq2seqModel],
    ["tagger", taggerModel],
    ["classifier", classifierModel],
    ["language_model", languageModel],
  ]),
);

/**
 * What predicts with a model.
 *
 * @param {Runtime} runtime
 * @param {Uint8Array} data the bytes of its file
 * @param {string} where its name, for messages
 */
export async function modelOf(runtime, data, where) {
  const file = modelFile(data, where);
  const make = MODELS.get(file.metadata.task);
  if (make === undefined) {
    const problem = `is of an unknown kind of model, ${shown(file.metadata.task)}`;
    throw new PantoumError(problem, { where, remedy: EXPORT_AGAIN });
  }
  try {
    return await make(runtime, file);
  } catch (error) {
    if (error instanceof PantoumError && error.where === null && error.setting === "metadata") {
      const { problem, setting, remedy, cause } = error;
      throw new PantoumError(problem, { setting, where, remedy: remedy ?? undefined, cause });
    }
    throw error;
  }
}

/**
 * The bytes of a file that a server has.
 *
 * @param {string | URL} url
 * @returns {Promise<Uint8Array>}
 */
export async function fetched(url) {
  const where = String(url);
  let response;
  try {
    response = await fetch(url);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const problem = `cannot be fetched (${reason})`;
    throw new PantoumError(problem, { where, remedy: "check the address", cause: error });
  }
  if (!response.ok) {
    const problem = `cannot be fetched: the server answers ${response.status}`;
    throw new PantoumError(problem, { where, remedy: "check the address" });
  }
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const problem = "cannot be fetched: the connection broke off";
    throw new PantoumError(problem, { where, remedy: "try it again", cause: error });
  }
}

/**
 * The bytes that were given themselves; null for anything else.
 *
 * @param {unknown} model
 * @returns {Uint8Array | null}
 */
export function givenBytes(model) {
  if (model instanceof ArrayBuffer) return new Uint8Array(model);
  if (model instanceof Uint8Array) return model;
  return null;
}

/** Refuse what is neither bytes nor an address. @param {unknown} model @param {string} expected */
export function noModel(model, expected) {
  return new PantoumError(`a model is ${expected}, but got ${shown(model)}`, { setting: "model" });
}
