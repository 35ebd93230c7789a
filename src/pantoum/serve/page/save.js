// Files of what is seen: pictures and numbers of a view, and the whole page as one file that needs
// no server.

import { model as described } from "pantoum/api.js";
import { button, el, replace } from "pantoum/dom.js";
import { pngOf, svgOf } from "pantoum/picture.js";

/**
 * The buttons of a view, which is a module, for the kinds of files that its body has now; now() is
 * what it shows, {inspection, context}.
 */
export function saveButtons(view, body, now) {
  const saving = (kind, save) => button({
    class: "small", "aria-label": `Save ${view.title} as ${kind.toUpperCase()}`,
    onclick: async () => {
      const { inspection, context } = now();
      const name = fileName(context.model.name, view.title, inspection.input);
      download(await save(inspection, context), `${name}.${kind}`);
    },
  }, kind.toUpperCase());
  const pictures = [
    saving("svg", () => new Blob([svgOf(body)], { type: "image/svg+xml" })),
    saving("png", () => pngOf(body)),
  ];
  const numbers = view.table && saving("csv", (inspection, context) =>
    new Blob([csvOf(view.table(inspection, context.state, context))], { type: "text/csv" }));
  return {
    element: el("span.save", pictures, numbers),
    follow() {
      for (const one of pictures) one.hidden = !body.querySelector(".saveable");
    },
  };
}

/** Rows of cells as comma-separated values. Numbers stay numbers, texts are quoted where needed. */
export function csvOf(rows) {
  return rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/**
 * The page as one file: the columns' answers with the values of all units, and the style and the
 * modules of the page in it.
 */
export async function wholePage(state, columns) {
  const inspections = await Promise.all(columns.map((one) =>
    one.model.inspect ? one.context().ask({ units_of: "all" }) : one.inspection));
  const models = await Promise.all(columns.map(async ({ model }) =>
    ({ ...model, ...(await described(model.name)) })));
  const recorded = {
    state: { ...state, model: models[0].name }, models, inspections,
    wholes: columns.map((one) => one.whole), saved: new Date().toISOString().slice(0, 10),
  };
  const styles = await Promise.all(Array.from(document.styleSheets, (one) => textAt(one.href)));
  const imports = await modulesFrom("pantoum/main.js");
  return new Blob([html(recorded, styles.join("\n"), imports)], { type: "text/html" });
}

export function download(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A name for a file from texts: letters and digits of any script. */
export function fileName(...texts) {
  const clean = (text) => String(text).replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  return texts.map(clean).filter(Boolean).join("-").slice(0, 80) || "pantoum";
}

/** Show for a moment on a button, which has the focus, what has come of it. */
export function done(element, text) {
  const before = element.textContent;
  replace(element, text);
  setTimeout(() => replace(element, before), 1500);
}

function cell(value) {
  if ((value ?? null) === null) return "";
  if (typeof value === "number") return String(value);
  // A text that begins as a formula would be run by a spreadsheet.
  const text = /^[=+\-@\t]/.test(value) && value.length > 1 ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A module and all that are imported from it on, by name, as `data:` addresses. */
async function modulesFrom(name, found = {}) {
  if (name in found) return found;
  found[name] = null; // on its way
  const text = await textAt(import.meta.resolve(name));
  found[name] = `data:text/javascript;base64,${base64(text)}`;
  const others = Array.from(text.matchAll(/^.* from "(.+)";$/gm), ([, other]) => other);
  await Promise.all(others.map((other) => modulesFrom(other, found)));
  return found;
}

async function textAt(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`The page's own file ${address} is missing.`);
  return response.text();
}

function base64(text) {
  return btoa(Array.from(new TextEncoder().encode(text), (one) => String.fromCharCode(one)).join(""));
}

// Only what has this number runs: a text of the answers cannot, whatever stands in it.
function html(recorded, style, imports) {
  const nonce = crypto.getRandomValues(new Uint32Array(4)).join("");
  const policy = `default-src 'none'; script-src 'nonce-${nonce}' 'strict-dynamic'; ` +
    `style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const script = (attributes, text) => `<script nonce="${nonce}" ${attributes}>${text}</script>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Pantoum</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${style}</style>
${script('type="application/json" id="recorded"', inScript(recorded))}
${script('type="importmap"', inScript({ imports }))}
${script('type="module"', 'import "pantoum/main.js";')}
</head>
<body></body>
</html>
`;
}

// JSON that no end of a script can stand in.
const inScript = (value) => JSON.stringify(value).replaceAll("<", "\\u003c");
