// How wide texts are, so that drawings fit them.

import { svg } from "pantoum/dom.js";
import { visible } from "pantoum/symbols.js";

const pen = document.createElement("canvas").getContext("2d");
let family = "";

/** The width of a text in pixels. */
export function widthOf(text, size) {
  family ||= getComputedStyle(document.documentElement).getPropertyValue("--symbols");
  pen.font = `${size}px ${family}`;
  return pen.measureText(text).width;
}

/** A symbol so that it can be seen, or as much of its beginning as fits. */
export function clipped(symbol, size, width) {
  const text = visible(symbol);
  if (widthOf(text, size) <= width) return text;
  const characters = Array.from(text);
  while (characters.length > 1 && widthOf(`${characters.join("")}…`, size) > width) {
    characters.pop();
  }
  return `${characters.join("")}…`;
}

/** A name such as Γ_u as the content of an SVG text: with a subscript. */
export function symbolText(symbol) {
  const [base, index] = symbol.split("_");
  if (!index) return [base];
  return [base, svg("tspan", { dy: 4, "font-size": "70%" }, index)];
}
