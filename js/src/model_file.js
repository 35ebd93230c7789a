/** A file that `pantoum export` wrote: its bytes checked, and its metadata read. */

import { EXPORT_AGAIN, PantoumError } from "./errors.js";
import { metadataOf } from "./onnx_file.js";

// The metadata of `pantoum export` are JSON under this name.
const KEY = "pantoum";
// The newest form of them that is read here.
const FORMAT = 1;

/**
 * @typedef {object} ModelFile
 * @property {string} where its name, for messages
 * @property {Uint8Array} data
 * @property {Record<string, any>} metadata what it says of its model, as docs/export.md describes it
 */

/**
 * A file, once all is checked that can be before it is run.
 *
 * @param {Uint8Array} data
 * @param {string} where
 * @returns {ModelFile}
 */
export function modelFile(data, where) {
  const text = metadataOf(data, where).get(KEY);
  if (text === undefined) {
    const remedy = "give a file that `pantoum export` wrote";
    throw new PantoumError("is an ONNX file of another program", { where, remedy });
  }
  return { where, data, metadata: checkedMetadata(text, where) };
}

/** @param {string} text @param {string} where */
function checkedMetadata(text, where) {
  const damaged = new PantoumError("has damaged metadata", { where, remedy: EXPORT_AGAIN });
  let metadata;
  try {
    metadata = JSON.parse(text);
  } catch {
    throw damaged;
  }
  if (metadata === null || typeof metadata !== "object" || typeof metadata.task !== "string") {
    throw damaged;
  }
  const { format } = metadata;
  if (!Number.isInteger(format)) throw damaged;
  if (format > FORMAT) {
    throw new PantoumError(
      `was written by a newer version of Pantoum (format ${format}, this one reads up to ${FORMAT})`,
      { where, remedy: "update @pantoum/runtime" },
    );
  }
  return metadata;
}
