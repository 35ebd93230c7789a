// What the page shows, as a link: `#model=fre&input=abandonner&beam=5`. A link opens the same page
// again, and Back goes to what was there before.

// Every other name is a text. An empty value is left out of the link.
const NUMBERS = ["length_penalty", "temperature"];
const WHOLE = ["nbest", "beam", "seed", "rank", "at", "step", "unit"];
const LISTS = ["off"];
const FLAGS = ["sample"];
// Changes of the same setting within this time are one step of Back: typing a word, say.
const TOGETHER = 1500;

/** The state that a link says. */
export function stateOf(hash) {
  const state = {};
  for (const [name, text] of new URLSearchParams(hash.replace(/^#/, ""))) {
    const value = read(name, text);
    if (value !== null) state[name] = value;
  }
  return state;
}

/** The part of a link that says a state, with the `#`. */
export function hashOf(state) {
  const written = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    if (!isEmpty(value)) written.set(name, [value].flat().join(" "));
  }
  return `#${written}`;
}

function read(name, text) {
  const number = text === "" ? NaN : Number(text);
  if (WHOLE.includes(name)) return Number.isInteger(number) ? number : null;
  if (NUMBERS.includes(name)) return Number.isFinite(number) ? number : null;
  if (LISTS.includes(name)) return text.split(" ").filter(Boolean);
  if (FLAGS.includes(name)) return text === "true" ? true : null;
  return text;
}

function isEmpty(value) {
  return value === null || value === undefined || value === false || value.length === 0;
}

/** The state of the page, its link and its history. */
export class Store {
  #last = {};

  /** changed() is called at each change; `initial` is the state where the link says nothing. */
  constructor(changed, initial) {
    const read = () => (location.hash.length > 1 ? stateOf(location.hash) : initial);
    this.state = read();
    this.changed = changed;
    addEventListener("popstate", () => {
      this.state = read();
      this.#last = {};
      changed();
    });
  }

  /**
   * Change some of the state; null, "" or false takes a setting back to what the model has. What is
   * done quietly is no step of Back.
   */
  set(patch, quietly = false) {
    const all = Object.entries({ ...this.state, ...patch });
    const state = Object.fromEntries(all.filter(([, value]) => !isEmpty(value)));
    if (hashOf(state) === hashOf(this.state)) return;
    this.state = state;
    const names = Object.keys(patch).sort().join();
    const soon = names === this.#last.names && Date.now() - this.#last.time < TOGETHER;
    if (quietly || soon) history.replaceState(null, "", hashOf(state));
    else history.pushState(null, "", hashOf(state));
    if (!quietly) this.#last = { names, time: Date.now() };
    this.changed();
  }
}
