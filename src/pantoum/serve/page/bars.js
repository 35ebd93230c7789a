// Probabilities as bars, the likeliest first.

import { drawing, scrolled, svg } from "pantoum/dom.js";
import { clipped, widthOf } from "pantoum/measuring.js";
import { directionOf, isMark, percent, visible } from "pantoum/symbols.js";
import { walkAlong } from "pantoum/walking.js";

const SIZE = 15;
const PITCH = 28;
const MOST_NAME = 0.45; // of the whole width
const NUMBER = 70;
const WIDEST = 560;

/**
 * The bars as an SVG that fits into the view's element.
 *
 *   key: a name of its own in the view; label; items: [{name, value, choosable}];
 *   choose(place), perhaps; say(place): a sentence
 */
export function bars(element, given) {
  const { items } = given;
  const full = Math.min(WIDEST, element.clientWidth || WIDEST);
  const longest = Math.max(20, ...items.map(({ name }) => widthOf(visible(name), SIZE)));
  const names = Math.round(Math.min(full * MOST_NAME, longest + 16));
  const room = full - names - NUMBER;
  const rows = items.map(({ name, value, choosable }, place) => {
    const can = given.choose && choosable;
    const back = directionOf(name) === "rtl";
    return svg("g", {
      class: can && "can", role: can ? "button" : "listitem", "aria-label": given.say(place),
      tabindex: can && (place === 0 ? "0" : "-1"), "data-key": can && `${given.key}-${place}`,
      "data-place": place, transform: `translate(0 ${place * PITCH})`,
    },
    svg("title", given.say(place)),
    svg("rect.behind", { width: full, height: PITCH, rx: 6 }),
    svg("text", {
      class: isMark(name) && "mark", x: names - 10, y: 19,
      direction: back && "rtl", "text-anchor": back ? "start" : "end",
    }, clipped(name, SIZE, names - 14)),
    svg("rect.bar-back", { x: names, y: 8, width: room, height: 12, rx: 3 }),
    svg("rect.bar-front", { x: names, y: 8, width: room * value, height: 12, rx: 3 }),
    svg("text.place", { x: full - 4, y: 19 }, percent(value)));
  });
  const picture = drawing("bars", full, items.length * PITCH, {
    role: given.choose ? "group" : "list", "aria-label": given.label,
  }, rows);
  const step = (key) => ({ ArrowUp: -1, ArrowDown: 1 })[key];
  walkAlong(picture, ".can", { choose: given.choose, step });
  return scrolled(picture, given);
}
