"""Papers that more than one experiment repeats."""

LSTM_PAPER = (
    "Hochreiter & Schmidhuber (1997), Long Short-Term Memory, Neural Computation 9(8), 1735-1780"
)
