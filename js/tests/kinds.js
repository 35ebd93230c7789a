/** Calls of all kinds of models, and how their answers are compared with Python's. */

import assert from "node:assert/strict";

import { close, comparePredictions, listOf, optionsOf } from "./expected.js";

/** What a call gives: of a model, or of its `generate`. */
export async function answer(model, { source, options, generate }) {
  const found = generate ? await model.generate(generate) : await model(source, options);
  return JSON.parse(
    JSON.stringify(found, (_, value) => (value instanceof Map ? [...value] : value)),
  );
}

/** A call as it is written in JavaScript. */
export function asked({ source, options = {}, generate }) {
  return { source, options: optionsOf(options), generate };
}

/** Compares answers to a call; says how many there were. */
export function compare(found, { predictions, generate, file }) {
  return listOf(found, predictions, (one, expected) => {
    if ("label" in expected) classifications(one, expected);
    else if ("words" in expected) taggings(one, expected);
    else if (generate) generated(one, expected);
    else if ("perplexity" in expected) scored(one, expected);
    else comparePredictions(one, expected);
  });
}

function classifications(found, expected) {
  assert.deepEqual(
    [found.label, found.tokens, found.warnings],
    [expected.label, expected.tokens, expected.warnings],
  );
  close(found.probability, expected.probability);
  listOf(found.probabilities, expected.probabilities, (one, other) => {
    if (typeof other === "string") assert.equal(one, other);
    else close(one, other);
  });
  listOf(found.weights, expected.weights, close);
}

function taggings(found, expected) {
  const names = ["words", "tags", "columns", "labels", "ids", "warnings"];
  for (const name of names) assert.deepEqual(found[name], expected[name]);
  for (const [name, value] of Object.entries(expected.log_probability))
    close(found.logProbability[name], value);
  if (expected.probabilities === null) {
    assert.equal(found.probabilities, null);
    return;
  }
  for (const [name, rows] of Object.entries(expected.probabilities)) {
    listOf(found.probabilities[name], rows, close);
  }
}

function scored(found, expected) {
  const names = ["tokens", "unknown", "warnings"];
  for (const name of names) assert.deepEqual(found[name], expected[name]);
  listOf(found.logProbabilities, expected.log_probabilities, close);
  const most = Math.abs(expected.log_probability);
  assert.ok(Math.abs(found.logProbability - expected.log_probability) <= 1e-5 * most);
  close(found.perplexity / expected.perplexity, 1);
}

function generated(found, expected) {
  assert.deepEqual([found.text, found.tokens], [expected.text, expected.tokens]);
  close(found.logProbability, expected.log_probability);
}
