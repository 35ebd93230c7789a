// One model's answers to the input: asked for, shown, and kept where the next one fails.

import { about, kindOf } from "pantoum/about.js";
import { inspect, predict } from "pantoum/api.js";
import { symbolsOf } from "pantoum/changes.js";
import { button, el, keepingFocus, quiet, replace } from "pantoum/dom.js";
import { keepingScroll } from "pantoum/grid.js";
import { canSee, offOf, requestOf } from "pantoum/requests.js";
import { saveButtons } from "pantoum/save.js";
import { INSIDE, views } from "pantoum/views.js";

// Milliseconds: after the last key before the server is asked, and before it is said that one waits.
const PAUSE = 80;
const PATIENCE = 500;
const RETRIES = 5;

export class Column {
  #asked = null;
  #aborter = new AbortController();
  #timer = 0;
  #sections = new Map();

  /**
   * A model as GET /models has it, on a page that all columns share; in a saved file with the answer,
   * an inspection and perhaps the predictions of the whole model.
   */
  constructor(page, model, inspection = null, whole = null) {
    Object.assign(this, { page, model, inspection, whole });
    this.trouble = el("p.trouble", { role: "alert", hidden: true });
    this.note = quiet();
    this.body = el("div.views");
    this.element = el("section.column", { "aria-label": model.name, "data-model": model.name },
      el("header.column-head",
        el("h2", model.name), quiet(kindOf(model)), about(model, page.live)),
      this.trouble, this.note, this.body);
  }

  /** Take in a change of the state: ask anew if that asks for something else, or show anew. */
  update() {
    const request = requestOf(this.page.state(), this.model);
    const key = JSON.stringify(request);
    if (!this.page.live || key === this.#asked) return this.#show();
    this.#asked = key;
    this.close();
    if (!request.input && this.model.task !== "language_model") return this.#empty();
    this.#timer = setTimeout(() => this.#ask(request), PAUSE);
  }

  /** Ask again, with another key. */
  again() {
    this.#asked = null;
    this.update();
  }

  /** The best output in words, for those who listen. */
  said() {
    const [best] = this.inspection?.predictions ?? [];
    if (!best) return "";
    return best.label ?? (best.tags ? symbolsOf(best).join(" ") : best.text) ?? "";
  }

  /** Ask for nothing more; the column goes away. */
  close() {
    clearTimeout(this.#timer);
    this.#aborter.abort();
    this.#aborter = new AbortController();
  }

  async #ask(request, tries = 0) {
    const { signal } = this.#aborter;
    const waiting = setTimeout(() => this.element.classList.add("waiting"), PATIENCE);
    try {
      const [inspection, whole] = await Promise.all([
        inspect(request, this.model, signal),
        request.off ? predict(request, signal) : null,
      ]);
      if (signal.aborted) return;
      this.inspection = inspection;
      this.whole = whole;
      this.#calm();
      this.#show();
      this.page.answered(this);
    } catch (error) {
      if (signal.aborted) return;
      this.#fail(error, request, tries);
    } finally {
      clearTimeout(waiting);
      if (!signal.aborted) this.element.classList.remove("waiting");
    }
  }

  #fail(error, request, tries) {
    if (error.status === undefined) throw error;
    this.trouble.hidden = false;
    const { set } = this.page;
    replace(this.trouble, error.message, request.prefix && [
      " ", button({ onclick: () => set({ prefix: null }) }, "Begin freely"),
    ]);
    this.body.classList.add("stale");
    if (error.status === 401) return this.page.askKey();
    if (error.status === 429 && tries < RETRIES) {
      const wait = 1000 * (error.retryAfter ?? 1);
      this.#timer = setTimeout(() => this.#ask(request, tries + 1), wait);
    }
  }

  #calm() {
    this.trouble.hidden = true;
    replace(this.trouble);
    this.body.classList.remove("stale");
  }

  #empty() {
    this.#calm();
    this.element.classList.remove("waiting");
    this.inspection = this.whole = null;
    this.#sections.clear();
    replace(this.body, quiet("Type an input above, or take an example."));
  }

  #show() {
    if (!this.inspection) return;
    const { inspect, limits } = this.model;
    this.note.hidden = !inspect || canSee(this.model, this.inspection.input);
    replace(this.note, `Of more than ${limits?.inspected} characters only the output is shown.`);
    const context = this.context();
    keepingFocus(this.body, () => {
      const shown = views.filter((view) => view.applies(this.inspection, context));
      const sections = shown.map((view) => this.#section(view));
      const before = [...this.body.children];
      // Elements that stay are not taken out and put in again: that would lose the focus.
      if (sections.length !== before.length || sections.some((one, at) => one.element !== before[at])) {
        replace(this.body, sections.map((one) => one.element));
      }
      const others = Object.entries(context.state).filter(([name]) => !INSIDE.includes(name));
      const read = [this.inspection, this.whole, JSON.stringify(others)];
      shown.forEach((view, place) => {
        const section = sections[place];
        if (!view.inside && section.read?.every((one, at) => one === read[at])) return;
        section.read = read;
        keepingScroll(section.body, () => view.render(section.body, this.inspection, context));
        section.buttons.follow();
      });
    });
  }

  /** What a view is given beside the inspection. */
  context() {
    const { page, model } = this;
    const state = page.state();
    return {
      state, model, live: page.live, whole: this.whole, off: offOf(state, model),
      marks: new EventTarget(), set: page.set, announce: page.announce,
      ask: async (more) => {
        if (!page.live) return this.inspection;
        const request = { ...requestOf(page.state(), model), ...more };
        return inspect(request, model, this.#aborter.signal);
      },
    };
  }

  #section(view) {
    const known = this.#sections.get(view);
    if (known) return known;
    const body = el("div.view-body");
    const buttons = saveButtons(view, body, () =>
      ({ inspection: this.inspection, context: this.context() }));
    const element = el("section.view", { "aria-label": view.title },
      el("header", el("h3", view.title), buttons.element), body);
    const section = { element, body, buttons };
    this.#sections.set(view, section);
    return section;
  }
}
