/** An exported encoder-decoder: strings in, predictions out. */

import { differentTexts, SEVERAL_SPELLINGS } from "./different_texts.js";
import { PantoumError, reading } from "./errors.js";
import { checkLengths, checkOptions, inputsOf } from "./inputs.js";
import { withoutDefaults } from "./onnx_file.js";
import { grouped, shown } from "./quoted.js";
import { BATCH_TOKENS, integers, memberName, orderedBatches, padded, Session } from "./session.js";
import { Source } from "./source.js";
import { EOS_SYMBOL } from "./symbols.js";
import { Side } from "./text.js";
import { unlikeTraining } from "./unlike_training.js";
import { whole, wholeOrNull } from "./values.js";

/** @typedef {import("./index.js").Prediction} Prediction */
/** @typedef {import("./index.js").Seq2SeqOptions} Seq2SeqOptions */
/** @typedef {import("./source.js").ModelInput} ModelInput */
/** @typedef {import("./model_file.js").ModelFile} ModelFile */
/** @typedef {import("./session.js").Values} Values */
/** @typedef {{beam: number, nbest: number, lengthPenalty: number, attention: boolean}} Settings */

// As in Python: the memory of a search grows with the square of the length.
const LONGEST_INPUT = 5_000;
const WIDEST_BEAM = 1_000;
const LARGEST_PENALTY = 10;
const WHEN_LONGER = "its output may stop early";
const INPUTS = ["source", "lengths"];
const SETTINGS = ["beam", "nbest", "length_penalty"];
const OUTPUTS = ["ids", "symbols", "complete", "log_probability", "score"];
const ATTENTION = "attention";
const OPTIONS = ["nbest", "beam", "lengthPenalty", "features", "group", "unseenGroup", "attention"];

/**
 * What an encoder-decoder's file is called with.
 *
 * @param {import("./session.js").Runtime} runtime
 * @param {ModelFile} file
 */
export async function seq2seqModel(runtime, file) {
  const described = reading("search", () => description(file.metadata));
  const session = await Session.create(runtime, withoutDefaults(file.data, SETTINGS), file.where);
  const names = described.sources.flatMap((_, number) =>
    INPUTS.map((name) => memberName(name, number)),
  );
  session.checkNames([...names, ...SETTINGS], OUTPUTS);
  const model = new Seq2Seq(session, described);
  /** @param {string | string[]} source @param {Seq2SeqOptions} [options] */
  const call = (source, options) => model.predict(source, options);
  return Object.assign(call, {
    task: "seq2seq",
    metadata: file.metadata,
    readsFeatures: described.sources[0].features !== null,
    groups: described.sources[0].knownGroups,
    hasAttention: model.hasAttention,
    dispose: () => session.dispose(),
  });
}

/** What the metadata of a file say of an encoder-decoder. @param {Record<string, any>} metadata */
function description(metadata) {
  const { search } = metadata;
  /** @type {Source[]} */
  const sources = metadata.sources.map(Source.fromJSON);
  if (!sources.length) throw new Error("no inputs");
  if (typeof search.length_penalty !== "number") throw new Error("length_penalty");
  return {
    sources,
    target: Side.fromJSON(metadata.target),
    beam: whole(search.beam, 1),
    nbest: whole(search.nbest, 1),
    lengthPenalty: search.length_penalty,
    longest: wholeOrNull(metadata.longest_source, 0),
    unseenGroup: String(metadata.unseen_group),
  };
}

class Seq2Seq {
  /** @param {Session} session @param {ReturnType<typeof description>} described */
  constructor(session, described) {
    this._session = session;
    this._described = described;
    this.hasAttention = session.outputs.includes(ATTENTION);
  }

  /** @param {string | string[]} source @param {Seq2SeqOptions} [options] */
  async predict(source, options = {}) {
    checkOptions(options, OPTIONS);
    const one = typeof source === "string";
    const { features, group, unseenGroup = this._described.unseenGroup } = options;
    const inputs = inputsOf(
      this._described.sources[0],
      one ? [source] : source,
      one && typeof features === "string" ? [features] : features,
      group,
      unseenGroup,
    );
    const settings = this._settings(options);
    const ranked = await this._ranked(inputs, settings);
    const results = options.nbest === undefined ? ranked.map(([best]) => best) : ranked;
    return one ? results[0] : results;
  }

  /** @param {Seq2SeqOptions} options @returns {Settings} */
  _settings(options) {
    const { nbest = 1, attention = true, lengthPenalty = this._described.lengthPenalty } = options;
    if (!Number.isInteger(nbest) || nbest < 1) {
      const problem = `nbest must be a whole number of at least 1, but is ${shown(nbest)}`;
      throw new PantoumError(problem, { setting: "nbest" });
    }
    const beam = options.beam ?? Math.max(this._described.beam, nbest);
    if (!Number.isInteger(beam) || beam < 1 || beam > WIDEST_BEAM) {
      const problem = `beam must be a whole number from 1 to ${grouped(WIDEST_BEAM)}, but is ${shown(beam)}`;
      throw new PantoumError(problem, { setting: "beam" });
    }
    if (nbest > beam) {
      const problem = `a beam of ${beam} cannot give ${nbest} outputs for an input`;
      throw new PantoumError(problem, { setting: "beam", remedy: `set beam to at least ${nbest}` });
    }
    if (
      typeof lengthPenalty !== "number" ||
      !(lengthPenalty >= 0 && lengthPenalty <= LARGEST_PENALTY)
    ) {
      const problem = `lengthPenalty must be a number from 0 to 10, but is ${shown(lengthPenalty)}`;
      throw new PantoumError(problem, { setting: "lengthPenalty" });
    }
    return { beam, nbest, lengthPenalty, attention: Boolean(attention) && this.hasAttention };
  }

