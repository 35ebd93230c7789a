/** A small server of files, for the tests in a browser. */

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".onnx": "application/octet-stream",
  ".wasm": "application/wasm",
};

/**
 * Serves folders, each under a name, at a free port of this machine.
 *
 * @param {Record<string, string>} folders "" is all that has no other name
 */
export async function serve(folders) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const [, first, ...rest] = decodeURIComponent(pathname).split("/");
    const named = first in folders;
    const file = named
      ? path.join(folders[first], ...rest)
      : path.join(folders[""], first, ...rest);
    try {
      const data = await readFile(file);
      response
        .writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "text/plain" })
        .end(data);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { address: `http://127.0.0.1:${port}`, close: () => server.close() };
}
