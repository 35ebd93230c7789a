/** Models answer in Node as they do in Python. */

import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";

import { load } from "../src/node.js";
import { FOLDER, readExpected } from "./expected.js";
import { answer, asked, compare } from "./kinds.js";

const calls = readExpected("predictions.json");
const files = [...new Set(calls.map(({ file }) => file))];

for (const file of files) {
  test(`${file} answers as in Python`, async () => {
    const model = await load(path.join(FOLDER, file));
    let outputs = 0;
    for (const call of calls.filter((one) => one.file === file)) {
      outputs += compare(await answer(model, asked(call)), call);
    }
    assert.ok(outputs >= 100, `only ${outputs} outputs were compared`);
    await model.dispose();
  });
}

test("200 outputs and more of each kind of model were compared", async () => {
  const tasks = new Map();
  for (const file of files) {
    const { task } = await load(path.join(FOLDER, file));
    const own = calls.filter((call) => call.file === file).map(({ predictions }) => predictions);
    tasks.set(task, (tasks.get(task) ?? 0) + own.flat(2).length);
  }
  assert.deepEqual([...tasks.keys()].sort(), ["classifier", "language_model", "seq2seq", "tagger"]);
  assert.ok(
    [...tasks.values()].every((count) => count >= 200),
    JSON.stringify([...tasks]),
  );
});

test("calls at once do not disturb one another", async () => {
  const model = await load(path.join(FOLDER, "letters.onnx"));
  const texts = ["abc", "ca", "bbbb", "a"];
  const alone = [];
  for (const text of texts) alone.push((await model(text)).text);
  const atOnce = await Promise.all(texts.map((text) => model(text)));
  assert.deepEqual(
    atOnce.map(({ text }) => text),
    alone,
  );
  assert.deepEqual(
    (await model(texts)).map(({ text }) => text),
    alone,
  );
});

test("a model says what it reads and gives", async () => {
  const features = await load(path.join(FOLDER, "features.onnx"));
  assert.deepEqual(
    [features.task, features.readsFeatures, features.groups, features.hasAttention],
    ["seq2seq", true, null, true],
  );
  const groups = await load(path.join(FOLDER, "groups.onnx"));
  assert.deepEqual([groups.readsFeatures, groups.hasAttention], [false, false]);
  assert.deepEqual([...groups.groups].sort(), ["reversed", "same"]);
  assert.equal(groups.metadata.format, 1);
});
