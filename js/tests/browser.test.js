/** Models answer in a headless Chromium as they do in Python, and the example page shows it. */

import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { FOLDER, readExpected } from "./expected.js";
import { asked, compare } from "./kinds.js";
import { serve } from "./server.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const calls = readExpected("predictions.json");

let server;
let browser;
let page;
const failures = [];

before(async () => {
  server = await serve({ "": ROOT, expected: FOLDER });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  page = await opened("tests/page.html");
  await page.waitForFunction("window.ready");
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** A page of this server; whatever it asks of another one, or logs as an error, is kept. */
async function opened(name) {
  const one = await browser.newPage();
  one.on("pageerror", (error) => failures.push(String(error)));
  one.on("request", (request) => {
    const address = request.url();
    if (!address.startsWith(server.address) && !/^(data|blob):/.test(address))
      failures.push(address);
  });
  await one.goto(`${server.address}/${name}`);
  return one;
}

for (const file of new Set(calls.map((call) => call.file))) {
  test(`${file} answers in Chromium as in Python`, async () => {
    const own = calls.filter((call) => call.file === file);
    const list = JSON.stringify(own.map(asked));
    const text = await page.evaluate(([name, given]) => window.answers(name, given), [file, list]);
    const found = JSON.parse(text);
    const outputs = own.reduce((count, call, place) => count + compare(found[place], call), 0);
    assert.ok(outputs >= 100, `only ${outputs} outputs were compared`);
  });
}

test("texts become the same ids in Chromium", async () => {
  for (const { side, cases } of readExpected("texts.json").filter((one) => one.side)) {
    const texts = JSON.stringify(cases.map(({ text }) => text));
    const found = await page.evaluate(
      ([state, list]) => window.ids(state, list),
      [JSON.stringify(side), texts],
    );
    assert.deepEqual(
      found,
      cases.map(({ ids }) => ids),
    );
  }
});

test("what is no model is refused in one sentence", async () => {
  const message = (address) => page.evaluate((one) => window.message(one), address);
  assert.equal(
    await message("/expected/none.onnx"),
    "/expected/none.onnx: cannot be fetched: the server answers 404: check the address",
  );
  assert.match(
    await message("/package.json"),
    /^\/package\.json: is no ONNX file, or only a part of one: /,
  );
  assert.match(
    await message("http://127.0.0.1:1/x"),
    /^http:\/\/127\.0\.0\.1:1\/x: cannot be fetched \(/,
  );
  failures.splice(0); // the last address is asked for on purpose
});

test("the example page writes the output, its attention and what is wrong", async () => {
  const example = await opened("example/index.html?model=/expected/letters.onnx");
  await example.waitForSelector("#text:not([disabled])");
  await example.fill("#text", "abca");
  await example.waitForFunction(() => document.querySelector("#output")?.textContent === "acba");
  const rows = await example.locator("#attention tr").allInnerTexts();
  assert.equal(rows.length, 6);
  assert.deepEqual(rows[0].split("\t").slice(1), ["a", "b", "c", "a", "</s>"]);
  assert.equal(rows[1].split("\t")[0], "a");
  await example.fill("#text", "abx");
  await example.waitForFunction(() =>
    document.querySelector("#notes")?.textContent.includes("unknown"),
  );
  const wrong = await opened("example/index.html?model=/package.json");
  await wrong.waitForFunction(() =>
    document.querySelector("#notes")?.textContent.includes("no ONNX file"),
  );
});

test("a page asks no other server for anything, and has no error", () => {
  assert.deepEqual(failures, []);
});
