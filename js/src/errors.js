/**
 * Something the user can correct: its message is one plain sentence that says what is wrong, where,
 * and what to do. `setting`, `where` and `remedy` hold parts of it; those that do not apply are null.
 * `row` is the place, from 0, of the input that is wrong among several.
 */
export class PantoumError extends Error {
  /**
   * @param {string} problem
   * @param {{setting?: string, where?: string, remedy?: string, row?: number, cause?: unknown}} [parts]
   */
  constructor(problem, { setting, where, remedy, row, cause } = {}) {
    const text = where ? `${where}: ${problem}` : problem;
    super(remedy ? `${text}: ${remedy}` : text, cause === undefined ? undefined : { cause });
    this.name = "PantoumError";
    this.problem = problem;
    this.setting = setting ?? null;
    this.where = where ?? null;
    this.remedy = remedy ?? null;
    this.row = row ?? null;
  }
}

export const EXPORT_AGAIN = "export or copy the model again";

/**
 * What a function gives; whatever goes wrong in it, in reading a part of a file's metadata, becomes
 * one sentence.
 *
 * @template T
 * @param {string} what the part, as in "symbols"
 * @param {() => T} read
 * @returns {T}
 */
export function reading(what, read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof PantoumError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new PantoumError(
      `the metadata of the file have damaged ${what} (${reason.slice(0, 200)})`,
      { setting: "metadata", remedy: "export the model again", cause: error },
    );
  }
}
