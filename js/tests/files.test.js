/** Files that are no exported models, damaged ones, and wrong calls: one sentence each. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { load, PantoumError } from "../src/node.js";
import { metadataOf, withoutDefaults } from "../src/onnx_file.js";
import { FOLDER } from "./expected.js";

const PLACE = path.join(FOLDER, "letters.onnx");
const LETTERS = new Uint8Array(readFileSync(PLACE));
const KEY = "pantoum";

/** The message with which something is refused. */
async function refusal(promise) {
  const error = await promise.then(
    () => assert.fail("it was not refused"),
    (reason) => reason,
  );
  assert.ok(error instanceof PantoumError, String(error.stack));
  assert.ok(!error.message.includes("\n"));
  return error;
}

/** A field of a protocol buffer with a length below 128. */
function field(number, ...bytes) {
  return [(number << 3) | 2, bytes.length, ...bytes];
}

const letters = (text) => Array.from(new TextEncoder().encode(text));
const bytes = (...values) => new Uint8Array(values.flat());
const GRAPH = field(7, ...field(2, ...letters("g")));
const withMetadata = (text) =>
  bytes(GRAPH, field(14, ...field(1, ...letters(KEY)), ...field(2, ...letters(text))));
const DAMAGED =
  /^model: is no ONNX file, or only a part of one: give a file that `pantoum export` wrote$/;

const REFUSED = [
  ["nothing", bytes(), /^model: is no ONNX file: it has no graph: /],
  ["text", bytes(letters("a text")), DAMAGED],
  ["half a file", LETTERS.subarray(0, LETTERS.length >> 1), DAMAGED],
  ["a file without its last byte", LETTERS.subarray(0, LETTERS.length - 1), DAMAGED],
  ["a number without an end", bytes(0x08, Array(11).fill(0xff)), DAMAGED],
  ["no UTF-8", bytes(GRAPH, field(14, ...field(1, 0xff))), DAMAGED],
  ["a field as a number", bytes(7 << 3, 1), DAMAGED],
  ["another program's", bytes(GRAPH), /^model: is an ONNX file of another program: /],
  ["no JSON", withMetadata("{"), /^model: has damaged metadata: export or copy the model again$/],
  ["a list", withMetadata("[]"), /^model: has damaged metadata: /],
  ["no format", withMetadata('{"task":"seq2seq"}'), /^model: has damaged metadata: /],
  [
    "newer",
    withMetadata('{"task":"seq2seq","format":9}'),
    /^model: was written by a newer version of Pantoum/,
  ],
  [
    "an unknown kind",
    withMetadata('{"task":"x","format":1}'),
    /^model: is of an unknown kind of model, 'x': /,
  ],
  [
    "no search",
    withMetadata('{"task":"seq2seq","format":1}'),
    /^model: the metadata of the file have damaged search/,
  ],
  [
    "external data",
    bytes(field(7, ...field(5, ...field(13, ...field(1, ...letters("location")))))),
    /^model: keeps its weights in other files, which are not read: export or copy the model again$/,
  ],
  [
    "external data in a graph in a graph",
    bytes(
      field(
        7,
        ...field(1, ...field(5, ...field(6, ...field(1, ...field(5, ...field(5, 14 << 3, 1)))))),
      ),
    ),
    /keeps its weights in other files/,
  ],
];

for (const [name, data, message] of REFUSED) {
  test(`${name} is refused`, async () =>
    assert.match((await refusal(load(data))).message, message));
}

