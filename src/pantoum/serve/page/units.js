// All units of a part over time: a row of thin cells for each, under the columns of the strips.

import { colour, el, svg } from "pantoum/dom";
import { sizes } from "pantoum/grid";
import { number } from "pantoum/measuring";
import { across, limit } from "pantoum/walking";

// So many shades have a path each: 256 units of 30 steps are 33 elements instead of 7,680.
const SHADES = 32;
const MOST_HEIGHT = 520;
const PAGE = 16;

const drawn = new WeakMap();

/** In which order the units can stand, by name. */
export const ORDERS = {
  number: { title: "by number" },
  change: { title: "by how much they change", key: (row) => spread(row) },
  value: { title: "by the value at this step", key: (row, step) => row[step] },
};

/** The numbers of the units, from 0, in an order. */
export function ordered(values, order, step) {
  const units = Array.from(values[0] ?? [], (_, unit) => unit);
  const key = ORDERS[order]?.key;
  if (!key) return units;
  const keys = units.map((unit) => key(values.map((row) => row[unit]), step));
  return units.sort((a, b) => keys[b] - keys[a] || a - b);
}

/**
 * The units as one SVG that takes the focus: up and down go to another unit, left and right to
 * another step.
 *
 * @param {object} given
 *   key; label; columns, rows, direction: those of the strips above, for the same widths; values:
 *   [step][unit]; low, high; units: in their order; unit, step: the chosen ones; choose(unit, step);
 *   say(unit, step): a sentence.
 */
export function unitsPicture(given) {
  const size = sizes(given);
  const count = given.units.length;
  const tall = heightOf(count);
  const place = given.units.indexOf(given.unit);
  const picture = svg(
    "svg",
    {
      class: "saveable units",
      width: size.full,
      height: count * tall + 2,
      viewBox: `0 0 ${size.full} ${count * tall + 2}`,
      role: "slider",
      tabindex: 0,
      "aria-label": given.label,
      "aria-valuemin": 1,
      "aria-valuemax": count,
      "aria-valuenow": given.unit + 1,
      "aria-valuetext": given.say(given.unit, given.step),
      "data-key": given.key,
    },
    shades(given, size, tall),
    chosenFrames(size, given, place, tall),
  );
  const line = el("p", { class: "readout" }, given.say(given.unit, given.step));
  follow(picture, given, { size, tall, place, line });
  const box = el("div", { class: "scroll", dir: given.direction, "data-scroll": given.key }, picture);
  return el("div", { class: "grid-view" }, box, line);
}

function heightOf(units) {
  return Math.max(1, Math.min(14, Math.floor(MOST_HEIGHT / units)));
}

/** The cells: one path for all of a shade, drawn once for the same values. */
function shades({ values, low, high, units, direction }, size, tall) {
  const known = drawn.get(values);
  const layout = [units.join(), size.full, direction].join("|");
  if (known?.layout === layout && !known.group.isConnected) return known.group;
  const paths = Array.from({ length: 2 * SHADES + 1 }, () => []);
  values.forEach((row, step) => {
    const x = size.x(step);
    units.forEach((unit, place) => {
      const value = row[unit];
      const share = value / (value < 0 ? -low || 1 : high || 1);
      const shade = Math.round(Math.max(-1, Math.min(1, share)) * SHADES);
      paths[shade + SHADES].push(`M${x + 0.5} ${place * tall + 1}h${size.width - 1}v${tall}h${1 - size.width}z`);
    });
  });
  const group = svg(
    "g",
    { "shape-rendering": "crispEdges" },
    paths.map((cells, place) => {
      const share = (place - SHADES) / SHADES;
      const fill = colour(share * (share < 0 ? -low : high), low, high);
      return cells.length > 0 && svg("path", { d: cells.join(""), fill });
    }),
  );
  drawn.set(values, { layout, group });
  return group;
}

function chosenFrames(size, { step, columns, direction }, place, tall) {
  const first = size.x(direction === "rtl" ? columns.length - 1 : 0);
  const y = place * tall + 1;
  const edge = direction === "rtl" ? size.left + 2 : size.names - 2;
  const inward = direction === "rtl" ? 7 : -7;
  const middle = y + tall / 2;
  return svg(
    "g",
    { class: "over" },
    svg("rect", { class: "chosen-row", x: first, y: y - 1, width: columns.length * size.width, height: tall + 2 }),
    svg("path", { class: "pointer", d: `M${edge} ${middle}l${inward} -4v8z` }),
    svg("rect", {
      class: "chosen-column", x: size.x(step), y: 0.5, width: size.width, height: "100%", rx: 3,
    }),
  );
}

function follow(picture, given, { size, tall, place, line }) {
  const count = given.units.length;
  const steps = given.columns.length;
  const at = (event) => {
    const box = picture.getBoundingClientRect();
    const across = event.clientX - box.left;
    const before = given.direction === "rtl" ? size.full - size.names - across : across - size.names;
    const row = Math.floor((event.clientY - box.top - 1) / tall);
    return [limit(row, count), limit(Math.floor(before / size.width), steps)];
  };
  picture.addEventListener("pointermove", (event) => {
    const [row, step] = at(event);
    line.textContent = given.say(given.units[row], step);
  });
  picture.addEventListener("pointerleave", () => {
    line.textContent = given.say(given.unit, given.step);
  });
  picture.addEventListener("click", (event) => {
    const [row, step] = at(event);
    given.choose(given.units[row], step);
  });
  picture.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const down = {
      ArrowUp: -1, ArrowDown: 1, PageUp: -PAGE, PageDown: PAGE, Home: -Infinity, End: Infinity,
    }[event.key] ?? 0;
    const right = down ? 0 : across(event.key, given.direction);
    if (!down && !right) return;
    event.preventDefault();
    given.choose(given.units[limit(place + down, count)], limit(given.step + right, steps));
  });
}

function spread(row) {
  const mean = row.reduce((a, b) => a + b, 0) / row.length;
  return row.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

/** A sentence on a value of a unit. */
export function unitSentence(quantity, unit, step, symbol, value) {
  return `unit ${unit + 1}, step ${step + 1} (${symbol}): ${quantity} ${number(value)}`;
}
