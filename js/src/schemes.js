/**
 * Tags that write spans of words, from one scheme into another.
 *
 * Outside of spans a tag is `O`, inside a prefix and a type, such as `B-PER`: B (begin), I (inside),
 * E (end) and S (single); BILOU calls the last two L (last) and U (unit). A prefix alone has the
 * type "". Sequences that break their scheme are read as forgivingly as conlleval does.
 */

/** @typedef {{start: number, end: number, type: string}} Span from `start` to before `end` */
/** @typedef {{prefix: string, type: string}} Tag */

// What a span of one word is called, and the last word of a longer one.
/** @type {Record<string, [string, string]>} */
const ENDS = { BIO: ["B", "I"], IOB1: ["I", "I"], IOBES: ["S", "E"], BILOU: ["U", "L"] };
export const SCHEMES = Object.keys(ENDS);
const OUTSIDE = { prefix: "O", type: "" };

/**
 * The spans that tags of any scheme write, with L as E and U as S.
 *
 * A span begins at every B and S, and at an I or E that stands at the beginning, behind O, behind E
 * or S, or behind a tag of another type. It ends before the next tag that is O or begins a span.
 *
 * @param {string[]} tags
 */
export function spans(tags) {
  /** @type {Span[]} */
  const found = [];
  let begin = 0;
  let before = OUTSIDE;
  [...tags.map(parsed), OUTSIDE].forEach((tag, place) => {
    const starts = begins(before, tag);
    if (before.prefix !== "O" && (starts || tag.prefix === "O")) {
      found.push({ start: begin, end: place, type: before.type });
    }
    if (starts) begin = place;
    before = tag;
  });
  return found;
}

/** The spans of tags in a scheme. @param {string[]} tags @param {string} scheme */
export function written(tags, scheme) {
  const [single, last] = ENDS[scheme];
  const result = tags.map(() => "O");
  let before = { start: 0, end: 0, type: "" };
  for (const span of spans(tags)) {
    const size = span.end - span.start;
    let prefixes = size === 1 ? single : `B${"I".repeat(size - 2)}${last}`;
    if (scheme === "IOB1") {
      // A B tells a span from one of the same type right before it, and stands nowhere else.
      const touches =
        before.start < before.end && before.end === span.start && before.type === span.type;
      prefixes = (touches ? "B" : "I") + "I".repeat(size - 1);
    }
    Array.from(prefixes).forEach((prefix, place) => {
      result[span.start + place] = span.type ? `${prefix}-${span.type}` : prefix;
    });
    before = span;
  }
  return result;
}

/** @param {string} tag @returns {Tag} */
function parsed(tag) {
  if (tag === "O") return OUTSIDE;
  const found = /^([BIESLU])(?:-(.+))?$/su.exec(tag);
  if (found === null) throw new Error(`the tag '${tag.slice(0, 40)}' marks no span`);
  return { prefix: found[1], type: found[2] ?? "" };
}

/** @param {Tag} before @param {Tag} tag */
function begins(before, { prefix, type }) {
  if ("IEL".includes(prefix)) return "OESLU".includes(before.prefix) || before.type !== type;
  return "BSU".includes(prefix);
}
