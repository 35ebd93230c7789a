/** Symbols are drawn by their probabilities. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { drawn } from "../src/sampling.js";

const SHARES = [0.1, 0.4, 0, 0.2, 0.3];
const ALL = { temperature: 1, topK: 0, topP: 1 };
const DRAWS = 4_000;

/** How often each symbol is drawn with evenly spread random numbers, as shares. */
function drawnShares(sampling) {
  const counts = SHARES.map(() => 0);
  for (let place = 0; place < DRAWS; place++) {
    counts[drawn(SHARES.map(Math.log), sampling, () => (place + 0.5) / DRAWS)] += 1;
  }
  return counts.map((count) => count / DRAWS);
}

/** Shares that sum to 1. */
function normal(values) {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}

const CASES = [
  [ALL, SHARES],
  [{ ...ALL, temperature: 0 }, [0, 1, 0, 0, 0]],
  [{ ...ALL, temperature: 0.5 }, normal(SHARES.map((share) => share ** 2))],
  [{ ...ALL, temperature: 2 }, normal(SHARES.map((share) => share ** 0.5))],
  [{ ...ALL, topK: 2 }, normal([0, 0.4, 0, 0, 0.3])],
  [{ ...ALL, topP: 0.75 }, normal([0, 0.4, 0, 0.2, 0.3])],
  [{ ...ALL, topP: 0.4 }, [0, 1, 0, 0, 0]],
  [{ temperature: 1, topK: 3, topP: 0.5 }, normal([0, 0.4, 0, 0, 0.3])],
];

for (const [sampling, expected] of CASES) {
  test(`the shares with ${JSON.stringify(sampling)}`, () => {
    drawnShares(sampling).forEach((share, place) => {
      assert.ok(Math.abs(share - expected[place]) < 2 / DRAWS, `${share} for ${expected[place]}`);
    });
  });
}

test("of equal symbols the first counts as the likelier, and no number is no probability", () => {
  assert.equal(drawn([-2, -1, -1], { ...ALL, temperature: 0 }, Math.random), 1);
  assert.throws(() => drawn([NaN, NaN], ALL, Math.random), /probabilities are not numbers/);
  assert.throws(() => drawn([-Infinity], ALL, Math.random), /probabilities are not numbers/);
});
