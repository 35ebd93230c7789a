// Pointing at things, going through them by arrow keys, and choosing one.

/**
 * Make the elements of a picture one stop of the tab key, in which keys go from one to the next.
 *
 * @param {Element} picture
 * @param {object} given
 *   selector: of the elements, of which one has a `tabindex` of 0;
 *   point(element): for what is pointed at or gets the focus, perhaps;
 *   choose(element): for a click, Enter or the space bar, perhaps;
 *   goal(key, element): where a key leads, null for nowhere, undefined for other keys;
 *   following: whether what a key leads to is chosen as well
 */
export function walk(picture, { selector, point, choose, goal, following = false }) {
  const heard = (event, use) => {
    const element = event.target.closest(selector);
    if (element) use?.(element);
  };
  picture.addEventListener("pointerover", (event) => heard(event, point));
  picture.addEventListener("focusin", (event) => heard(event, point));
  picture.addEventListener("click", (event) => heard(event, choose));
  picture.addEventListener("keydown", (event) => heard(event, (element) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      choose?.(element);
      return;
    }
    const next = goal(event.key, element);
    if (next === undefined) return;
    event.preventDefault();
    if (!next) return;
    picture.querySelector(`${selector}[tabindex="0"]`)?.setAttribute("tabindex", "-1");
    next.setAttribute("tabindex", "0");
    next.focus();
    if (following) choose?.(next);
  }));
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