  /** For each input its best outputs. @param {ModelInput[]} inputs @param {Settings} settings */
  async _ranked(inputs, settings) {
    const { sources, target, longest } = this._described;
    const given = inputs.filter(({ source }) => source);
    const encoded = sources.map((source) => given.map((input) => source.encode(input)));
    for (const rows of encoded) checkLengths(given, rows, LONGEST_INPUT, inputs);
    /** @param {number[]} rows @param {number} beam @param {number} nbest */
    const search = (rows, beam, nbest) => {
      const ids = encoded.map((side) => rows.map((row) => side[row]));
      return this._search(
        rows.map((row) => given[row]),
        ids,
        { ...settings, beam, nbest },
      );
    };
    const { beam, nbest } = settings;
    const several = nbest > 1 && SEVERAL_SPELLINGS.includes(target.units);
    const found = several
      ? await differentTexts((rows, width) => search(rows, width, width), given.length, beam, nbest)
      : await search([...given.keys()], beam, nbest);
    let place = 0;
    return inputs.map((input) => {
      if (!input.source) return [ofEmptyInput(settings.attention)];
      const row = place++;
      const pieces = () => sources[0].tokens(input);
      const warnings = unlikeTraining(encoded[0][row], pieces, longest, WHEN_LONGER);
      return found[row].map((prediction) => ({ ...prediction, warnings }));
    });
  }

  /**
   * The outputs of a search for each input, as the graph ranks them.
   *
   * @param {ModelInput[]} inputs
   * @param {number[][][]} encoded
   * @param {Settings} settings
   */
  async _search(inputs, encoded, { beam, nbest, lengthPenalty, attention }) {
    const wanted = attention ? [...OUTPUTS, ATTENTION] : OUTPUTS;
    const given = {
      beam: integers([beam]),
      nbest: integers([nbest]),
      length_penalty: { type: "float32", data: new Float32Array([lengthPenalty]), dims: [] },
    };
    /** @type {Prediction[][]} */
    const found = inputs.map(() => []);
    const lengths = encoded[0].map((ids) => ids.length);
    for (const rows of orderedBatches(lengths, Math.max(1, Math.floor(BATCH_TOKENS / beam)))) {
      /** @type {Record<string, any>} */
      const feeds = { ...given };
      encoded.forEach((side, number) => {
        const arrays = padded(rows.map((row) => side[row]));
        feeds[memberName("source", number)] = arrays.ids;
        feeds[memberName("lengths", number)] = arrays.lengths;
      });
      const outputs = await this._session.run(feeds, wanted);
      rows.forEach((row, place) => {
        found[row] = this._predictions(inputs[row], outputs, place);
      });
    }
    return found;
  }

  /**
   * The outputs of one input.
   *
   * @param {ModelInput} input
   * @param {Record<string, Values>} outputs
   * @param {number} place of the input in its batch
   */
  _predictions(input, outputs, place) {
    const { sources, target } = this._described;
    const [, count, longest] = outputs.ids.dims;
    const scores = Array.from(
      outputs.score.data.subarray(place * count, (place + 1) * count),
      Number,
    );
    if (scores.some(Number.isNaN) || scores[0] === -Infinity) {
      throw new PantoumError(
        "the model's probabilities are not numbers, for its training diverged",
        { remedy: "train it again with a lower training.learning_rate" },
      );
    }
    const sourceTokens = sources[0].tokens(input);
    /** @type {Prediction[]} */
    const predictions = [];
    for (let rank = 0; rank < count && scores[rank] !== -Infinity; rank++) {
      const row = place * count + rank;
      const symbols = Number(outputs.symbols.data[row]);
      const complete = Number(outputs.complete.data[row]);
      const begin = row * longest;
      const ids = Array.from(outputs.ids.data.subarray(begin, begin + symbols - complete), Number);
      const tokens = ids.map((id) => target.token(id));
      if (complete) tokens.push(EOS_SYMBOL);
      predictions.push({
        text: target.decode(ids),
        tokens,
        score: scores[rank],
        logProbability: Number(outputs.log_probability.data[row]),
        attention:
          ATTENTION in outputs
            ? weightsOf(outputs.attention, row, symbols, sourceTokens.length)
            : null,
        sourceTokens,
        warnings: [],
      });
    }
    return predictions;
  }
}

/**
 * The attention weights of an output, for each of its symbols one row.
 *
 * @param {Values} attention [inputs, outputs, symbols, source]
 * @param {number} row of the output among those of all inputs
 * @param {number} symbols
 * @param {number} width symbols of the input
 */
function weightsOf({ data, dims }, row, symbols, width) {
  const [, , longest, widest] = dims;
  return Array.from({ length: symbols }, (_, symbol) => {
    const begin = (row * longest + symbol) * widest;
    return Array.from(data.subarray(begin, begin + width), Number);
  });
}

/** @param {boolean} attention @returns {Prediction} */
function ofEmptyInput(attention) {
  const none = attention ? [] : null;
  return {
    text: "",
    tokens: [],
    score: 0,
    logProbability: 0,
    attention: none,
    sourceTokens: [],
    warnings: [],
  };
}
