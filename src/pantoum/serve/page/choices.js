// A few things of which one is chosen, side by side.

import { el } from "pantoum/dom";

let groups = 0;

/**
 * Radio buttons as pills.
 *
 * @param {string} label
 * @param {string} key a name of its own in the view, by which the focus is kept
 * @param {{name: string, title: string}[]} items
 * @param {string} chosen the name of one
 * @param {function(string): void} choose
 */
export function choices(label, key, items, chosen, choose) {
  groups += 1;
  const group = `choices-${groups}`;
  return el("div", { class: "pills", role: "radiogroup", "aria-label": label },
    items.map(({ name, title }) =>
      pill(title, {
        type: "radio", name: group, checked: name === chosen, "data-key": `${key}-${name}`,
        onchange: () => choose(name),
      }),
    ));
}

/** A switch in the same form. */
export function toggle(title, key, checked, change) {
  return pill(title, { type: "checkbox", checked, "data-key": key, onchange: change });
}

function pill(title, attributes) {
  return el("label", { class: "pill" }, el("input", attributes), el("span", {}, title));
}
