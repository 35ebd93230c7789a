/**
 * What an ONNX file says of itself, read without a library, before anything of it is run.
 *
 * An ONNX file is a protocol buffer: fields, each with a number, some of them messages of fields
 * again. Only the structure is walked; weights are passed over. So a file of another kind, one that
 * is cut short and one that wants to read further files are refused in a sentence each.
 *
 * Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; the encoding:
 * https://protobuf.dev/programming-guides/encoding.
 */

import { EXPORT_AGAIN, PantoumError } from "./errors.js";

// The numbers of fields that are read, by the message that they are in.
const MODEL_GRAPH = 7;
const MODEL_METADATA = 14;
const MODEL_FUNCTIONS = 25;
const GRAPH_NODES = 1;
const GRAPH_TENSORS = 5;
const GRAPH_SPARSE_TENSORS = 15;
const NODE_ATTRIBUTES = 5;
const ATTRIBUTE_TENSORS = [5, 10];
const ATTRIBUTE_GRAPHS = [6, 11];
const ATTRIBUTE_SPARSE_TENSORS = [22, 23];
const FUNCTION_NODES = 7;
const SPARSE_PARTS = [1, 2];
const TENSOR_NAME = 8;
const TENSOR_EXTERNAL_DATA = 13;
const TENSOR_DATA_LOCATION = 14;
// How the value of a field is written.
const NUMBER = 0;
const EIGHT_BYTES = 1;
const LENGTH = 2;
const FOUR_BYTES = 5;
// Graphs in graphs: those of the export are two deep.
const DEEPEST = 16;

const ANOTHER = "give a file that `pantoum export` wrote";

class Damaged extends Error {}
class ReadsFiles extends Error {}

/**
 * A field of a message: its number, where it begins, and either its value as a number, with `bytes`
 * null, or its bytes.
 *
 * @typedef {{number: number, whole: Uint8Array, value: number, bytes: Uint8Array | null}} Field
 */

/**
 * The metadata of a file, once it is known to hold all that it needs.
 *
 * @param {Uint8Array} data
 * @param {string} where its name, for messages
 * @returns {Map<string, string>}
 */
export function metadataOf(data, where) {
  let found;
  try {
    found = readModel(data);
  } catch (error) {
    if (error instanceof ReadsFiles) {
      const problem = "keeps its weights in other files, which are not read";
      throw new PantoumError(problem, { where, remedy: EXPORT_AGAIN });
    }
    if (error instanceof Damaged || error instanceof TypeError) {
      const problem = "is no ONNX file, or only a part of one";
      throw new PantoumError(problem, { where, remedy: ANOTHER, cause: error });
    }
    throw error;
  }
  if (!found.hasGraph) {
    throw new PantoumError("is no ONNX file: it has no graph", { where, remedy: ANOTHER });
  }
  return found.metadata;
}

/**
 * The file without the default values of some inputs of its graph, so that these are to be given.
 *
 * ONNX Runtime for JavaScript knows no inputs that may be left out: onnxruntime-web refuses what is
 * given for one, and onnxruntime-node passes over it.
 *
 * @param {Uint8Array} data a file that `metadataOf` has read
 * @param {string[]} names of these inputs
 * @returns {Uint8Array}
 */
export function withoutDefaults(data, names) {
  const parts = [];
  for (const field of fields(data)) {
    if (field.number === MODEL_GRAPH) {
      const graph = [...fields(message(field))].filter((one) => !isTensorOf(one, names));
      const bytes = joined(graph.map((one) => one.whole));
      parts.push(lengthOf(MODEL_GRAPH, bytes.length), bytes);
    } else {
      parts.push(field.whole);
    }
  }
  return joined(parts);
}

/** @param {Field} field @param {string[]} names */
function isTensorOf(field, names) {
  if (field.number !== GRAPH_TENSORS) return false;
  for (const part of fields(message(field))) {
    if (part.number === TENSOR_NAME) return names.includes(text(part));
  }
  return false;
}

