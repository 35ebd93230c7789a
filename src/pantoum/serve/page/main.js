// The page: an input, the settings beside it, and a column of views for each model.

import { keepKey, models } from "pantoum/api.js";
import { option, select } from "pantoum/choices.js";
import { Column } from "pantoum/column.js";
import { field, InputBar, Settings } from "pantoum/controls.js";
import { button, el, quiet, replace } from "pantoum/dom.js";
import { done, download, fileName, wholePage } from "pantoum/save.js";
import { Store } from "pantoum/state.js";

// What is of one model and not of another.
const OF_A_MODEL = {
  prefix: null, rank: null, at: null, off: null, group: null, features: null,
  part: null, units: null, unit: null, step: null,
};
const THEMES = { "": "as the system", light: "light", dark: "dark" };
const THEME = "pantoum-theme";

export class Page {
  /** Of models as GET /models has them; `recorded` is what a saved file holds, see save.js, or null. */
  constructor(known, recorded) {
    this.models = known;
    this.recorded = recorded;
    this.live = recorded === null;
    this.columns = [];
    this.store = new Store(() => this.update(), recorded?.state ?? {});
    this.set = (patch, quietly) => this.store.set(patch, quietly);
    this.announcer = el("p.unseen", { role: "status" });
    this.announce = (text) => replace(this.announcer, text);
    this.input = new InputBar(this);
    this.settings = new Settings(this);
    this.place = el("div.columns");
    replace(document.body,
      el("a.skip", { href: "#output", onclick: (event) => this.#skip(event) }, "To the output"),
      this.#top(),
      el("main.page", { class: !this.live && "saved" },
        this.input.element,
        this.live && this.settings.element,
        this.place),
      this.announcer);
    if (this.live && !this.state().input) this.#begin();
    this.update();
  }

  state() {
    return this.store.state;
  }

  update() {
    const state = this.state();
    const chosen = this.#chosen(state);
    const names = chosen.map((one) => one.name).join();
    if (names !== this.columns.map((one) => one.model.name).join()) this.#makeColumns(chosen);
    document.title = state.input ? `${state.input} – Pantoum` : "Pantoum";
    this.choices?.forEach((one) => one.follow(chosen));
    this.input.update(state, chosen);
    if (this.live) this.settings.update(state, chosen);
    this.columns.forEach((one) => one.update());
  }

  answered(column) {
    const name = this.columns.length > 1 ? `${column.model.name}: ` : "";
    this.announce(name + column.said());
  }

  /** Ask the user for a key that the server takes. */
  askKey() {
    askKey(() => this.columns.forEach((one) => one.again()));
  }

  #chosen(state) {
    const first = this.models.find((one) => one.name === state.model) ?? this.models[0];
    const second = this.models.find((one) => one.name === state.with && one !== first);
    if (!this.live) return this.models;
    return second ? [first, second] : [first];
  }

  #makeColumns(chosen) {
    this.columns.forEach((one) => one.close());
    const { inspections = [], wholes = [] } = this.recorded ?? {};
    this.columns = chosen.map((one, place) =>
      new Column(this, one, inspections[place], wholes[place]));
    replace(this.place, this.columns.map((one) => one.element));
  }

  // A page with nothing in it says little: it begins with an example.
  #begin() {
    const [example] = this.#chosen(this.state())[0].examples ?? [];
    if (example) this.set({ input: example }, true);
  }

  #top() {
    const brand = el("h1", "Pantoum");
    const theme = field("Colours", select(Object.entries(THEMES), keepTheme, {
      value: document.documentElement.dataset.theme,
    }));
    if (!this.live) {
      const saved = `Saved ${this.recorded.saved ?? ""}; no model is asked.`;
      return el("header.top", brand, quiet(saved), theme);
    }
    this.choices = this.models.length > 1 ? [this.#modelChoice(), this.#secondChoice()] : [];
    const link = button({ onclick: () => this.#copy(link) }, "Copy link");
    const save = button({ onclick: () => this.#save(save) }, "Save page");
    return el("header.top", brand, this.choices.map((one) => one.element),
      el("span.actions", link, save, theme));
  }

  #modelChoice() {
    const list = select(this.models.map((one) => one.name), (model) =>
      this.set({ ...OF_A_MODEL, model }));
    return { element: field("Model", list), follow: ([first]) => { list.value = first.name; } };
  }

  #secondChoice() {
    const list = select([], (name) => this.set({ with: name }));
    const follow = ([first, second]) => {
      const others = this.models.map((one) => one.name).filter((name) => name !== first.name);
      replace(list, [["", "no other model"], ...others].map(option));
      list.value = second?.name ?? "";
    };
    return { element: field("Beside it", list), follow };
  }

  async #copy(link) {
    try {
      await navigator.clipboard.writeText(location.href);
      done(link, "Copied");
    } catch {
      done(link, "It is the address");
    }
  }

  async #save(save) {
    const columns = this.columns.filter((one) => one.inspection);
    if (!columns.length) return done(save, "Nothing yet");
    try {
      const { input } = this.state();
      const names = columns.map((one) => one.model.name);
      download(await wholePage(this.state(), columns), `${fileName(...names, input)}.html`);
      this.announce("The page is saved.");
    } catch (error) {
      done(save, "Not saved");
      this.announce(error.message);
    }
  }

  #skip(event) {
    event.preventDefault();
    const heading = this.place.querySelector("h2");
    heading.tabIndex = -1;
    heading.focus();
  }
}

function keepTheme(theme) {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(THEME, theme);
  } catch { /* where nothing may be kept, it holds for this visit */ }
}

function keptTheme() {
  try {
    const theme = localStorage.getItem(THEME);
    return theme in THEMES ? theme : "";
  } catch {
    return "";
  }
}

function askKey(then) {
  if (document.querySelector("dialog[open]")) return;
  const input = el("input", { type: "password", autocomplete: "off", required: true });
  const dialog = el("dialog", { "aria-labelledby": "key-title", onclose: () => dialog.remove() },
    el("form", { method: "dialog", onsubmit: () => { keepKey(input.value); then(); } },
    el("h2", { id: "key-title" }, "A key"),
    el("p", "This server answers only with a key. It is kept until this tab is closed."),
    field("Key", input),
    el("div.actions",
      el("button.primary", "Use it"),
      button({ onclick: () => dialog.close() }, "Cancel"))));
  document.body.append(dialog);
  dialog.showModal();
}

async function start() {
  keepTheme(keptTheme());
  const element = document.getElementById("recorded");
  if (element) {
    const recorded = JSON.parse(element.textContent);
    return new Page(recorded.models, recorded);
  }
  try {
    const known = await models();
    if (!known.length) return tell("The server has no model.");
    return new Page(known, null);
  } catch (error) {
    if (error.status === undefined) throw error;
    tell(error.message);
    if (error.status === 401) askKey(start);
  }
}

// All that can be said where there are no models to show.
function tell(sentence) {
  replace(document.body, el("main.alone", el("h1", "Pantoum"),
    el("p", { role: "alert" }, sentence),
    button({ onclick: start }, "Try again")));
}

await start();
