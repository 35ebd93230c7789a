/** Texts become the ids that Python makes of them, and ids the texts. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Source } from "../src/source.js";
import { Side } from "../src/text.js";
import { Words } from "../src/words.js";
import { readExpected } from "./expected.js";

for (const { side: state, source, cases, size } of readExpected("texts.json")) {
  if (state) {
    test(`${state.units} in ${state.normalization} are those of Python`, () => {
      const side = Side.fromJSON(state);
      assert.equal(side.size, size);
      for (const { text, ids, tokens, decoded } of cases) {
        const found = [side.encode(text), side.tokens(text)];
        assert.deepEqual(found, [ids, tokens], JSON.stringify(text));
        if (decoded !== null) assert.equal(side.decode(ids), decoded);
      }
    });
  } else {
    test(`inputs with ${source.features.order} features are those of Python`, () => {
      const read = Source.fromJSON(source);
      for (const { input, ids, tokens } of cases) {
        const [text, features, group] = input;
        const given = { source: text, features, group };
        assert.deepEqual([read.encode(given), read.tokens(given)], [ids, tokens]);
      }
    });
  }
}

test("the words of taggers become the arrays of Python", () => {
  for (const { words: state, sentences, forms } of readExpected("forms.json")) {
    const found = Words.fromJSON(state).forms(sentences);
    assert.deepEqual(Object.keys(found), Object.keys(forms));
    for (const [name, expected] of Object.entries(forms)) {
      assert.deepEqual(Array.from(found[name].data, Number), expected.flat(), name);
    }
  }
});

test("a long text without white space is cut into byte pairs at once", () => {
  const { side: state } = readExpected("texts.json").find(({ side }) => side?.units === "bpe");
  const side = Side.fromJSON(state);
  const text = "abé".repeat(40_000);
  const begin = performance.now();
  assert.equal(side.decode(side.encode(text)), text);
  assert.ok(performance.now() - begin < 5_000);
});
