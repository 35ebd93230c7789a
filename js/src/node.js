/** Exported models in Node, on onnxruntime-node. */

import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import * as ort from "onnxruntime-node";

import { PantoumError } from "./errors.js";
import { fetched, givenBytes, modelOf, noModel } from "./load.js";

export { PantoumError };

/**
 * Load a file that `pantoum export` wrote.
 *
 * @param {string | URL | Uint8Array | ArrayBuffer} model its path, its address (file:, http: or
 *   https:), or its bytes
 */
export async function load(model) {
  const bytes = givenBytes(model);
  if (bytes !== null) return modelOf(ort, bytes, "model");
  if (typeof model !== "string" && !(model instanceof URL)) {
    throw noModel(model, "a path, an address or bytes");
  }
  const name = String(model);
  if (/^https?:/i.test(name)) return modelOf(ort, await fetched(name), name);
  const path = /^file:/i.test(name) ? fileURLToPath(name) : name;
  return modelOf(ort, await bytesOf(path), path);
}

/** @param {string} where */
async function bytesOf(where) {
  let file;
  try {
    // A pipe or a device would be waited for, perhaps for ever.
    file = await open(where, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    if ((await file.stat()).isFile()) return new Uint8Array(await file.readFile());
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "ENOENT")
      throw new PantoumError("no such file", { where, remedy: "check the path" });
    const remedy = "check that it is a file that you may read";
    throw new PantoumError(`cannot be read: ${message}`, { where, remedy, cause: error });
  } finally {
    await file?.close();
  }
  const remedy = "give a file that `pantoum export` wrote";
  throw new PantoumError("is no file of a model", { where, remedy });
}
