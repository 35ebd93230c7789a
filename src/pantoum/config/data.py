"""Settings of the data."""

from __future__ import annotations

from dataclasses import dataclass

from pantoum.config.names import Normalization, Scheme, UnitName


@dataclass(frozen=True)
class DataConfig:
    """How a line of a file becomes two sequences of symbols.

    Args:
        source_column: column of the input: a number from 1, or the name in the header or JSON
            object.
        target_column: column of the output.
        features_column: column of features such as ``V;PST;1;PL``; "" for none.
        source_units: what one symbol of the input is: characters, codepoints (letters and marks
            apart, Hangul as jamo), symbols (split at spaces, a closed set), words or bpe.
        target_units: the same for the output.
        normalization: Unicode normalisation of both sides: NFC, NFD or none.
        vocabulary_size: most entries of a side's vocabulary of words or byte pairs, with four
            special symbols (and 256 bytes); by default 32,000 words or 8,000 byte pairs.
        min_count: words seen less often in training become the unknown word, byte pairs do not
            merge; by default 2 for words and 1 for byte pairs.
        words_column: column of the words in a file of words and tags; by default form in CoNLL-U,
            else the first.
        tag_columns: columns of the tags, with commas between them; by default upos in CoNLL-U, else
            the last.
        tag_scheme: how the tags write spans: BIO, IOB1, IOBES, or none if they write none; by
            default inferred from them.
        max_length: training and held-out pairs with more symbols than this on one side are left
            out, and counted: the memory of attention grows with the product of the two lengths.
    """

    source_column: str | None = None
    target_column: str | None = None
    features_column: str | None = None
    source_units: UnitName | None = None
    target_units: UnitName | None = None
    normalization: Normalization = "NFC"
    vocabulary_size: int | None = None
    min_count: int | None = None
    words_column: str | None = None
    tag_columns: str | None = None
    tag_scheme: Scheme | None = None
    max_length: int = 1_000
