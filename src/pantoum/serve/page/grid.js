// Coloured cells in rows and columns, a name before each row and a symbol over each column.

import { colour, el, svg } from "pantoum/dom";
import { clipped, number, symbolText, widthOf } from "pantoum/measuring";
import { isMark, visible } from "pantoum/symbols";
import { across, limit, walk } from "pantoum/walking";

const SIZE = 15;
/** Where the first row begins, below the symbols and their numbers. */
export const HEAD = 40;
const MOST_WIDTH = 96;
const MOST_NAME = 200;
const scrolled = new WeakMap();

/**
 * The cells as an SVG in a box that scrolls, and a line that says what is pointed at.
 *
 * @param {object} given
 *   key: a name of its own in the view; label: of the whole;
 *   columns: the symbols over them; places: whether these are counted;
 *   rows: [{symbol, name, low, high, values, math, curve, numbers}], null for a value that is not
 *     there; `math` for a symbol such as Γ_u, `curve` and `numbers` to draw these over the cells,
 *     where `numbers` can be the least that is written;
 *   height: of a row; say(row, column): a sentence on a cell;
 *   chosen: {row, column}; choose(row, column), with `following` also for what the keys reach;
 *   marked: [row, column] of cells with a frame;
 *   direction: "rtl" where the first column stands on the right;
 *   room: pixels into which all is to fit, as far as its symbols can still be read
 */
export function grid(given) {
  const size = sizes(given);
  const { rows, chosen, choose, say } = given;
  const picture = svg("svg", {
    class: choose ? "saveable grid choosing" : "saveable grid", width: size.full, height: size.tall,
    viewBox: `0 0 ${size.full} ${size.tall}`, role: "grid", "aria-label": given.label,
  },
  heads(given, size),
  rows.map((row, place) => rowOf(given, size, row, place)),
  svg("g", { class: "over" }, rows.map((row, place) => overlay(size, row, place))),
  frames(given, size));
  const line = el("p", { class: "readout" }, chosen ? say(chosen.row, chosen.column) : "\u00a0");
  follow(picture, given, line);
  return el("div", { class: "grid-view" }, scrolling(picture, given, size), line);
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
export function scrolling(picture, { key, rows, direction }, size) {
  const names = rowNames(rows, size, direction);
  picture.append(names);
  const box = el("div", { class: "scroll", dir: direction, "data-scroll": key }, picture);
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
  if (!scrolled.has(element)) {
    scrolled.set(element, new Map());
    element.addEventListener("scroll", ({ target }) => {
      scrolled.get(element).set(target.dataset.scroll, target.scrollLeft);
    }, true);
  }
  render();
  for (const [key, left] of scrolled.get(element)) {
    const box = left && element.querySelector(`[data-scroll="${key}"]`);
    if (box) box.scrollLeft = left;
  }
}

/** Black or white, whichever can be read on the colour of a value: a class of the style sheet. */
export function inkOn(value, low, high) {
  const negative = low < 0 && value < 0;
  const start = low < 0 ? 0 : low;
  const share = (value - start) / ((negative ? low : high) - start || 1);
  // Where black and white are equally far from the colour, in the dark page and in the light one.
  const [dark, light] = negative ? [0.59, 0.92] : [0.46, 0.83];
  return share > light ? "on-strong" : share > dark ? "on-middle" : "on-weak";
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

function sizeOf(symbol) {
  return isMark(symbol) ? SIZE - 4 : SIZE;
}

function heads({ columns, chosen, places = true }, size) {
  const every = columns.length > 60 ? 10 : columns.length > 30 ? 5 : 1;
  const texts = columns.flatMap((symbol, column) => {
    const x = size.x(column) + size.width / 2;
    const counted = places && (column === 0 || (column + 1) % every === 0);
    const name = column === chosen?.column ? "head now" : "head";
    return [
      svg("text", { class: isMark(symbol) ? `${name} mark` : name, x, y: places ? 17 : 26 },
        svg("title", {}, symbol), clipped(symbol, sizeOf(symbol), size.width - 4)),
      counted && svg("text", { class: "place", x, y: 33 }, column + 1),
    ];
  });
  return svg("g", { "aria-hidden": "true" }, texts);
}

function rowOf(given, size, { low, high, values }, row) {
  const chosen = given.chosen ?? { row: 0, column: 0 };
  const cells = values.map((value, column) =>
    svg("rect", {
      class: value === null ? "cell none" : "cell", x: size.x(column) + 0.5,
      y: HEAD + row * size.height + 0.5, width: size.width - 1, height: size.height - 1, rx: 2,
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
  const back = svg("rect", { class: "behind", x: left, y: 0, width: names, height: size.tall });
  const [x, anchor] = direction === "rtl" ? [left + 8, "start"] : [left + names - 8, "end"];
  const texts = rows.map((row, place) => svg("text", {
    class: `row-name ${row.chosen ? "now" : isMark(row.symbol) ? "mark" : ""}`,
    x, "text-anchor": anchor,
    y: HEAD + place * height + height / 2 + 5,
  },
  svg("title", {}, row.name),
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
  const zero = { class: "zero", x1: first, x2: last + size.width, y1: y(0), y2: y(0) };
  return [
    low < 0 && svg("line", zero),
    svg("polyline", { class: "curve halo", points: joined }),
    svg("polyline", { class: "curve", points: joined }),
    points.map(([cx, cy]) => svg("circle", { class: "point", cx, cy, r: 2.5 })),
  ];
}

function frames({ marked = [], chosen, rows }, size) {
  const there = marked.filter((place) => Math.min(...place) >= 0);
  const found = there.map(([row, column]) => svg("rect", {
    class: "marked", x: size.x(column) + 1.5, y: HEAD + row * size.height + 1.5,
    width: size.width - 3, height: size.height - 3, rx: 2,
  }));
  const column = chosen && svg("rect", {
    class: "chosen-column", x: size.x(chosen.column), y: HEAD - 0.5, width: size.width,
    height: rows.length * size.height + 1, rx: 3,
  });
  return svg("g", { class: "over" }, found, column);
}

/** Tell what the pointer and the focus are at; choose and walk. */
function follow(picture, given, line) {
  const { columns, rows, choose, say, direction, following } = given;
  const places = ({ dataset }) => [Number(dataset.row), Number(dataset.column)];
  walk(picture, {
    selector: ".cell", following,
    point(cell) {
      line.textContent = say(...places(cell));
    },
    choose: choose && ((cell) => choose(...places(cell))),
    goal(key, cell) {
      const [row, column] = places(cell);
      const down = { ArrowUp: -1, ArrowDown: 1 }[key] ?? 0;
      const right = across(key, direction);
      if (!down && right === undefined) return undefined;
      const to = [limit(row + down, rows.length), limit(column + (right ?? 0), columns.length)];
      return picture.querySelector(`[data-row="${to[0]}"][data-column="${to[1]}"]`);
    },
  });
}
