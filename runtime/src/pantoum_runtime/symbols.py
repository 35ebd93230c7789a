"""The four symbols that every vocabulary begins with, and their ids."""

PAD = 0
UNK = 1
BOS = 2
EOS = 3
SPECIAL_SYMBOLS = ("<pad>", "<unk>", "<s>", "</s>")
UNK_SYMBOL = SPECIAL_SYMBOLS[UNK]
EOS_SYMBOL = SPECIAL_SYMBOLS[EOS]