/** @param {Uint8Array} data */
function readModel(data) {
  /** @type {Map<string, string>} */
  const metadata = new Map();
  let hasGraph = false;
  for (const field of fields(data)) {
    if (field.number === MODEL_METADATA) {
      const entry = new Map();
      for (const part of fields(message(field))) entry.set(part.number, part);
      metadata.set(text(entry.get(1)), text(entry.get(2)));
    } else if (field.number === MODEL_GRAPH) {
      hasGraph = true;
      checkGraph(message(field), DEEPEST);
    } else if (field.number === MODEL_FUNCTIONS) {
      checkNodes(message(field), FUNCTION_NODES, DEEPEST);
    }
  }
  return { metadata, hasGraph };
}

/** Refuse a graph with a tensor outside the file. @param {Uint8Array} data @param {number} depth */
function checkGraph(data, depth) {
  if (!depth) throw new Damaged();
  for (const field of fields(data)) {
    if (field.number === GRAPH_TENSORS) checkTensor(message(field));
    else if (field.number === GRAPH_SPARSE_TENSORS) checkSparse(message(field));
  }
  checkNodes(data, GRAPH_NODES, depth);
}

/** @param {Uint8Array} data @param {number} nodes @param {number} depth */
function checkNodes(data, nodes, depth) {
  for (const field of fields(data)) {
    if (field.number !== nodes) continue;
    for (const part of fields(message(field))) {
      if (part.number === NODE_ATTRIBUTES) checkAttribute(message(part), depth);
    }
  }
}

/** @param {Uint8Array} data @param {number} depth */
function checkAttribute(data, depth) {
  for (const field of fields(data)) {
    if (ATTRIBUTE_TENSORS.includes(field.number)) checkTensor(message(field));
    else if (ATTRIBUTE_SPARSE_TENSORS.includes(field.number)) checkSparse(message(field));
    else if (ATTRIBUTE_GRAPHS.includes(field.number)) checkGraph(message(field), depth - 1);
  }
}

/** @param {Uint8Array} data */
function checkSparse(data) {
  for (const field of fields(data)) {
    if (SPARSE_PARTS.includes(field.number)) checkTensor(message(field));
  }
}

/** @param {Uint8Array} data */
function checkTensor(data) {
  for (const { number, value } of fields(data)) {
    if (number === TENSOR_EXTERNAL_DATA || (number === TENSOR_DATA_LOCATION && value)) {
      throw new ReadsFiles();
    }
  }
}

/**
 * The fields of a message.
 *
 * @param {Uint8Array} data
 * @returns {Generator<Field>}
 */
function* fields(data) {
  let place = 0;
  while (place < data.length) {
    const begin = place;
    const key = numberAt(data, place);
    const kind = key.value & 7;
    const number = Math.floor(key.value / 8);
    place = key.next;
    if (!number) throw new Damaged();
    if (kind === NUMBER) {
      const { value, next } = numberAt(data, place);
      place = next;
      yield { number, whole: data.subarray(begin, place), value, bytes: null };
      continue;
    }
    let size = kind === EIGHT_BYTES ? 8 : 4;
    if (kind === LENGTH) {
      const length = numberAt(data, place);
      size = length.value;
      place = length.next;
    } else if (kind !== EIGHT_BYTES && kind !== FOUR_BYTES) {
      throw new Damaged();
    }
    if (place + size > data.length) throw new Damaged();
    const bytes = data.subarray(place, place + size);
    place += size;
    yield { number, whole: data.subarray(begin, place), value: 1, bytes };
  }
}

/**
 * A number of seven bits a byte, the lowest first, and the place behind it.
 *
 * @param {Uint8Array} data
 * @param {number} place
 */
function numberAt(data, place) {
  let value = 0;
  for (let count = 0; count < 10; count++) {
    if (place >= data.length) throw new Damaged();
    const byte = data[place++];
    value += (byte & 0x7f) * 2 ** (7 * count);
    if (byte < 0x80) return { value, next: place };
  }
  throw new Damaged();
}

/** The beginning of a field that has a length. @param {number} number @param {number} length */
function lengthOf(number, length) {
  const bytes = [(number << 3) | LENGTH];
  let rest = length;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return new Uint8Array([...bytes, rest]);
}

/** @param {Uint8Array[]} parts */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

/** @param {Field} field */
function message({ bytes }) {
  if (bytes === null) throw new Damaged();
  return bytes;
}

/** A text, empty where there is no field; TypeError for no UTF-8. @param {Field | undefined} field */
function text(field) {
  if (field === undefined) return "";
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(message(field));
}
