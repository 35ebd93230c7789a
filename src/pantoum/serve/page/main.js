// The page: an input, the settings beside it, and a column of views for each model.

import { models } from "pantoum/api";
import { Column } from "pantoum/column";
import { el, replace } from "pantoum/dom";
import { Store } from "pantoum/state";

const RECORDED = document.getElementById("recorded");

class Page {
  constructor(known, recorded) {
    this.models = known;
    this.recorded = recorded;
    this.live = recorded === null;
    this.columns = [];
    this.store = new Store(() => this.update());
    this.set = (patch, quietly) => this.store.set(patch, quietly);
    this.announcer = el("p", { class: "unseen", role: "status" });
    this.announce = (text) => replace(this.announcer, text);
    this.input = el("input", {
      "aria-label": "Input",
      oninput: () => this.set({ input: this.input.value }),
    });
    this.place = el("div", { class: "columns" });
    replace(document.body, this.announcer, this.input, this.place);
    this.update();
  }

  state() {
    return this.recorded ? { ...this.recorded.state, ...this.store.state } : this.store.state;
  }

  update() {
    const state = this.state();
    const names = [state.model ?? this.models[0].name, state.with].filter(Boolean);
    const chosen = names.map((name) => this.models.find((one) => one.name === name)).filter(Boolean);
    if (chosen.map((one) => one.name).join() !== this.columns.map((one) => one.model.name).join()) {
      this.columns.forEach((one) => one.close());
      const inspections = this.recorded?.inspections ?? [];
      this.columns = chosen.map((one, place) => new Column(this, one, inspections[place] ?? null));
      replace(this.place, this.columns.map((one) => one.element));
    }
    if (this.input.value !== (state.input ?? "")) this.input.value = state.input ?? "";
    this.columns.forEach((one) => one.update());
  }

  answered() {}

  askKey() {}
}

// A page without a server holds {state, models, inspections}, as save.js writes them: so views can
// be tried on JSON alone.
const recorded = RECORDED ? JSON.parse(RECORDED.textContent) : null;
new Page(recorded ? recorded.models : await models(), recorded);
