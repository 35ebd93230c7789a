// A text whose symbols are coloured by numbers.

import { colour, el, inkOn, readout } from "pantoum/dom.js";
import { isMark, visible } from "pantoum/symbols.js";
import { across, walkAlong } from "pantoum/walking.js";

/**
 * The text, and unless it is `quiet` a line that says what is pointed at.
 *
 *   key: a name of its own in the view; label; symbols; values: a number for each, or null;
 *   low, high: of these; say(place): a sentence; direction; chosen: a place; choose(place);
 *   apart: whether there are spaces between, as there are between long symbols anyway
 */
export function colouredText(given) {
  const { symbols, values, low, high, chosen = 0, choose } = given;
  const apart = given.apart || symbols.some((one) => !isMark(one) && [...one].length > 3);
  const pieces = symbols.map((symbol, place) => {
    const value = values[place] ?? null;
    return el("span.piece", {
      class: [
        inkOn(value ?? 0, low, high), isMark(symbol) && "mark",
        choose && place === given.chosen && "now",
      ],
      role: choose ? "button" : "listitem",
      tabindex: place === chosen ? 0 : -1, "aria-label": given.say(place),
      "data-key": `${given.key}-${place}`, "data-place": place, dir: isMark(symbol) && "ltr",
      style: { "background-color": value === null ? "transparent" : colour(value, low, high) },
      // A line can break after a space, which is to be seen as well.
    }, symbol === " " ? "␣\u200b" : visible(symbol));
  });
  const line = readout();
  const text = el("p.coloured", {
    class: apart && "apart", role: choose ? "group" : "list",
    "aria-label": given.label, dir: given.direction,
  }, apart ? pieces.map((piece) => [piece, " "]) : pieces);
  walkAlong(text, ".piece", {
    point(place) {
      line.textContent = given.say(place);
    },
    choose, step: (key) => across(key, given.direction),
  });
  return el("div", text, !given.quiet && line);
}
