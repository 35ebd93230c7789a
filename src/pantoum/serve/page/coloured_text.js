// A text whose symbols are coloured by numbers.

import { colour, el } from "pantoum/dom";
import { inkOn } from "pantoum/grid";
import { isMark, visible } from "pantoum/symbols";
import { across, limit, walk } from "pantoum/walking";

/**
 * The text, and unless it is `quiet` a line that says what is pointed at.
 *
 * @param {object} given
 *   key: a name of its own in the view; label; symbols; values: a number for each, or null;
 *   low, high: of these; say(place): a sentence; direction; chosen: a place; choose(place);
 *   apart: whether there are spaces between, as there are between long symbols anyway
 */
export function colouredText(given) {
  const { symbols, values, low, high, chosen = 0 } = given;
  const apart = given.apart || symbols.some((one) => !isMark(one) && [...one].length > 3);
  const pieces = symbols.map((symbol, place) => {
    const value = values[place] ?? null;
    const classes = ["piece", inkOn(value ?? 0, low, high)];
    if (isMark(symbol)) classes.push("mark");
    if (given.choose && place === given.chosen) classes.push("now");
    return el("span", {
      class: classes.join(" "), role: given.choose ? "button" : "listitem",
      tabindex: place === chosen ? 0 : -1, "aria-label": given.say(place),
      "data-key": `${given.key}-${place}`, "data-place": place, dir: isMark(symbol) && "ltr",
      style: { "background-color": value === null ? "transparent" : colour(value, low, high) },
      // A line can break after a space, which is to be seen as well.
    }, symbol === " " ? "␣\u200b" : visible(symbol));
  });
  const line = el("p", { class: "readout" }, "\u00a0");
  const text = el("p", {
    class: apart ? "coloured apart" : "coloured", role: given.choose ? "group" : "list",
    "aria-label": given.label, dir: given.direction,
  }, apart ? pieces.map((piece) => [piece, " "]) : pieces);
  follow(text, given, line);
  return el("div", { class: "coloured-view" }, text, given.quiet ? null : line);
}

function follow(text, { symbols, direction, say, choose }, line) {
  const placeOf = (piece) => Number(piece.dataset.place);
  walk(text, {
    selector: ".piece",
    point(piece) {
      line.textContent = say(placeOf(piece));
    },
    choose: choose && ((piece) => choose(placeOf(piece))),
    goal(key, piece) {
      const right = across(key, direction);
      return right && text.children[limit(placeOf(piece) + right, symbols.length)];
    },
  });
}
