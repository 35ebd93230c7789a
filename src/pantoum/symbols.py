"""The four symbols that every vocabulary begins with, and their ids."""

PAD, UNK, BOS, EOS = 0, 1, 2, 3
SPECIAL_SYMBOLS = ("<pad>", "<unk>", "<s>", "</s>")
EOS_SYMBOL = SPECIAL_SYMBOLS[EOS]
