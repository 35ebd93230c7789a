/** The four symbols that every vocabulary begins with, and their ids. */

export const PAD = 0;
export const UNK = 1;
export const BOS = 2;
export const EOS = 3;
export const SPECIAL_SYMBOLS = ["<pad>", "<unk>", "<s>", "</s>"];
export const UNK_SYMBOL = SPECIAL_SYMBOLS[UNK];
export const EOS_SYMBOL = SPECIAL_SYMBOLS[EOS];
