// All units of a part over time: a row of thin cells for each, under the columns of the strips.

import { colour, drawing, el, readout, scrolled, svg } from "pantoum/dom.js";
import { sizes } from "pantoum/grid.js";
import { across, isShortcut, limit } from "pantoum/walking.js";

// So many shades have a path each: 256 units of 30 steps are 33 elements instead of 7,680.
const SHADES = 32;
const MOST_HEIGHT = 520;
const PAGE = 16;

const drawn = new WeakMap();

/** In which order the units can stand, by name. */
export const ORDERS = {
  number: { title: "by number" },
  change: { title: "by how much they change", key: spread },
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
 *   key; label; columns, rows, direction: those of the strips above, for the same widths;
 *   values: [step][unit]; low, high; units: in their order; unit, step: the chosen ones;
 *   choose(unit, step); say(unit, step): a sentence
 */
export function unitsPicture(given) {
  const size = sizes(given);
  const count = given.units.length;
  const tall = Math.max(1, Math.min(14, Math.floor(MOST_HEIGHT / count)));
  const place = given.units.indexOf(given.unit);
  const said = given.say(given.unit, given.step);
  const picture = drawing("units", size.full, count * tall + 2, {
    role: "slider", tabindex: 0, "aria-label": given.label, "aria-valuemin": 1,
    "aria-valuemax": count, "aria-valuenow": given.unit + 1, "aria-valuetext": said,
    "data-key": given.key,
  }, shades(given, size, tall), chosenFrames(size, given, place, tall));
  const line = readout(said);
  follow(picture, given, { size, tall, place, line });
  return el("div", scrolled(picture, given), line);
}

/** The cells: one path for all of a shade, drawn once for the same values. */
function shades({ values, low, high, units, direction }, size, tall) {
  const known = drawn.get(values);
  const layout = [units.join(), size.full, direction].join("|");
  if (known?.layout === layout) return known.group;
  const paths = Array.from({ length: 2 * SHADES + 1 }, () => []);
  values.forEach((row, step) => {
    const x = size.x(step) + 0.5;
    const shape = `h${size.width - 1}v${tall}h${1 - size.width}z`;
    units.forEach((unit, place) => {
      const share = row[unit] / (row[unit] < 0 ? -low : high);
      const shade = Math.round(Math.max(-1, Math.min(1, share)) * SHADES);
      paths[shade + SHADES].push(`M${x} ${place * tall + 1}${shape}`);
    });
  });
  const group = svg("g", { "shape-rendering": "crispEdges" },
    paths.map((cells, place) => {
      const share = (place - SHADES) / SHADES;
      const fill = colour(share * (share < 0 ? -low : high), low, high);
      return cells.length > 0 && svg("path", { d: cells.join(""), fill });
    }));
  drawn.set(values, { layout, group });
  return group;
}

function chosenFrames({ x, width, left, names }, { step, columns, direction }, place, tall) {
  const back = direction === "rtl";
  const [edge, inward] = back ? [left + 2, 7] : [names - 2, -7];
  return svg("g.over",
    svg("rect.chosen-row", {
      x: x(back ? columns.length - 1 : 0), y: place * tall,
      width: columns.length * width, height: tall + 2,
    }),
    svg("path.pointer", { d: `M${edge} ${(place + 0.5) * tall + 1}l${inward} -4v8z` }),
    svg("rect.chosen-column", { x: x(step), y: 0.5, width, height: "100%", rx: 3 }));
}

function follow(picture, given, { size, tall, place, line }) {
  const count = given.units.length;
  const steps = given.columns.length;
  const at = (event) => {
    const box = picture.getBoundingClientRect();
    const offset = event.clientX - box.left - size.names;
    const before = given.direction === "rtl" ? size.full - 2 * size.names - offset : offset;
    const row = limit(Math.floor((event.clientY - box.top - 1) / tall), count);
    return [given.units[row], limit(Math.floor(before / size.width), steps)];
  };
  picture.addEventListener("pointermove", (event) => {
    line.textContent = given.say(...at(event));
  });
  picture.addEventListener("pointerleave", () => {
    line.textContent = given.say(given.unit, given.step);
  });
  picture.addEventListener("click", (event) => given.choose(...at(event)));
  picture.addEventListener("keydown", (event) => {
    if (isShortcut(event)) return;
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
