// The input and the settings beside it. Each control is made once for the models that are shown,
// and afterwards follows the state: what is being dragged or typed into is never made anew.

import { el, replace } from "pantoum/dom";
import { groupOf, offOf, OUTPUTS } from "pantoum/requests";

const EXAMPLES = 8; // shown at most
const SLIDERS = {
  nbest: {
    label: "Outputs", hint: "how many are shown", least: 1, most: 10, step: 1, limit: "nbest",
    own: () => OUTPUTS,
  },
  beam: {
    label: "Beam", hint: "hypotheses kept at each step; 1 is greedy search",
    least: 1, most: 20, step: 1, limit: "beam",
    // A search for more outputs than its beam keeps has a wider one.
    own: (model, { nbest = OUTPUTS }) => Math.max(model.search?.beam ?? 1, nbest),
  },
  length_penalty: {
    label: "Length penalty", hint: "0 prefers short outputs",
    least: 0, most: 2, step: 0.1, own: (model) => model.search?.length_penalty ?? 1,
  },
  temperature: {
    label: "Temperature", hint: "below 1 likely symbols become likelier",
    least: 0.1, most: 2, step: 0.1, own: () => 1,
  },
};
let count = 0;

/** The field that is typed into, with examples and what else a model reads. */
export class InputBar {
  #made = "";

  constructor(page) {
    this.page = page;
    const id = newId();
    this.field = el("textarea", {
      id, class: "input", rows: 1, dir: "auto", spellcheck: "false", autocapitalize: "off",
      autocomplete: "off", readonly: !page.live, "data-key": "input",
      oninput: () => this.#typed(),
      onkeydown: (event) => event.key === "Enter" && !event.isComposing && event.preventDefault(),
    });
    this.beside = el("div", { class: "beside" });
    this.element = el("form", { class: "input-bar", role: "search", onsubmit: (e) => e.preventDefault() },
      el("label", { for: id }, "Input"), this.field, this.beside);
  }

  update(state, models) {
    const text = state.input ?? "";
    if (this.field.value !== text) this.field.value = text;
    const made = models.map((one) => one.name).join();
    if (made !== this.#made) {
      this.#made = made;
      this.parts = this.page.live ? this.#make(models) : [];
      replace(this.beside, this.parts.map((one) => one.element));
    }
    this.parts.forEach((one) => one.follow(state));
  }

  #typed() {
    // An input is one line, wherever it was pasted from.
    const text = this.field.value.replace(/[\r\n\u2028\u2029]+/g, " ");
    if (text !== this.field.value) this.field.value = text;
    this.page.set({ input: text, prefix: null, rank: null, at: null });
  }

  #make(models) {
    const grouped = models.find((one) => one.groups?.length);
    return [
      grouped && groupField(this.page, grouped),
      models.some((one) => one.features) && featuresField(this.page),
      models[0].examples?.length && examples(this.page, models[0].examples),
    ].filter(Boolean);
  }
}

/** Sliders of the search, and switches of the parts. */
export class Settings {
  #made = "";

  constructor(page) {
    this.page = page;
    this.content = el("div", { class: "settings-content" });
    const wide = matchMedia("(min-width: 60rem)");
    this.element = el("details", { class: "settings", open: wide.matches },
      el("summary", {}, "Settings"), this.content);
    wide.addEventListener("change", () => { this.element.open = wide.matches; });
  }

  update(state, models) {
    const made = models.map((one) => one.name).join();
    if (made !== this.#made) {
      this.#made = made;
      this.groups = [searchSettings(this.page, models), partSwitches(this.page, models)].filter(Boolean);
      replace(this.content, this.groups.map((one) => one.element));
      this.element.hidden = this.groups.length === 0;
    }
    this.groups.forEach((one) => one.follow(state));
  }
}

function searchSettings(page, models) {
  const searched = models.filter((one) => one.task === "seq2seq");
  if (!searched.length) return null;
  const of = (name) => slider(page, name, searched[0]);
  const always = of("nbest");
  const searching = [of("beam"), of("length_penalty")];
  const drawing = [of("temperature"), seedField(page)];
  const draw = toggle("Draw instead of search", (on) =>
    page.set(on ? { sample: true, beam: null, length_penalty: null, rank: null }
      : { sample: null, temperature: null, seed: null, rank: null }));
  const parts = [always, draw, ...searching, ...drawing];
  return {
    element: el("fieldset", {}, el("legend", {}, "Search"), parts.map((one) => one.element)),
    follow(state) {
      parts.forEach((one) => one.follow(state));
      draw.input.checked = Boolean(state.sample);
      searching.forEach((one) => { one.element.hidden = Boolean(state.sample); });
      drawing.forEach((one) => { one.element.hidden = !state.sample; });
    },
  };
}

