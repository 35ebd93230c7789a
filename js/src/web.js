/** Exported models in a browser, on onnxruntime-web. */

import * as ort from "onnxruntime-web/wasm";

import { fetched, givenBytes, modelOf, noModel } from "./load.js";

export { PantoumError } from "./errors.js";

/**
 * Load a file that `pantoum export` wrote.
 *
 * @param {string | URL | Uint8Array | ArrayBuffer} model its address, or its bytes
 */
export async function load(model) {
  // Further threads need a page with special headers, and small models gain nothing by them. Whoever
  // has set a number keeps it.
  ort.env.wasm.numThreads ||= 1;
  const bytes = givenBytes(model);
  if (bytes !== null) return modelOf(ort, bytes, "model");
  if (typeof model !== "string" && !(model instanceof URL))
    throw noModel(model, "an address or bytes");
  return modelOf(ort, await fetched(model), String(model));
}
