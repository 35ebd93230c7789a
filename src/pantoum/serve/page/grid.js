// Coloured cells in rows and columns, a name before each row and a symbol over each column.

import { colour, drawing, el, inkOn, readout, scrolled, svg } from "pantoum/dom.js";
import { clipped, symbolText, widthOf } from "pantoum/measuring.js";
import { isMark, number, visible } from "pantoum/symbols.js";
import { across, limit, walk } from "pantoum/walking.js";

const SIZE = 15;
/** Where the first row begins, below the symbols and their numbers. */
export const HEAD = 40;
const MOST_WIDTH = 96;
const MOST_NAME = 200;
const scrolls = new WeakMap();

/**
 * The cells as an SVG in a box that scrolls, and a line that says what is pointed at.
 *
 *   key: a name of its own in the view; label: of the whole;
 *   columns: the symbols over them; places: whether these are counted;
 *   rows: [{symbol, name, low, high, values, math, curve, numbers}], null for a value that is not
 *     there; `math` for a symbol such as Γ_u, `curve` and `numbers` to draw these over the cells,
 *     where `numbers` can be the least that is written;
 *   height: of a row; say(row, column): a sentence on a cell;
 *   point(row, column), leave(): as in walking.js; rest: what the line says at first;
 *   chosen: {row, column}; choose(row, column), with `following` also for what the keys reach;
 *   marked: [row, column] of cells with a frame;
 *   direction: "rtl" where the first column stands on the right;
 *   room: pixels into which all is to fit, as far as its symbols can still be read
 */
export function grid(given) {
  const size = sizes(given);
  const { rows, chosen, choose, say } = given;
  const picture = drawing(choose ? "grid.choosing" : "grid", size.full, size.tall, {
    role: "grid", "aria-label": given.label,
  },
  heads(given, size),
  rows.map((row, place) => rowOf(given, size, row, place)),
  svg("g.over", rows.map((row, place) => overlay(size, row, place))),
  frames(given, size));
  const line = readout(chosen ? say(chosen.row, chosen.column) : given.rest);
  follow(picture, given, line);
  return el("div", scrolling(picture, given, size), line);
}

/** Where things are: the widths of columns and names, and the left edge of a column. */
export function sizes({ columns, rows, direction, height = 30, room = Infinity }) {
  const longest = longestOf(rows.map((row) => row.symbol));
  const names = Math.round(Math.min(MOST_NAME, Math.max(40, longest + 16)));
  const width = columnWidth(columns, (room - names - 2) / columns.length);
  const full = names + columns.length * width + 2;
  const tall = HEAD + rows.length * height + 2;
  const back = direction === "rtl";
  const x = (column) => (back ? full - names - (column + 1) * width : names + column * width);
  return { width, names, full, tall, height, x, left: back ? full - names : 0 };
}

/** The picture in a box that scrolls; the names stay in view when the columns scroll by. */
function scrolling(picture, given, size) {
  const names = rowNames(given.rows, size, given.direction);
  picture.append(names);
  const box = scrolled(picture, given);
  box.addEventListener("scroll", () => {
    names.setAttribute("transform", `translate(${box.scrollLeft} 0)`);
  });
  return box;
}

/**
 * Make the content of an element anew, and leave its boxes scrolled to where they were: known from
 * when they were scrolled, for asking now would have the page laid out once more.
 */
export function keepingScroll(element, render) {
  if (!scrolls.has(element)) {
    scrolls.set(element, new Map());
    element.addEventListener("scroll", ({ target }) => {
      scrolls.get(element).set(target.dataset.scroll, target.scrollLeft);
    }, true);
  }
  render();
  for (const [key, left] of scrolls.get(element)) {
    const box = left && element.querySelector(`[data-scroll="${key}"]`);
    if (box) box.scrollLeft = left;
  }
}

function longestOf(texts) {
  return Math.max(0, ...texts.map((text) => widthOf(visible(text), sizeOf(text))));
}

function columnWidth(columns, room) {
  const usual = columns.length <= 14 ? 46 : columns.length <= 28 ? 34 : 26;
  const least = Math.max(26, Math.min(usual, room));
  const longest = longestOf(columns);
  return Math.floor(Math.min(MOST_WIDTH, Math.max(least, longest + (room < usual ? 5 : 12))));
}

const sizeOf = (symbol) => isMark(symbol) ? SIZE - 4 : SIZE;

function heads({ columns, chosen, places = true }, size) {
  const every = columns.length > 60 ? 10 : columns.length > 30 ? 5 : 1;
  const texts = columns.map((symbol, column) => {
    const x = size.x(column) + size.width / 2;
    const counted = places && (column === 0 || (column + 1) % every === 0);
    const classes = [column === chosen?.column && "now", isMark(symbol) && "mark"];
    return [
      svg("text.head", { class: classes, x, y: places ? 17 : 26 },
        svg("title", symbol), clipped(symbol, sizeOf(symbol), size.width - 4)),
      counted && svg("text.place", { x, y: 33 }, column + 1),
    ];
  });
  return svg("g", { "aria-hidden": "true" }, texts);
}

