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

/** The label of one text. */
export interface Classification {
  /** The likeliest label. */
  label: string;
  probability: number;
  /** Of every label, the likeliest first. */
  probabilities: Map<string, number>;
  /** How much each of `tokens` counted; null for a pooling that does not learn that. */
  weights: number[] | null;
  /** The symbols of the text as the model read them, "</s>" last. */
  tokens: string[];
  warnings: string[];
}

export type ClassifierOptions = Pick<Seq2SeqOptions, "features" | "group" | "unseenGroup">;

/** A classifier: call it with one text or with several. */
export interface ClassifierModel {
  (text: string, options?: ClassifierOptions): Promise<Classification>;
  (text: readonly string[], options?: ClassifierOptions): Promise<Classification[]>;
  readonly task: "classifier";
  readonly metadata: Record<string, any>;
  readonly labels: string[];
  readonly readsFeatures: boolean;
  readonly groups: string[] | null;
  dispose(): Promise<void>;
}

/** A sentence and its tags; of several kinds of tags each by the name of its column. */
export interface Tagging {
  words: string[];
  /** Of each word, for the only or first kind of tags. */
  tags: string[];
  columns: Record<string, string[]>;
  /** Of the whole sequence of tags, in nats. */
  logProbability: Record<string, number>;
  /** Of each label at each word, if the call asked for them. */
  probabilities: Record<string, number[][]> | null;
  /** In the order of the probabilities, as the model writes them. */
  labels: Record<string, string[]>;
  /** Where among the labels the tags are. */
  ids: Record<string, number[]>;
  warnings: string[];
}

export interface TaggerOptions {
  /** Whether taggings have the probability of each label at each word; false by default. */
  probabilities?: boolean;
  /** How tags write spans; by default as the training data do. */
  scheme?: "BIO" | "IOB1" | "IOBES" | "BILOU";
}

/** A sentence: a string, whose words stand between ASCII white space, or its words. */
export type Sentence = string | readonly string[];

/** A tagger: call it with a string, or with several sentences in an array. */
export interface TaggerModel {
  (sentence: string, options?: TaggerOptions): Promise<Tagging>;
  (sentences: readonly Sentence[], options?: TaggerOptions): Promise<Tagging[]>;
  readonly task: "tagger";
  readonly metadata: Record<string, any>;
  /** The names of the kinds of tags. */
  readonly columns: string[];
  dispose(): Promise<void>;
}

/** How likely one text is. */
export interface Scored {
  /** Of the text and its end, in nats. */
  logProbability: number;
  /** e to the mean negative log-probability of a symbol. */
  perplexity: number;
  /** Of each of `tokens`. */
  logProbabilities: number[];
  /** The symbols of the text, "</s>" last. */
  tokens: string[];
  /** How many of them the model does not know. */
  unknown: number;
  warnings: string[];
}

/** A text that the model wrote, with its prefix. */
export interface Generated {
  text: string;
  /** The symbols behind the prefix, with "</s>" last if the text ended by itself. */
  tokens: string[];
  /** Of these, in nats, the model's own. */
  logProbability: number;
}

export interface GenerateOptions {
  /** How many texts; 1 by default. */
  count?: number;
  /** What each text starts with. */
  prefix?: string;
  /** Below 1 likely symbols become likelier; 0 takes the likeliest each time. */
  temperature?: number;
  /** Draw from so many of the likeliest symbols; 0 for all. */
  topK?: number;
  /** Draw from as few of the likeliest symbols as have this probability together. */
  topP?: number;
  /** The most symbols behind the prefix; 1,000 by default. */
  longest?: number;
  /** Gives numbers from 0 to below 1; Math.random by default. */
  random?: () => number;
}

/** A language model: call it with one text or with several. */
export interface LanguageModel {
  (text: string): Promise<Scored>;
  (text: readonly string[]): Promise<Scored[]>;
  generate(options?: GenerateOptions): Promise<Generated[]>;
  readonly task: "language_model";
  readonly metadata: Record<string, any>;
  dispose(): Promise<void>;
}

/**
 * Loads a file that `pantoum export` wrote: its address or its bytes, in Node also its path.
 *
 * Name the kind of model where it is no encoder-decoder: `load<TaggerModel>(...)`; `task` says which
 * it is. Rejects with a `PantoumError` for what cannot be read, is no such file, or is of a newer version.
 */
export function load<
  Model extends Seq2SeqModel | TaggerModel | ClassifierModel | LanguageModel = Seq2SeqModel,
>(model: string | URL | Uint8Array | ArrayBuffer): Promise<Model>;

/** Something the user can correct: the message is one plain sentence. */
export class PantoumError extends Error {
  readonly problem: string;
  readonly setting: string | null;
  readonly where: string | null;
  readonly remedy: string | null;
  /** The place, from 0, of the input that is wrong among several. */
  readonly row: number | null;
}
