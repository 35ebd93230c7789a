// Settings of a view: a few things of which one is chosen, a switch, a number.

import { el } from "pantoum/dom.js";

let groups = 0;

/**
 * Radio buttons as pills, for items {name, title}, perhaps without a title: `chosen` is the name of one, choose(name) is
 * called with another, and `key` is a name of its own in the view.
 */
export function choices(label, key, items, chosen, choose) {
  groups += 1;
  const group = `choices-${groups}`;
  return el("div.pills", { role: "radiogroup", "aria-label": label },
    items.map(({ name, title }) => pill(title ?? name, {
      type: "radio", name: group, checked: name === chosen, "data-key": `${key}-${name}`,
      onchange: () => choose(name),
    })));
}

/** A switch in the same form. */
export function toggle(title, key, checked, change) {
  return pill(title, { type: "checkbox", checked, "data-key": key, onchange: change });
}

/** A list of which one is chosen, for items that are values, or pairs of a value and its text. */
export function select(items, choose, attributes = {}) {
  return el("select", { onchange: ({ target }) => choose(target.value), ...attributes },
    items.map(option));
}

/** One thing in such a list. */
export function option(item) {
  const [value, text = value] = [item].flat();
  return el("option", { value }, text);
}

/**
 * A field for a number: the one that the view's element has already, for it may be typed into;
 * change(number) is called with what is valid, and `unit` are words after it.
 */
export function numberField(element, { label, key, value, change, unit = "", ...limits }) {
  const field = element.querySelector(`input[data-key="${key}"]`) ??
    el("input", { type: "number", "data-key": key });
  Object.assign(field, limits);
  if (field !== document.activeElement) field.value = value;
  field.oninput = () => {
    if (field.validity.valid && field.value) change(field.valueAsNumber);
  };
  return el("label", `${label} `, field, unit);
}

const pill = (title, attributes) => el("label.pill", el("input", attributes), el("span", title));
