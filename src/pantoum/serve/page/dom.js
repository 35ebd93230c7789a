// Elements made in code. Text is only ever set as text: nothing here, and nothing in the page,
// reads a string as HTML.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An HTML element. Of its attributes null, undefined and false leave one out, true gives it empty;
 * `style` is an object of CSS properties, `onclick` and the like are listeners. By `data-key`, its
 * own in a view, the focus is found again. Children are nodes, texts, numbers, or lists of these;
 * null and false are left out.
 */
export function el(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** The same for an element of SVG. */
export function svg(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

/** Put these children in the place of those that an element has. */
export function replace(element, ...children) {
  element.replaceChildren(...nodes(children));
}

/** Make the content of an element anew, and leave the focus on what has the same `data-key`. */
export function keepingFocus(element, render) {
  const focused = document.activeElement;
  const key = element.contains(focused) ? focused?.getAttribute("data-key") : null;
  render();
  if (!key) return;
  const again = element.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!again || again === document.activeElement) return;
  again.focus({ preventScroll: true });
}

/**
 * The colour of a number in a heat map, as CSS: from the paper at the least number to `--high` at
 * the greatest; where numbers can be negative, from `--low` over the paper at zero.
 */
export function colour(value, low = 0, high = 1) {
  if (value === null || !Number.isFinite(value)) return "var(--line)";
  const end = low < 0 && value < 0 ? low : high;
  const start = low < 0 ? 0 : low;
  const share = Math.min(1, Math.max(0, (value - start) / (end - start || 1)));
  const name = low < 0 && value < 0 ? "--low" : "--high";
  return `color-mix(in srgb, var(${name}) ${(100 * share).toFixed(1)}%, var(--cell))`;
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "style") {
      for (const [property, text] of Object.entries(value)) {
        element.style.setProperty(property, text);
      }
    } else if (typeof value === "function") {
      element.addEventListener(name.slice(2), value);
    } else if (["value", "checked"].includes(name) && name in element) {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...nodes(children));
  // The value of a list stands on its options, which are there only now.
  if (element.tagName === "SELECT" && "value" in attributes) element.value = attributes.value;
  return element;
}

function nodes(children) {
  return children
    .flat(Infinity)
    .filter((one) => one !== null && one !== undefined && one !== false)
    .map((one) => (one instanceof Node ? one : String(one)));
}
