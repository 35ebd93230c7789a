// More to read, behind a line that opens it.

import { el } from "pantoum/dom.js";

/**
 * A disclosure that stays open when its view is made anew, and has content only then: `element` is
 * the view's, with what it still shows from before, and `key` a name of its own in the view.
 */
export function disclosure(element, key, summary, content) {
  const open = element.querySelector(`details[data-name="${key}"]`)?.open ?? false;
  const details = el("details", { "data-name": key, open },
    el("summary", { "data-key": `${key}-summary` }, summary),
    open && content());
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(content());
  });
  return details;
}

/** Rows of cells as a table; the first row has the names of the columns. */
export function tableOf([names, ...rows], label) {
  return el("div.scroll", { tabindex: 0, role: "group", "aria-label": label },
    el("table", { "aria-label": label },
      el("thead", el("tr", names.map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", rows.map((row) => el("tr", row.map((cell) => el("td", cell ?? ""))))),
    ));
}
