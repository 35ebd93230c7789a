// The input and the settings beside it. Each control is made once for the models that are shown,
// and then follows the state: what is being dragged or typed into is never made anew.

import { select } from "pantoum/choices.js";
import { button, el, replace } from "pantoum/dom.js";
import { groupOf, offOf, OUTPUTS } from "pantoum/requests.js";

const EXAMPLES = 8; // shown at most
const FREE = { prefix: null, rank: null, at: null }; // of an output that nothing was chosen of
const SLIDERS = {
  nbest: ["Outputs", "how many are shown", 1, 10, 1, () => OUTPUTS],
  // A search for more outputs than its beam keeps has a wider one.
  beam: ["Beam", "hypotheses kept at each step; 1 is greedy search", 1, 20, 1,
    ({ search }, { nbest = OUTPUTS }) => Math.max(search?.beam ?? 1, nbest)],
  length_penalty: ["Length penalty", "0 prefers short outputs", 0, 2, 0.1,
    ({ search }) => search?.length_penalty ?? 1],
  temperature: ["Temperature", "below 1 likely symbols become likelier", 0.1, 2, 0.1, () => 1],
};

/** What is made anew where other models are shown, and follows the state. */
class Group {
  #made = "";

  constructor(page) {
    this.page = page;
  }

  update(state, models) {
    const made = models.map((one) => one.name).join();
    if (made !== this.#made) {
      this.#made = made;
      this.parts = this.make(models).filter(Boolean);
      replace(this.place, this.parts.map((one) => one.element));
    }
    for (const one of this.parts) one.follow(state);
  }
}

/** The field that is typed into, with examples and what else a model reads. */
export class InputBar extends Group {
  constructor(page) {
    super(page);
    this.field = el("textarea.input", {
      id: "input", rows: 1, dir: "auto", spellcheck: "false", autocapitalize: "off",
      autocomplete: "off", readonly: !page.live, oninput: () => this.#typed(),
      onkeydown: (event) => event.key === "Enter" && !event.isComposing && event.preventDefault(),
    });
    this.place = el("div.beside");
    this.element = el("form.input-bar", { onsubmit: (event) => event.preventDefault() },
      el("label", { for: "input" }, "Input"), this.field, this.place);
  }

  update(state, models) {
    super.update(state, models);
    const text = state.input ?? "";
    if (this.field.value !== text) this.field.value = text;
  }

  #typed() {
    // An input is one line, wherever it was pasted from.
    const text = this.field.value.replace(/[\r\n\u2028\u2029]+/g, " ");
    if (text !== this.field.value) this.field.value = text;
    this.page.set({ input: text, ...FREE });
  }

  make(models) {
    if (!this.page.live) return [];
    const grouped = models.find((one) => one.groups?.length);
    return [
      grouped && groupField(this.page, grouped),
      models.some((one) => one.features) && featuresField(this.page),
      models[0].examples?.length && examples(this.page, models[0].examples),
    ];
  }
}

/** Sliders of the search, and switches of the parts. */
export class Settings extends Group {
  constructor(page) {
    super(page);
    this.place = el("div.settings-content");
    const wide = matchMedia("(min-width: 60rem)");
    this.element = el("details.settings", { open: wide.matches },
      el("summary", "Settings"), this.place);
    wide.addEventListener("change", () => { this.element.open = wide.matches; });
  }

  make(models) {
    const made = [searchSettings(this.page, models), partSwitches(this.page, models)];
    this.element.hidden = !made.some(Boolean);
    return made;
  }
}

function searchSettings(page, models) {
  const model = models.find((one) => one.task === "seq2seq");
  if (!model) return null;
  const [outputs, beam, penalty, temperature] =
    Object.keys(SLIDERS).map((name) => slider(page, name, model));
  const seed = seedField(page);
  const draw = toggle("Draw instead of search", (on) => page.set({
    sample: on, beam: null, length_penalty: null, temperature: null, seed: null, rank: null,
  }));
  const parts = [outputs, draw, beam, penalty, temperature, seed];
  return {
    element: el("fieldset", el("legend", "Search"), parts.map((one) => one.element)),
    follow(state) {
      for (const one of parts) one.follow?.(state);
      draw.input.checked = Boolean(state.sample);
      for (const one of [beam, penalty]) one.element.hidden = Boolean(state.sample);
      for (const one of [temperature, seed]) one.element.hidden = !state.sample;
    },
  };
}

