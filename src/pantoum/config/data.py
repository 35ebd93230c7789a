"""Settings of the data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pantoum.config.names import FeatureOrder, Normalization, Scheme, UnitName, UnseenGroup
from pantoum.config.rules import setting


@dataclass(frozen=True)
class DataConfig:
    """How a line of a file becomes two sequences of symbols.

    Args:
        source_column: column of the input: a number from 1, or the name in the header or JSON
            object; "": inferred from the file.
        target_column: column of the output, like `source_column`; 2-: the second and all behind
            it, each of them a right output.
        features_column: column of features such as ``V;PST;1;PL``; "" for none; by default inferred
            from the file.
        feature_order: how the features of an input are read: as they are written, or sorted, where
            they are a set whose order means nothing.
        group_column: column of the group of each input, such as its language or its domain, which
            the model reads with the input; "" for none.
        group_temperature: how often examples of each group are learned from: in proportion to the
            size of the group to the power of one over this. 1: as the data are; more: small groups
            come more often, large ones less.
        unseen_group: what to do with a group that training has not seen: refuse it, or read it as
            unknown.
        weight_column: column of the weights of training examples, such as counts: one of twice the
            weight is learned from twice as often; "" for none.
        source_units: what one symbol of the input is: characters, codepoints (letters and marks
            apart, Hangul as jamo), symbols (split at spaces, a closed set), words or bpe; by
            default inferred from the file.
        target_units: the same for the output.
        normalization: Unicode normalisation of both sides: NFC, NFD or none.
        vocabulary_size: most entries of a side's vocabulary of words or byte pairs, with four
            special symbols (and 256 bytes); 0: 32,000 words or 8,000 byte pairs, and all words of a
            tagger.
        min_count: words seen less often in training become the unknown word, byte pairs do not
            merge; 0: 2 for words, 1 for byte pairs and for a tagger.
        words_column: column of the words in a file of words and tags; "": form in CoNLL-U, else the
            first.
        tag_columns: columns of the tags, with commas between them; "": upos in CoNLL-U, else the
            last.
        tag_scheme: how the tags write spans: BIO, IOB1, IOBES, BILOU, or none if they write none;
            auto: inferred for each column.
        max_length: training and held-out pairs with more symbols than this on one side are left
            out, and counted: the memory of attention grows with the product of the two lengths.
    """

    source_column: str = ""
    target_column: str = ""
    features_column: str | None = None
    feature_order: FeatureOrder = "written"
    group_column: str = ""
    group_temperature: float = setting(1.0, above=0)
    unseen_group: UnseenGroup = "refuse"
    weight_column: str = ""
    source_units: UnitName | None = None
    target_units: UnitName | None = None
    normalization: Normalization = "NFC"
    vocabulary_size: int = setting(0, minimum=0)
    min_count: int = setting(0, minimum=0)
    words_column: str = ""
    tag_columns: str = ""
    tag_scheme: Scheme | Literal["auto"] = "auto"
    max_length: int = setting(1_000, minimum=1)


@dataclass(frozen=True, kw_only=True)
class ResolvedDataConfig(DataConfig):
    """The settings of `DataConfig` with nothing left open; a side that a task does not have counts
    as characters.
    """

    features_column: str = field()
    source_units: UnitName = field()
    target_units: UnitName = field()
