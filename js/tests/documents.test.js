/** The programs on the pages run. */

import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { FOLDER } from "./expected.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DOCS = path.join(ROOT, "..", "docs");
const PAGES = [
  path.join(ROOT, "README.md"),
  ...readdirSync(DOCS)
    .filter((name) => /^export.*\.md$/.test(name))
    .map((name) => path.join(DOCS, name)),
];
let folder;

before(() => {
  // As for a user who has installed the package.
  folder = mkdtempSync(path.join(tmpdir(), "pantoum-"));
  const scope = path.join(folder, "node_modules", "@pantoum");
  mkdirSync(scope, { recursive: true });
  symlinkSync(ROOT, path.join(scope, "runtime"));
  copyFileSync(path.join(FOLDER, "letters.onnx"), path.join(folder, "model.onnx"));
});

after(() => rmSync(folder, { recursive: true }));

for (const page of PAGES) {
  const text = readFileSync(page, "utf-8");
  const programs = [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(([, program]) => program);
  test(`${programs.length} programs of ${path.basename(page)} run`, () => {
    for (const program of programs) {
      execFileSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: folder });
    }
  });
}
