"""The names that settings choose from."""

from __future__ import annotations

from typing import Literal

CellName = Literal["lstm", "gru", "rnn", "peephole_lstm", "layer_norm_lstm"]
AttentionOrder = Literal["attend_then_update", "update_then_attend"]
AttentionName = Literal[
    "additive", "dot", "general", "concat", "scaled_dot", "location_sensitive", "none"
]
# Scores that multiply a state with an annotation value by value: both must be of one size.
DOT_SCORES: tuple[AttentionName, ...] = ("dot", "scaled_dot")
TaskName = Literal["seq2seq", "tagger", "classifier", "language_model"]
FormatName = Literal["tsv", "csv", "jsonl", "text", "conll", "conllu", "lexicon"]
GivenFormat = Literal[FormatName, "auto"]
UnitName = Literal["characters", "codepoints", "symbols", "words", "bpe"]
Normalization = Literal["NFC", "NFD", "none"]
SpanScheme = Literal["BIO", "IOB1", "IOBES", "BILOU"]
Scheme = Literal[SpanScheme, "none"]
PoolingName = Literal["last", "mean", "max", "attention"]
CharacterEncoderName = Literal["lstm", "gru", "rnn", "cnn", "none"]
FeatureOrder = Literal["written", "sorted"]
LengthFormula = Literal["power", "wu"]
UnseenGroup = Literal["refuse", "unknown"]
Combine = Literal["probability", "log_probability", "vote"]