function partSwitches(page, models) {
  const parts = new Map(models.flatMap((one) => one.parts ?? [])
    .filter((part) => part.can_be_off).map((part) => [part.name, part.title]));
  if (!parts.size) return null;
  const offNow = () => [...new Set(models.flatMap((one) => offOf(page.state(), one)))];
  const switches = Array.from(parts, ([name, title]) => ({
    name,
    ...toggle(title, (on) => {
      const others = offNow().filter((other) => other !== name);
      page.set({ off: on ? others : [...others, name], rank: null });
    }),
  }));
  return {
    element: el("fieldset", el("legend", "Parts of the model"),
      el("p.hint", "Switch one off and see what changes."),
      switches.map((one) => one.element)),
    follow() {
      const off = offNow();
      for (const one of switches) one.input.checked = !off.includes(one.name);
    },
  };
}

function slider(page, name, model) {
  const [label, hint, min, most, step, own] = SLIDERS[name];
  const id = `setting-${name}`;
  const set = (value) => page.set({ [name]: value, rank: null });
  const input = el("input", {
    type: "range", id, min, max: Math.min(most, model.limits?.[name] ?? most), step,
    "aria-describedby": `${id}-hint`, oninput: () => set(Number(input.value)),
  });
  const value = el("output", { for: id });
  const reset = button({
    class: "reset", "aria-label": `${label} as the model has it`,
    onclick: () => { set(null); input.focus(); },
  }, "↺");
  return {
    element: el("div.setting", el("label", { for: id }, label), value, reset, input,
      el("span.hint", { id: `${id}-hint` }, hint)),
    follow(state) {
      const now = state[name] ?? own(model, state);
      if (Number(input.value) !== now) input.value = now;
      replace(value, step < 1 ? now.toFixed(1) : now);
      reset.hidden = state[name] === undefined;
    },
  };
}

function seedField(page) {
  const set = (seed) => page.set({ seed, rank: null });
  const input = el("input", {
    type: "number", min: 0, step: 1,
    oninput: () => /^\d+$/.test(input.value) && set(Number(input.value)),
  });
  const again = button({ onclick: () => set((page.state().seed ?? 1) + 1) }, "Draw again");
  return {
    element: el("div.setting.seed", field("Seed", input), again),
    follow(state) {
      if (document.activeElement !== input) input.value = state.seed ?? 1;
    },
  };
}

function toggle(label, changed) {
  const input = el("input", { type: "checkbox", role: "switch", onchange: () => changed(input.checked) });
  return { input, element: el("label.toggle", input, label) };
}

function groupField(page, model) {
  const list = select(model.groups, (group) => page.set({ group, ...FREE }));
  const follow = (state) => { list.value = groupOf(state, model); };
  return { element: field("Group", list), follow };
}

function featuresField(page) {
  const input = el("input", {
    type: "text", spellcheck: "false", autocomplete: "off",
    oninput: () => page.set({ features: input.value, ...FREE }),
  });
  const follow = ({ features = "" }) => {
    if (input.value !== features) input.value = features;
  };
  return { element: field("Features", input), follow };
}

function examples(page, texts) {
  const buttons = texts.slice(0, EXAMPLES).map((text) => button({
    class: "chip", onclick: () => page.set({ input: text, ...FREE }),
  }, el("bdi", text)));
  return {
    element: el("div.examples", { role: "group", "aria-label": "Example inputs" }, buttons),
    follow({ input }) {
      buttons.forEach((one, place) => one.setAttribute("aria-pressed", String(texts[place] === input)));
    },
  };
}

/** A control with what it is called before it. */
export function field(label, control) {
  return el("label.field", el("span", label), control);
}
