// Settings of a view: a few things of which one is chosen, a switch, a number; and its sentences.

import { el } from "pantoum/dom";

let groups = 0;

/**
 * Radio buttons as pills.
 *
 * @param {string} label
 * @param {string} key a name of its own in the view
 * @param {{name: string, title: string}[]} items
 * @param {string} chosen the name of one
 * @param {function(string): void} choose
 */
export function choices(label, key, items, chosen, choose) {
  groups += 1;
  const group = `choices-${groups}`;
  return el("div", { class: "pills", role: "radiogroup", "aria-label": label },
    items.map(({ name, title }) => pill(title, {
      type: "radio", name: group, checked: name === chosen, "data-key": `${key}-${name}`,
      onchange: () => choose(name),
    })));
}

/** A switch in the same form. */
export function toggle(title, key, checked, change) {
  return pill(title, { type: "checkbox", checked, "data-key": key, onchange: change });
}

/**
 * A field for a number: the one that the view has already, for it may be typed into.
 *
 * @param {Element} element the view's
 * @param {object} given label, key, value, min, max, step, change(number), unit: words after it
 */
export function numberField(element, { label, key, value, change, unit = "", ...limits }) {
  const field = element.querySelector(`input[data-key="${key}"]`) ??
    el("input", { type: "number", "data-key": key });
  Object.assign(field, limits);
  if (field !== document.activeElement) field.value = value;
  field.oninput = () => {
    if (field.validity.valid && field.value) change(field.valueAsNumber);
  };
  return el("label", {}, `${label} `, field, unit);
}

/** A sentence on what is shown below. */
export function caption(...text) {
  return el("p", { class: "quiet caption" }, text);
}

function pill(title, attributes) {
  return el("label", { class: "pill" }, el("input", attributes), el("span", {}, title));
}