function rowOf(given, size, { low, high, values }, row) {
  const chosen = given.chosen ?? { row: 0, column: 0 };
  const cells = values.map((value, column) =>
    svg("rect.cell", {
      class: value === null && "none", ...inset(size, row, column, 0.5),
      fill: value === null ? "none" : colour(value, low, high), role: "gridcell",
      tabindex: row === chosen.row && column === chosen.column ? 0 : -1,
      "aria-label": given.say(row, column), "data-key": `${given.key}-${row}-${column}`,
      "data-row": row, "data-column": column,
    }),
  );
  return svg("g", { role: "row" }, cells);
}

function rowNames(rows, size, direction) {
  const { names, left, height } = size;
  const back = svg("rect.behind", { x: left, y: 0, width: names, height: size.tall });
  const [x, anchor] = direction === "rtl" ? [left + 8, "start"] : [left + names - 8, "end"];
  const texts = rows.map((row, place) => svg("text.row-name", {
    class: row.chosen ? "now" : isMark(row.symbol) && "mark",
    x, y: HEAD + place * height + height / 2 + 5, "text-anchor": anchor,
  },
  svg("title", row.name),
  row.math ? symbolText(row.symbol) : clipped(row.symbol, sizeOf(row.symbol), names - 14)));
  return svg("g", { "aria-hidden": "true", direction: "ltr" }, back, texts);
}

/** A row's curve, or its numbers where they have room. */
function overlay(size, row, place) {
  const top = HEAD + place * size.height;
  if (row.curve) return curveOf(row, size, top);
  if (size.width < 40 || !row.numbers) return [];
  const least = row.numbers === true ? 0 : row.numbers;
  return row.values.map((value, column) =>
    svg("text", {
      class: inkOn(value ?? 0, row.low, row.high), x: size.x(column) + size.width / 2,
      y: top + size.height / 2 + 4,
    }, value === null || Math.abs(value) < least ? "" : number(value, 2)));
}

function curveOf({ low: least, high: most, values }, size, top) {
  const high = Math.max(most, ...values.map(Math.abs));
  const low = least < 0 ? -high : least;
  const scale = (size.height - 10) / (high - low || 1);
  const y = (value) => top + size.height - 5 - (value - low) * scale;
  const points = values.map((value, column) => [size.x(column) + size.width / 2, y(value ?? low)]);
  const joined = points.map((point) => point.join()).join(" ");
  const [first, last] = [size.x(0), size.x(values.length - 1)].sort((a, b) => a - b);
  return [
    low < 0 && svg("line.zero", { x1: first, x2: last + size.width, y1: y(0), y2: y(0) }),
    svg("polyline.curve.halo", { points: joined }),
    svg("polyline.curve", { points: joined }),
    points.map(([cx, cy]) => svg("circle.point", { cx, cy, r: 2.5 })),
  ];
}

function frames({ marked = [], chosen, rows }, size) {
  const there = marked.filter((place) => Math.min(...place) >= 0);
  const found = there.map((place) => svg("rect.marked", inset(size, ...place, 1.5)));
  const column = chosen && svg("rect.chosen-column", {
    x: size.x(chosen.column), y: HEAD - 0.5, width: size.width,
    height: rows.length * size.height + 1, rx: 3,
  });
  return svg("g.over", found, column);
}

/** The place of a cell, as a rectangle so many pixels within it. */
function inset({ x, width, height }, row, column, pixels) {
  return {
    x: x(column) + pixels, y: HEAD + row * height + pixels,
    width: width - 2 * pixels, height: height - 2 * pixels, rx: 2,
  };
}

/** Tell what the pointer and the focus are at; choose and walk. */
function follow(picture, given, line) {
  const { columns, rows, choose, say, point, leave, direction, following } = given;
  const places = ({ dataset }) => [Number(dataset.row), Number(dataset.column)];
  walk(picture, {
    selector: ".cell", following, leave,
    point(cell) {
      line.textContent = say(...places(cell));
      point?.(...places(cell));
    },
    choose: choose && ((cell) => choose(...places(cell))),
    goal(key, cell) {
      const [row, column] = places(cell);
      const down = { ArrowUp: -1, ArrowDown: 1 }[key] ?? 0;
      const right = across(key, direction);
      if (!down && right === undefined) return undefined;
      return picture.querySelector(`[data-row="${limit(row + down, rows.length)}"]` +
        `[data-column="${limit(column + (right ?? 0), columns.length)}"]`);
    },
  });
}
