// The page: an input, the settings beside it, and a column of views for each model.

import { keepKey, models } from "pantoum/api";
import { Column } from "pantoum/column";
import { field, InputBar, Settings } from "pantoum/controls";
import { el, replace } from "pantoum/dom";
import { done, download, fileName, wholePage } from "pantoum/save";
import { Store } from "pantoum/state";

// What is of one model and not of another.
const OF_A_MODEL = {
  prefix: null, rank: null, at: null, off: null, group: null, features: null,
  part: null, units: null, unit: null, step: null,
};
const THEMES = { "": "as the system", light: "light", dark: "dark" };
const THEME = "pantoum-theme";

export class Page {
  /**
   * @param {object[]} known the models, as GET /models has them
   * @param {object|null} recorded what a saved file holds, see save.js
   */
  constructor(known, recorded) {
    this.models = known;
    this.recorded = recorded;
    this.live = recorded === null;
    this.columns = [];
    this.store = new Store(() => this.update(), recorded?.state ?? {});
    this.set = (patch, quietly) => this.store.set(patch, quietly);
    this.announcer = el("p", { class: "unseen", role: "status" });
    this.announce = (text) => replace(this.announcer, text);
    this.input = new InputBar(this);
    this.settings = new Settings(this);
    this.place = el("div", { class: "columns" });
    replace(document.body,
      el("a", { class: "skip", href: "#output", onclick: (event) => this.#skip(event) }, "To the output"),
      this.#top(),
      el("main", { class: this.live ? "page" : "page saved" },
        this.input.element,
        this.live && this.settings.element,
        this.place),
      this.announcer);
    if (this.live && !this.state().input) this.#begin();
    this.update();
  }

  /** The settings, by name. */
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

  /** A column has a new answer. */
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
    this.columns = chosen.map((one, place) => new Column(this, one, this.recorded && {
      inspection: this.recorded.inspections[place], whole: this.recorded.wholes?.[place],
    }));
    replace(this.place, this.columns.map((one) => one.element));
  }

  // A page with nothing in it says little: it begins with an example.
  #begin() {
    const [example] = this.#chosen(this.state())[0].examples ?? [];
    if (example) this.set({ input: example }, true);
  }

  #top() {
    const brand = el("h1", {}, "Pantoum");
    const theme = field("Colours", el("select", {
      value: document.documentElement.dataset.theme ?? "",
      onchange: (event) => keepTheme(event.target.value),
    }, Object.entries(THEMES).map(([value, text]) => el("option", { value }, text))));
    if (!this.live) {
      const saved = `Saved ${this.recorded.saved ?? ""}; no model is asked.`;
      return el("header", { class: "top" }, brand, el("p", { class: "quiet" }, saved), theme);
    }
    this.choices = this.models.length > 1 ? [this.#modelChoice(), this.#secondChoice()] : [];
    const link = el("button", { type: "button", onclick: () => this.#copy(link) }, "Copy link");
    const save = el("button", { type: "button", onclick: () => this.#save(save) }, "Save page");
    return el("header", { class: "top" }, brand, this.choices.map((one) => one.element),
      el("span", { class: "actions" }, link, save, theme));
  }

  #modelChoice() {
    const select = el("select", {
      onchange: () => this.set({ ...OF_A_MODEL, model: select.value }),
    }, this.models.map(option));
    const follow = ([first]) => { select.value = first.name; };
    return { element: field("Model", select), follow };
  }

  #secondChoice() {
    const select = el("select", { onchange: () => this.set({ with: select.value }) });
    const follow = ([first, second]) => {
      const others = this.models.filter((one) => one !== first);
      replace(select, el("option", { value: "" }, "no other model"), others.map(option));
      select.value = second?.name ?? "";
    };
    return { element: field("Beside it", select), follow };
  }

  async #copy(button) {
    try {
      await navigator.clipboard.writeText(location.href);
      done(button, "Copied");
    } catch {
      done(button, "It is the address");
    }
  }

  async #save(button) {
    const columns = this.columns.filter((one) => one.inspection);
    if (!columns.length) return done(button, "Nothing yet");
    try {
      const { input } = this.state();
      const names = columns.map((one) => one.model.name);
      download(await wholePage(this.state(), columns), `${fileName(...names, input)}.html`);
      this.announce("The page is saved.");
    } catch (error) {
      done(button, "Not saved");
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

function option(model) {
  return el("option", { value: model.name }, model.name);
}

function keepTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
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
    el("form", {
      method: "dialog",
      onsubmit: () => { keepKey(input.value); then(); },
    },
    el("h2", { id: "key-title" }, "A key"),
    el("p", {}, "This server answers only with a key. It is kept until this tab is closed."),
    field("Key", input),
    el("div", { class: "actions" },
      el("button", { type: "submit", class: "primary" }, "Use it"),
      el("button", { type: "button", onclick: () => dialog.close() }, "Cancel"))));
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
  replace(document.body, el("main", { class: "alone" }, el("h1", {}, "Pantoum"),
    el("p", { role: "alert" }, sentence),
    el("button", { type: "button", onclick: start }, "Try again")));
}

await start();