function partSwitches(page, models) {
  const parts = new Map(models.flatMap((one) => one.parts ?? [])
    .filter((part) => part.can_be_off).map((part) => [part.name, part.title]));
  if (!parts.size) return null;
  const offNow = () => models.flatMap((one) => offOf(page.state(), one));
  const switches = Array.from(parts, ([name, title]) => {
    const one = toggle(title, (on) => {
      const others = [...new Set(offNow())].filter((other) => other !== name);
      page.set({ off: on ? others : [...others, name], rank: null });
    });
    return { ...one, name };
  });
  return {
    element: el("fieldset", {}, el("legend", {}, "Parts of the model"),
      el("p", { class: "hint" }, "Switch one off and see what changes."),
      switches.map((one) => one.element)),
    follow() {
      const off = offNow();
      for (const one of switches) one.input.checked = !off.includes(one.name);
    },
  };
}

function slider(page, name, model) {
  const { label, hint, least, most, step, limit, own } = SLIDERS[name];
  const id = newId();
  const input = el("input", {
    type: "range", id, min: least, max: Math.min(most, model.limits?.[limit] ?? most), step,
    "aria-describedby": `${id}-hint`,
    oninput: () => page.set({ [name]: Number(input.value), rank: null }),
  });
  const value = el("output", { for: id });
  const reset = el("button", {
    type: "button", class: "reset", "aria-label": `${label} as the model has it`,
    onclick: () => { page.set({ [name]: null, rank: null }); input.focus(); },
  }, "↺");
  return {
    element: el("div", { class: "setting" }, el("label", { for: id }, label), value, reset, input,
      el("span", { class: "hint", id: `${id}-hint` }, hint)),
    follow(state) {
      const now = state[name] ?? own(model, state);
      if (Number(input.value) !== now) input.value = now;
      replace(value, step < 1 ? now.toFixed(1) : now);
      reset.hidden = state[name] === undefined;
    },
  };
}

function seedField(page) {
  const id = newId();
  const input = el("input", {
    type: "number", id, min: 0, step: 1,
    oninput: () => /^\d+$/.test(input.value) && page.set({ seed: Number(input.value), rank: null }),
  });
  const again = el("button", {
    type: "button", onclick: () => page.set({ seed: (page.state().seed ?? 1) + 1, rank: null }),
  }, "Draw again");
  return {
    element: el("div", { class: "setting seed" }, el("label", { for: id }, "Seed"), input, again),
    follow(state) {
      const now = String(state.seed ?? 1);
      if (document.activeElement !== input) input.value = now;
    },
  };
}

function toggle(label, changed) {
  const id = newId();
  const input = el("input", {
    type: "checkbox", role: "switch", id, onchange: () => changed(input.checked),
  });
  const element = el("div", { class: "toggle" }, input, el("label", { for: id }, label));
  return { element, input, follow() {} };
}

function groupField(page, model) {
  const id = newId();
  const select = el("select", { id, onchange: () => page.set({ group: select.value, prefix: null }) },
    model.groups.map((one) => el("option", { value: one }, one)));
  return {
    element: el("div", { class: "field" }, el("label", { for: id }, "Group"), select),
    follow(state) { select.value = groupOf(state, model); },
  };
}

function featuresField(page) {
  const id = newId();
  const input = el("input", {
    type: "text", id, spellcheck: "false", autocomplete: "off",
    oninput: () => page.set({ features: input.value, prefix: null }),
  });
  return {
    element: el("div", { class: "field" }, el("label", { for: id }, "Features"), input),
    follow(state) {
      if (input.value !== (state.features ?? "")) input.value = state.features ?? "";
    },
  };
}

function examples(page, texts) {
  const buttons = texts.slice(0, EXAMPLES).map((text) => el("button", {
    type: "button", class: "chip",
    onclick: () => page.set({ input: text, prefix: null, rank: null, at: null }),
  }, el("bdi", {}, text)));
  return {
    element: el("div", { class: "examples", role: "group", "aria-label": "Example inputs" }, buttons),
    follow(state) {
      buttons.forEach((one, place) =>
        one.setAttribute("aria-pressed", String(texts[place] === state.input)));
    },
  };
}

function newId() {
  count += 1;
  return `control-${count}`;
}
