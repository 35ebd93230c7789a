/** The inputs of a call, checked: texts, and features and groups beside them. */

import { PantoumError } from "./errors.js";
import { oneLine, trimmed } from "./lines.js";
import { cut, grouped, quoted, shown } from "./quoted.js";

/** @typedef {import("./source.js").ModelInput} ModelInput */
/** @typedef {import("./source.js").Source} Source */

const MOST_NAMED = 10;
const UNSEEN = ["refuse", "unknown"];

/**
 * The inputs of a call, without the white space around them.
 *
 * @param {Source} source what the model reads
 * @param {unknown} texts
 * @param {unknown} features an array, one for each text; null for a model that reads none
 * @param {unknown} group of all inputs, or an array with one for each; null where there are none
 * @param {unknown} unseenGroup "refuse" or "unknown"
 * @returns {ModelInput[]}
 */
export function inputsOf(source, texts, features, group, unseenGroup) {
  const items = listed(texts, "input").map((text) => trimmed(/** @type {string} */ (text)));
  const each = featuresOf(source, items.length, features);
  const groups = groupsOf(source, items.length, group, unseenGroup);
  return items.map((item, row) => ({ source: item, features: each[row], group: groups[row] }));
}

/**
 * Refuse an input that is too long.
 *
 * @param {ModelInput[]} inputs
 * @param {number[][]} rows the ids of each
 * @param {number} longest
 * @param {ModelInput[]} [all] those of the call, if there are more
 */
export function checkLengths(inputs, rows, longest, all = inputs) {
  rows.forEach((ids, place) => {
    if (ids.length <= longest) return;
    const input = inputs[place];
    throw new PantoumError(
      `the input starting ${quoted(cut(input.source, 30))} has ${grouped(ids.length)} symbols, but ` +
        `no more than ${grouped(longest)} are sure to fit in memory`,
      { setting: "inputs", row: all.indexOf(input), remedy: "split it" },
    );
  });
}

/**
 * Refuse options that a kind of model does not have.
 *
 * @param {unknown} options
 * @param {string[]} names
 */
export function checkOptions(options, names) {
  if (options === null || typeof options !== "object" || Array.isArray(options)) {
    const problem = `options must be an object, but are ${shown(options)}`;
    throw new PantoumError(problem, { setting: "options" });
  }
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) {
      const only = names.length ? `, only ${names.join(", ")}` : "";
      const problem = `an exported model has no ${name}${only}`;
      throw new PantoumError(problem, { setting: name, remedy: "leave it out" });
    }
  }
}

/**
 * Texts as an array; null may stand among features and groups.
 *
 * @param {unknown} values
 * @param {string} what
 * @returns {(string | null)[]}
 */
export function listed(values, what) {
  const setting = `${what}s`;
  if (!Array.isArray(values)) {
    const problem = `${what}s must be a string or an array of strings, but are ${shown(values)}`;
    throw new PantoumError(problem, { setting });
  }
  return Array.from(values, (text, row) => {
    if (typeof text === "string") return text;
    if ((text === null || text === undefined) && what !== "input") return null;
    const problem = `${what} ${row + 1} is ${shown(text)}, but ${what}s are strings`;
    throw new PantoumError(problem, { setting, row });
  });
}

/** @param {Source} source @param {number} count @param {unknown} features */
function featuresOf(source, count, features) {
  const setting = "features";
  if (features === null || features === undefined) {
    if (source.features !== null && count) {
      const remedy = "give those of each input, or '' for none";
      throw new PantoumError("this model reads features", { setting, remedy });
    }
    return Array(count).fill(null);
  }
  const items = listed(features, "feature");
  if (items.length !== count) {
    const problem = `${count} inputs need as many features, but got ${items.length}`;
    throw new PantoumError(problem, { setting });
  }
  if (source.features === null && items.some(Boolean)) {
    const problem = "this model reads no features: it was trained without a features column";
    throw new PantoumError(problem, { setting });
  }
  return items;
}

/** @param {Source} source @param {number} count @param {unknown} group @param {unknown} unseen */
function groupsOf(source, count, group, unseen) {
  const known = source.knownGroups;
  const setting = "group";
  if (!UNSEEN.includes(/** @type {string} */ (unseen))) {
    const problem = `unseenGroup must be "refuse" or "unknown", but is ${shown(unseen)}`;
    throw new PantoumError(problem, { setting: "unseenGroup" });
  }
  const none = group === null || group === undefined;
  if (known === null) {
    if (none) return Array(count).fill(null);
    const problem = "this model reads no groups: it was trained without a group column";
    throw new PantoumError(problem, { setting, remedy: "leave the group out" });
  }
  if (none && count) {
    const remedy = `give one of ${named(known)}, or an array with one for each input`;
    throw new PantoumError("this model reads the group of each input", { setting, remedy });
  }
  const items = typeof group === "string" ? Array(count).fill(group) : listed(group ?? [], "group");
  if (items.length !== count) {
    const problem = `${count} inputs need as many groups, but got ${items.length}`;
    throw new PantoumError(problem, { setting });
  }
  return items.map((item, row) => knownGroup(row, item, known, unseen === "unknown"));
}

/** @param {number} row @param {string | null} group @param {string[]} known @param {boolean} any */
function knownGroup(row, group, known, any) {
  if (group === null) return null;
  const name = oneLine(group);
  const setting = "group";
  if (!name) {
    const remedy = `give one of ${named(known)}`;
    throw new PantoumError("the group is empty", { setting, row, remedy });
  }
  if (any || known.includes(name)) return name;
  throw new PantoumError(
    `the group ${quoted(name)} is not in the training data, which have ${named(known)}`,
    { setting, row, remedy: 'give one of these, or read it as unknown (unseenGroup: "unknown")' },
  );
}

/** Some groups in words, the first ones by their names. @param {string[]} groups */
function named(groups) {
  const more = groups.length > MOST_NAMED ? ` and ${groups.length - MOST_NAMED} more` : "";
  return groups.slice(0, MOST_NAMED).join(", ") + more;
}
