"""Papers that more than one experiment repeats."""

LSTM_PAPER = (
    "Hochreiter & Schmidhuber (1997), Long Short-Term Memory, Neural Computation 9(8), 1735-1780"
)
ATTENTION_PAPER = (
    "Bahdanau, Cho & Bengio (2014), Neural Machine Translation by Jointly Learning to Align and "
    "Translate, arXiv:1409.0473"
)
