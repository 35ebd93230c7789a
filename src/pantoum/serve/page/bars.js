// Probabilities as bars, the likeliest first.

import { el, svg } from "pantoum/dom";
import { clipped, widthOf } from "pantoum/measuring";
import { directionOf, isMark, percent, visible } from "pantoum/symbols";
import { limit, walk } from "pantoum/walking";

const SIZE = 15;
const PITCH = 28;
const MOST_NAME = 0.45; // of the whole width
const NUMBER = 70;
const WIDEST = 560;

/**
 * The bars as an SVG.
 *
 * @param {Element} element the view's, in which they are to fit
 * @param {object} given
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
    svg("title", {}, given.say(place)),
    svg("rect", { class: "behind", width: full, height: PITCH, rx: 6 }),
    svg("text", {
      class: isMark(name) && "mark", x: names - 10, y: 19,
      direction: back && "rtl", "text-anchor": back ? "start" : "end",
    }, clipped(name, SIZE, names - 14)),
    svg("rect", { class: "bar-back", x: names, y: 8, width: room, height: 12, rx: 3 }),
    svg("rect", { class: "bar-front", x: names, y: 8, width: room * value, height: 12, rx: 3 }),
    svg("text", { class: "place", x: full - 4, y: 19 }, percent(value)));
  });
  const tall = items.length * PITCH;
  const picture = svg("svg", {
    class: "saveable bars", width: full, height: tall, viewBox: `0 0 ${full} ${tall}`,
    role: given.choose ? "group" : "list", "aria-label": given.label,
  }, rows);
  if (given.choose) follow(picture, given.choose);
  return el("div", { class: "scroll" }, picture);
}

function follow(picture, choose) {
  const all = [...picture.querySelectorAll(".can")];
  walk(picture, {
    selector: ".can",
    choose: (row) => choose(Number(row.dataset.place)),
    goal(key, row) {
      const down = { ArrowUp: -1, ArrowDown: 1 }[key];
      return down && all[limit(all.indexOf(row) + down, all.length)];
    },
  });
}
