/** Models that `pantoum export` wrote, in browsers and in Node. */

/** One output for one input, as in Python. */
export interface Prediction {
  /** The output. */
  text: string;
  /** Its symbols, with "</s>" last if the output ended by itself. */
  tokens: string[];
  /** The log-probability of these divided by their number to the power of the length penalty. */
  score: number;
  /** Of the whole output, in nats; in a list of the best that of all sequences found that spell it. */
  logProbability: number;
  /** The weight of each symbol of the input, one row for each of `tokens`; null where there are none. */
  attention: number[][] | null;
  /** The symbols of the input as the model read them. */
  sourceTokens: string[];
  /** A sentence on each way in which the input is unlike the training data. */
  warnings: string[];
}

export interface Seq2SeqOptions {
  /** For models that read features: those of the input, or of each. */
  features?: string | readonly (string | null)[] | null;
  /** For models that read groups: that of all inputs, or of each; null is an unknown one. */
  group?: string | readonly (string | null)[] | null;
  /** Whether a group that training has not seen is refused or read as unknown. */
  unseenGroup?: "refuse" | "unknown";
  /** So many outputs for each input, best first. */
  nbest?: number;
  /** Hypotheses kept at each step, up to 1,000; by default as the file says, or `nbest` if that is more. */
  beam?: number;
  /** Exponent of the length by which log-probabilities are divided, from 0 to 10. */
  lengthPenalty?: number;
  /** Whether predictions have attention weights, if the file gives them; true by default. */
  attention?: boolean;
}

type WithNbest = Seq2SeqOptions & { nbest: number };

/** An encoder-decoder: call it with one input or with several. */
export interface Seq2SeqModel {
  (source: string, options: WithNbest): Promise<Prediction[]>;
  (source: readonly string[], options: WithNbest): Promise<Prediction[][]>;
  (source: string, options?: Seq2SeqOptions): Promise<Prediction>;
  (source: readonly string[], options?: Seq2SeqOptions): Promise<Prediction[]>;
  readonly task: "seq2seq";
  /** What the file says of its model. */
  readonly metadata: Record<string, any>;
  readonly readsFeatures: boolean;
  /** The groups that the model knows; null for one that reads none. */
  readonly groups: string[] | null;
  readonly hasAttention: boolean;
  /** Gives the memory back. */
  dispose(): Promise<void>;
}

/**
 * Loads a file that `pantoum export` wrote: its address or its bytes, in Node also its path.
 *
 * Rejects with a `PantoumError` for what cannot be read, is no such file, or is of a newer version.
 */
export function load(model: string | URL | Uint8Array | ArrayBuffer): Promise<Seq2SeqModel>;

/** Something the user can correct: the message is one plain sentence. */
export class PantoumError extends Error {
  readonly problem: string;
  readonly setting: string | null;
  readonly where: string | null;
  readonly remedy: string | null;
  /** The place, from 0, of the input that is wrong among several. */
  readonly row: number | null;
}
