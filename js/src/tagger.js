/** An exported tagger: sentences in, tags out. */

import { PantoumError, reading } from "./errors.js";
import { checkOptions } from "./inputs.js";
import { splitWords } from "./lines.js";
import { shown } from "./quoted.js";
import { BATCH_TOKENS, memberName, orderedBatches, Session } from "./session.js";
import { checkScheme, columnsOf } from "./tags.js";
import { longerThanTraining } from "./unlike_training.js";
import { wholeOrNull } from "./values.js";
import { Words } from "./words.js";

/** @typedef {import("./index.js").Tagging} Tagging */
/** @typedef {import("./index.js").TaggerOptions} TaggerOptions */
/** @typedef {import("./session.js").Values} Values */
/** @typedef {{ids: number[], logProbability: number, probabilities: number[][] | null}} OfColumn */

const WHEN_LONGER = "its tags may be worse";
const OF_SENTENCES = ["positions", "lengths"];
const OPTIONS = ["probabilities", "scheme"];

/**
 * What a tagger's file is called with.
 *
 * @param {import("./session.js").Runtime} runtime
 * @param {import("./model_file.js").ModelFile} file
 */
export async function taggerModel(runtime, file) {
  const described = reading("words", () => description(file.metadata));
  const session = await Session.create(runtime, file.data, file.where);
  const outputs = described.columns.flatMap((_, kind) => [
    `tags_${kind}`,
    `log_probability_${kind}`,
  ]);
  session.checkNames(OF_SENTENCES, outputs);
  const model = new Tagger(session, described);
  /** @param {string | (string | string[])[]} sentences @param {TaggerOptions} [options] */
  const call = (sentences, options) => model.tag(sentences, options);
  return Object.assign(call, {
    task: "tagger",
    metadata: file.metadata,
    columns: described.columns.map(({ name }) => name),
    dispose: () => session.dispose(),
  });
}

/** What the metadata of a file say of a tagger. @param {Record<string, any>} metadata */
function description(metadata) {
  /** @type {Words[]} */
  const words = metadata.words.map(Words.fromJSON);
  if (!words.length) throw new Error("no words");
  return {
    words,
    columns: columnsOf(metadata.tags),
    longest: wholeOrNull(metadata.longest_source, 0),
  };
}

class Tagger {
  /** @param {Session} session @param {ReturnType<typeof description>} described */
  constructor(session, described) {
    this._session = session;
    this._described = described;
  }

  /** @param {string | (string | string[])[]} sentences @param {TaggerOptions} [options] */
  async tag(sentences, options = {}) {
    checkOptions(options, OPTIONS);
    checkScheme(options.scheme, this._described.columns);
    const one = typeof sentences === "string";
    const words = wordsOfAll(one ? [sentences] : sentences);
    const kinds = await this._kinds(words, Boolean(options.probabilities));
    const found = words.map((sentence, row) => this._tagging(sentence, kinds[row], options.scheme));
    return one ? found[0] : found;
  }

  /**
   * For each sentence what each kind of tags gives.
   *
   * @param {string[][]} sentences
   * @param {boolean} probabilities
   */
  async _kinds(sentences, probabilities) {
    const { columns } = this._described;
    const names = ["tags", "log_probability", ...(probabilities ? ["probabilities"] : [])];
    const wanted = columns.flatMap((_, kind) => names.map((name) => `${name}_${kind}`));
    const none = { ids: [], logProbability: 0, probabilities: probabilities ? [] : null };
    /** @type {OfColumn[][]} */
    const found = sentences.map(() => columns.map(() => none));
    const lengths = sentences.map((words) => words.length);
    for (const batch of orderedBatches(lengths, BATCH_TOKENS)) {
      const rows = batch.filter((row) => sentences[row].length);
      if (!rows.length) continue; // a graph reads one word at least
      const outputs = await this._session.run(
        this._feeds(rows.map((row) => sentences[row])),
        wanted,
      );
      rows.forEach((row, place) => {
        found[row] = columns.map((_, kind) => ofColumn(outputs, kind, place, lengths[row]));
      });
    }
    return found;
  }

  /** What the graph asks for of what all members read. @param {string[][]} sentences */
  _feeds(sentences) {
    /** @type {Record<string, any>} */
    const feeds = {};
    this._described.words.forEach((words, number) => {
      for (const [name, values] of Object.entries(words.forms(sentences))) {
        const own = OF_SENTENCES.includes(name) ? name : memberName(name, number);
        if (this._session.inputs.includes(own)) feeds[own] = values;
      }
    });
    return feeds;
  }

  /**
   * @param {string[]} words
   * @param {OfColumn[]} kinds
   * @param {string} [scheme]
   * @returns {Tagging}
   */
  _tagging(words, kinds, scheme) {
    const { columns, longest } = this._described;
    /** @template T @param {(kind: OfColumn, place: number) => T} value */
    const named = (value) =>
      Object.fromEntries(columns.map(({ name }, place) => [name, value(kinds[place], place)]));
    const tags = columns.map((column, place) => column.tags(kinds[place].ids, scheme));
    return {
      words,
      tags: tags[0],
      columns: named((_, place) => tags[place]),
      logProbability: named(({ logProbability }) => logProbability),
      probabilities: kinds[0].probabilities && named(({ probabilities }) => probabilities ?? []),
      labels: named((_, place) => columns[place].labels),
      ids: named(({ ids }) => ids),
      warnings: longerThanTraining(words.length, longest, WHEN_LONGER, "words"),
    };
  }
}

/**
 * @param {Record<string, Values>} outputs
 * @param {number} kind
 * @param {number} row
 * @param {number} length
 * @returns {OfColumn}
 */
function ofColumn(outputs, kind, row, length) {
  const { data, dims } = outputs[`tags_${kind}`];
  const begin = row * dims[1];
  const shares = outputs[`probabilities_${kind}`];
  return {
    ids: Array.from(data.subarray(begin, begin + length), Number),
    logProbability: Number(outputs[`log_probability_${kind}`].data[row]),
    probabilities: shares === undefined ? null : sharesOf(shares, row, length),
  };
}

/** @param {Values} shares [sentences, words, labels] @param {number} row @param {number} length */
function sharesOf({ data, dims }, row, length) {
  const [, longest, labels] = dims;
  return Array.from({ length }, (_, word) => {
    const begin = (row * longest + word) * labels;
    return Array.from(data.subarray(begin, begin + labels), Number);
  });
}

/** The words of each sentence. @param {unknown} sentences @returns {string[][]} */
function wordsOfAll(sentences) {
  const setting = "sentences";
  if (!Array.isArray(sentences)) {
    const problem = `sentences are a string or an array of them, but got ${shown(sentences)}`;
    throw new PantoumError(problem, { setting });
  }
  return Array.from(sentences, (sentence, row) => {
    if (typeof sentence === "string") return splitWords(sentence);
    if (!Array.isArray(sentence)) {
      const problem = `sentence ${row + 1} is ${shown(sentence)}, but a sentence is a string or an array of words`;
      throw new PantoumError(problem, { setting, row });
    }
    for (const word of sentence) {
      if (typeof word === "string" && word) continue;
      const problem = `sentence ${row + 1} has the word ${shown(word)}, but words are strings that are not empty`;
      throw new PantoumError(problem, { setting, row });
    }
    return sentence;
  });
}
