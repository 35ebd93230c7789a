/** An exported classifier: texts in, labels out. */

import { reading } from "./errors.js";
import { checkLengths, checkOptions, inputsOf } from "./inputs.js";
import { BATCH_TOKENS, memberName, orderedBatches, padded, Session } from "./session.js";
import { Source } from "./source.js";
import { unlikeTraining } from "./unlike_training.js";
import { strings, wholeOrNull } from "./values.js";

/** @typedef {import("./index.js").Classification} Classification */
/** @typedef {import("./index.js").ClassifierOptions} ClassifierOptions */
/** @typedef {import("./source.js").ModelInput} ModelInput */
/** @typedef {import("./session.js").Values} Values */
/** @typedef {{probabilities: number[], weights: (number[] | null)[]}} Row weights of each member */

// As in Python: its states take half a gigabyte in a large model.
const LONGEST_INPUT = 100_000;
const WHEN_LONGER = "its label may be a guess";
const INPUTS = ["source", "lengths"];
const OPTIONS = ["features", "group", "unseenGroup"];

/**
 * What a classifier's file is called with.
 *
 * @param {import("./session.js").Runtime} runtime
 * @param {import("./model_file.js").ModelFile} file
 */
export async function classifierModel(runtime, file) {
  const described = reading("inputs", () => description(file.metadata));
  const { sources, labels } = described;
  const session = await Session.create(runtime, file.data, file.where);
  const names = sources.flatMap((_, number) => INPUTS.map((name) => memberName(name, number)));
  session.checkNames(names, ["probabilities"]);
  const model = new Classifier(session, described);
  /** @param {string | string[]} text @param {ClassifierOptions} [options] */
  const call = (text, options) => model.classify(text, options);
  return Object.assign(call, {
    task: "classifier",
    metadata: file.metadata,
    labels,
    readsFeatures: sources[0].features !== null,
    groups: sources[0].knownGroups,
    dispose: () => session.dispose(),
  });
}

/** What the metadata of a file say of a classifier. @param {Record<string, any>} metadata */
function description(metadata) {
  /** @type {Source[]} */
  const sources = metadata.sources.map(Source.fromJSON);
  const labels = strings(metadata.labels);
  if (!sources.length || !labels.length) throw new Error("no inputs or no labels");
  return {
    sources,
    labels,
    longest: wholeOrNull(metadata.longest_source, 0),
    unseenGroup: String(metadata.unseen_group),
  };
}

class Classifier {
  /** @param {Session} session @param {ReturnType<typeof description>} described */
  constructor(session, described) {
    this._session = session;
    this._described = described;
  }

  /** @param {string | string[]} text @param {ClassifierOptions} [options] */
  async classify(text, options = {}) {
    checkOptions(options, OPTIONS);
    const { sources, longest, unseenGroup: known } = this._described;
    const one = typeof text === "string";
    const { features, group, unseenGroup = known } = options;
    const all = one && typeof features === "string" ? [features] : features;
    const inputs = inputsOf(sources[0], one ? [text] : text, all, group, unseenGroup);
    const encoded = sources.map((source) => inputs.map((input) => source.encode(input)));
    for (const rows of encoded) checkLengths(inputs, rows, LONGEST_INPUT);
    const rows = await this._rows(encoded);
    const found = inputs.map((input, row) => {
      const tokens = sources.map((source) => source.tokens(input));
      const ids = encoded[0][row];
      const warnings = unlikeTraining(ids, () => tokens[0], longest, WHEN_LONGER);
      return this._classification(rows[row], tokens, warnings);
    });
    return one ? found[0] : found;
  }

  /** @param {number[][][]} encoded for each member the ids of each text */
  async _rows(encoded) {
    const { labels } = this._described;
    const names = encoded.map((_, number) => memberName("weights", number));
    const wanted = names.filter((name) => this._session.outputs.includes(name));
    /** @type {Row[]} */
    const found = [];
    const lengths = encoded[0].map((ids) => ids.length);
    for (const rows of orderedBatches(lengths, BATCH_TOKENS)) {
      /** @type {Record<string, any>} */
      const feeds = {};
      encoded.forEach((side, number) => {
        const arrays = padded(rows.map((row) => side[row]));
        feeds[memberName("source", number)] = arrays.ids;
        feeds[memberName("lengths", number)] = arrays.lengths;
      });
      const outputs = await this._session.run(feeds, ["probabilities", ...wanted]);
      rows.forEach((row, place) => {
        found[row] = {
          probabilities: rowOf(outputs.probabilities, place, labels.length),
          weights: names.map((name, number) =>
            name in outputs ? rowOf(outputs[name], place, encoded[number][row].length) : null,
          ),
        };
      });
    }
    return found;
  }

  /**
   * @param {Row} row
   * @param {string[][]} tokens those that each member reads
   * @param {string[]} warnings
   * @returns {Classification}
   */
  _classification({ probabilities, weights }, tokens, warnings) {
    const { labels } = this._described;
    const order = [...labels.keys()].sort(
      (one, other) => probabilities[other] - probabilities[one],
    );
    return {
      label: labels[order[0]],
      probability: probabilities[order[0]],
      probabilities: new Map(order.map((id) => [labels[id], probabilities[id]])),
      weights: together(weights, tokens),
      tokens: tokens[0],
      warnings,
    };
  }
}

/**
 * The weights of the first member; where all read the same symbols, the mean of those that there are.
 *
 * @param {(number[] | null)[]} weights
 * @param {string[][]} tokens
 */
function together(weights, tokens) {
  const learned = weights.filter((one) => one !== null);
  const same = tokens.every((one) => one.join("\n") === tokens[0].join("\n"));
  if (!learned.length || !same) return weights[0];
  return learned[0].map((_, place) => {
    const sum = learned.reduce((total, one) => total + one[place], 0);
    return sum / learned.length;
  });
}

/** The first numbers of a row. @param {Values} values @param {number} row @param {number} size */
function rowOf({ data, dims }, row, size) {
  return Array.from(data.subarray(row * dims[1], row * dims[1] + size), Number);
}