test("a graph that does not fit its metadata is refused", async () => {
  const text = metadataOf(LETTERS, "model").get(KEY);
  const graph = withoutDefaults(LETTERS, ["beam", "nbest", "length_penalty"]);
  // The same model, said to read other inputs, symbols and units; the names are as long as before.
  const swap = (from, to) => {
    assert.ok(text.includes(from));
    const whole = Buffer.from(graph).toString("latin1");
    return new Uint8Array(Buffer.from(whole.replaceAll(from, to), "latin1"));
  };
  const damaged = async (from, to) => (await refusal(load(swap(from, to)))).message;
  assert.match(
    await damaged('"characters"', '"charakters"'),
    /have damaged symbols \(units or norm/,
  );
  assert.match(await damaged('"<unk>"', '"<unq>"'), /have damaged symbols \(the special symbols/);
  assert.match(await damaged('"beam": 5', '"beam": 0'), /have damaged search \(0 is no whole/);
});

test("no path is read but that of a file", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "pantoum-"));
  const none = path.join(folder, "none.onnx");
  assert.equal((await refusal(load(none))).message, `${none}: no such file: check the path`);
  assert.match((await refusal(load(folder))).message, /: is no file of a model: /);
  assert.match((await refusal(load("a\0b"))).message, /: cannot be read: /);
  assert.match(
    (await refusal(load(3))).message,
    /^a model is a path, an address or bytes, but got 3$/,
  );
  assert.match((await refusal(load("http://127.0.0.1:1/m"))).message, /m: cannot be fetched \(/);
  if (process.platform !== "win32") {
    const pipe = path.join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    assert.match((await refusal(load(pipe))).message, /: is no file of a model: /);
  }
});

test("a model is loaded from a path, an address and bytes", async () => {
  const buffer = LETTERS.buffer.slice(LETTERS.byteOffset, LETTERS.byteOffset + LETTERS.length);
  for (const one of [PLACE, pathToFileURL(PLACE), String(pathToFileURL(PLACE)), LETTERS, buffer]) {
    assert.equal((await (await load(one))("ab")).text, "ba");
  }
});

const CALLS = [
  [[3], {}, /^inputs must be a string or an array of strings, but are 3$/],
  [[["a", 3]], {}, /^input 2 is 3, but inputs are strings$/],
  [["a", 3], {}, /^options must be an object, but are 3$/],
  [["a", { length_penalty: 1 }], {}, /^an exported model has no length_penalty, only nbest, /],
  [["a", { nbest: 0 }], {}, /^nbest must be a whole number of at least 1, but is 0$/],
  [["a", { nbest: 3, beam: 2 }], {}, /^a beam of 2 cannot give 3 outputs for an input: set beam/],
  [["a", { beam: 1001 }], {}, /^beam must be a whole number from 1 to 1,000, but is 1001$/],
  [["a", { beam: 1.5 }], {}, /^beam must be a whole number from 1 to 1,000, but is 1.5$/],
  [["a", { lengthPenalty: NaN }], {}, /^lengthPenalty must be a number from 0 to 10, but is NaN$/],
  [["a", { features: "X" }], {}, /^this model reads no features: /],
  [["a", { group: "x" }], {}, /^this model reads no groups: .*: leave the group out$/],
  [["a", { unseenGroup: "x" }], {}, /^unseenGroup must be "refuse" or "unknown", but is 'x'$/],
  [
    ["a".repeat(6000)],
    {},
    /^the input starting 'a{30}' has 6,001 symbols, but no more than 5,000 are/,
  ],
  [["a"], { file: "features" }, /^this model reads features: give those of each input/],
  [
    [["a", "b"], { features: ["X"] }],
    { file: "features" },
    /^2 inputs need as many features, but got 1$/,
  ],
  [["a"], { file: "groups" }, /^this model reads the group of each input: give one of /],
  [
    ["a", { group: "x" }],
    { file: "groups" },
    /^the group 'x' is not in the training data, which have /,
  ],
  [["a", { group: " " }], { file: "groups" }, /^the group is empty: give one of /],
  [
    [["a"], { group: ["same", "same"] }],
    { file: "groups" },
    /^1 inputs need as many groups, but got 2$/,
  ],
];

for (const [given, { file = "letters" }, message] of CALLS) {
  test(`a call with ${JSON.stringify(given).slice(0, 60)} of ${file} is refused`, async () => {
    const model = await load(path.join(FOLDER, `${file}.onnx`));
    assert.match((await refusal(model(...given))).message, message);
  });
}

test("an error says which input it is of", async () => {
  const model = await load(PLACE);
  assert.equal((await refusal(model(["a", null]))).row, 1);
  assert.equal((await refusal(model(["", "a", "b".repeat(6000)]))).row, 2);
});

const WRITING = [
  [{ temperature: -1 }, /^temperature must be a number of at least 0, but is -1$/],
  [{ topK: 1.5 }, /^topK must be a whole number of at least 0 \(0 for all symbols\), but is 1.5$/],
  [{ topP: 0 }, /^topP must be a number above 0 and at most 1, but is 0$/],
  [{ count: -1 }, /^count must be a whole number of at least 0, but is -1$/],
  [{ longest: 0 }, /^longest must be a whole number of at least 1, but is 0$/],
  [{ prefix: 3 }, /^prefix must be a string, but is 3$/],
  [{ seed: 3 }, /^an exported model has no seed, only count, /],
];

test("what nothing can be written with is refused", async () => {
  const model = await load(path.join(FOLDER, "writer.onnx"));
  for (const [options, message] of WRITING) {
    assert.match((await refusal(model.generate(options))).message, message);
  }
});
