/** What a tagger gives: tags of one kind or of several, each as its files write them. */

import { PantoumError, reading } from "./errors.js";
import { shown } from "./quoted.js";
import { SCHEMES, spans, written } from "./schemes.js";
import { strings } from "./values.js";

const NO_SPANS = "none";

/** One kind of tags. */
export class TagColumn {
  /**
   * @param {string} name of its column
   * @param {string} scheme how files write spans, `none` for tags that are no spans
   * @param {string} learned how the network does
   * @param {string[]} labels the tag of each id, as the network writes it
   */
  constructor(name, scheme, learned, labels) {
    this.name = name;
    this.scheme = scheme;
    this.learned = learned;
    this.labels = labels;
  }

  /** The column that the metadata of a file describe. @param {any} state */
  static fromJSON(state) {
    return reading("tags", () => {
      const labels = strings(state.labels);
      const [name, scheme, learned] = strings([state.name, state.scheme, state.learned]);
      if (!labels.length || new Set(labels).size < labels.length) {
        throw new Error("no label, or one twice");
      }
      if (scheme !== NO_SPANS || learned !== NO_SPANS) {
        if (!SCHEMES.includes(scheme) || !SCHEMES.includes(learned)) throw new Error("scheme");
        spans(labels); // a label that marks no span is refused here
      }
      return new TagColumn(name, scheme, learned, labels);
    });
  }

  /** Whether the tags write spans. */
  get hasSpans() {
    return this.scheme !== NO_SPANS;
  }

  /**
   * The tags of a sentence, as files write them.
   *
   * @param {number[]} ids those of the network
   * @param {string} [scheme] how spans are to be written; by default as files do
   */
  tags(ids, scheme) {
    const labels = ids.map((id) => this.labels[id]);
    return this.hasSpans ? written(labels, scheme ?? this.scheme) : labels;
  }
}

/** All kinds of tags that the metadata of a file describe. @param {any} state */
export function columnsOf(state) {
  return reading("tags", () => {
    /** @type {TagColumn[]} */
    const found = state.map(TagColumn.fromJSON);
    if (!found.length || new Set(found.map(({ name }) => name)).size < found.length) {
      throw new Error("no column, or one twice");
    }
    return found;
  });
}

/**
 * Refuse a scheme that is unknown, or that is of spans where no tags write any.
 *
 * @param {unknown} scheme
 * @param {TagColumn[]} columns
 */
export function checkScheme(scheme, columns) {
  if (scheme === undefined) return;
  const setting = "scheme";
  if (!SCHEMES.includes(/** @type {string} */ (scheme))) {
    const problem = `scheme must be one of ${SCHEMES.join(", ")}, but is ${shown(scheme)}`;
    throw new PantoumError(problem, { setting });
  }
  if (!columns.some(({ hasSpans }) => hasSpans)) {
    const problem = `scheme ${scheme} is of spans, but the tags of this model write none`;
    throw new PantoumError(problem, { setting, remedy: "leave it out" });
  }
}
