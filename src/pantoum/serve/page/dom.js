// Elements made in code. Text is only ever set as text: nothing here, and nothing in the page,
// reads a string as HTML.

/**
 * An HTML element: its tag with classes, as in `li.now`, perhaps its attributes, and its children.
 * Of attributes null, undefined and false leave one out, true gives it empty; `class` is a further
 * one, or a list; `style` is an object of CSS properties, `onclick` and the like are listeners. By
 * `data-key`, its own in a view, the focus is found again. Children are nodes, texts, numbers, or
 * lists of these; null and false are left out.
 */
export function el(name, ...parts) {
  return made(document.documentElement.namespaceURI, name, parts);
}

/** A button, which sends no form. */
export function button(attributes, ...children) {
  return el("button", { type: "button", ...attributes }, children);
}

/** A line in grey: what is said beside what is shown. */
export function quiet(...text) {
  return el("p.quiet", text);
}

/** A sentence on what is shown below. */
export function caption(...text) {
  return el("p.quiet.caption", text);
}

/** An element of SVG. */
export function svg(name, ...parts) {
  return made("http://www.w3.org/2000/svg", name, parts);
}

/** A whole drawing, which can be saved. */
export function drawing(name, width, height, attributes, ...children) {
  const viewBox = `0 0 ${width} ${height}`;
  return svg(`svg.saveable.${name}`, { width, height, viewBox, ...attributes }, children);
}

/** The line below a picture that says what is pointed at. */
export function readout(text = "\u00a0") {
  return el("p.readout", text);
}

/** A box for what is wider than its view; by the key it is found again. */
export function scrolled(picture, { key, direction }) {
  return el("div.scroll", { dir: direction, "data-scroll": key }, picture);
}

/** An element of MathML. */
export function math(name, ...parts) {
  return made("http://www.w3.org/1998/Math/MathML", name, parts);
}

/** Give an element more attributes. */
export function assign(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
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
  if (again !== document.activeElement) again?.focus({ preventScroll: true });
}

/**
 * The colour of a number in a heat map, as CSS: from the paper at the least number to `--high` at
 * the greatest; where numbers can be negative, from `--low` over the paper at zero.
 */
export function colour(value, low, high) {
  if (!Number.isFinite(value)) return "var(--line)";
  const { negative, share } = strengthOf(value, low, high);
  return `color-mix(in srgb, var(${negative ? "--low" : "--high"}) ${(100 * share).toFixed(1)}%, ` +
    "var(--cell))";
}

/** Black or white, whichever can be read on the colour of a value: a class of the style sheet. */
export function inkOn(value, low, high) {
  const { negative, share } = strengthOf(value, low, high);
  // Where black and white are equally far from the colour, in the dark page and in the light one.
  const [dark, light] = negative ? [0.59, 0.92] : [0.46, 0.83];
  return share > light ? "on-strong" : share > dark ? "on-middle" : "on-weak";
}

/** How far a number is from the paper, from 0 to 1, and whether to the negative side. */
function strengthOf(value, low, high) {
  const negative = low < 0 && value < 0;
  const start = low < 0 ? 0 : low;
  const share = (value - start) / ((negative ? low : high) - start || 1);
  return { negative, share: Math.min(1, Math.max(0, share)) };
}

function made(namespace, name, parts) {
  const [tag, ...classes] = name.split(".");
  const element = document.createElementNS(namespace, tag);
  if (classes.length) element.classList.add(...classes);
  const attributes = parts[0]?.constructor === Object ? parts.shift() : {};
  for (const [name, value] of Object.entries(attributes)) {
    if (isNothing(value)) continue;
    if (name === "style") {
      for (const property of Object.entries(value)) element.style.setProperty(...property);
    } else if (name === "class") {
      element.classList.add(...[value].flat().filter(Boolean));
    } else if (typeof value === "function") {
      element.addEventListener(name.slice(2), value);
    } else if (["value", "checked"].includes(name) && name in element) {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...nodes(parts));
  // The value of a list stands on its options, which are there only now.
  if (element.tagName === "SELECT" && "value" in attributes) element.value = attributes.value;
  return element;
}

function nodes(children) {
  return children.flat(Infinity).filter((one) => !isNothing(one))
    .map((one) => (one instanceof Node ? one : String(one)));
}

const isNothing = (value) => value === null || value === undefined || value === false;
