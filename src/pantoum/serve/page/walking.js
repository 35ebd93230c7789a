// Pointing at things, going through them by arrow keys, and choosing one.

/**
 * Make the elements of a picture one stop of the tab key, in which keys go from one to the next.
 *
 *   selector: of the elements, of which one has a `tabindex` of 0;
 *   point(element): for what is pointed at or gets the focus, perhaps; leave(): for no more;
 *   choose(element): for a click, Enter or the space bar, perhaps;
 *   goal(key, element): where a key leads, null for nowhere, undefined for other keys;
 *   following: whether what a key leads to is chosen as well
 */
export function walk(picture, { selector, point, leave, choose, goal, following = false }) {
  const listen = (type, use) => picture.addEventListener(type, (event) => {
    const element = event.target.closest(selector);
    if (element) use?.(element, event);
  });
  for (const type of ["pointerover", "focusin"]) listen(type, point);
  for (const type of ["pointerleave", "focusout"]) picture.addEventListener(type, () => leave?.());
  listen("click", choose);
  listen("keydown", (element, event) => {
    if (isShortcut(event)) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return choose?.(element);
    }
    const next = goal(event.key, element);
    if (next === undefined) return;
    event.preventDefault();
    if (!next) return;
    picture.querySelector(`${selector}[tabindex="0"]`)?.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
    if (following) choose?.(next);
  });
}

/**
 * The same for elements in a row, each with its number as `data-place`: point(place), choose(place),
 * and step(key), by how many elements a key leads on.
 */
export function walkAlong(picture, selector, { point, choose, step }) {
  const all = [...picture.querySelectorAll(selector)];
  const placed = (use) => use && ((element) => use(Number(element.dataset.place)));
  walk(picture, {
    selector, point: placed(point), choose: placed(choose),
    goal(key, element) {
      const steps = step(key);
      return steps && all[limit(all.indexOf(element) + steps, all.length)];
    },
  });
}

/** Whether a key is the browser's or the system's. */
export function isShortcut({ ctrlKey, metaKey, altKey }) {
  return ctrlKey || metaKey || altKey;
}

/** How many places on a key leads, where texts have this direction. */
export function across(key, direction) {
  const right = direction === "rtl" ? -1 : 1;
  return { ArrowLeft: -right, ArrowRight: right, Home: -Infinity, End: Infinity }[key];
}

/** A place within a row of so many. */
export function limit(place, count) {
  return Math.max(0, Math.min(count - 1, place));
}
