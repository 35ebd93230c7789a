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
        target_column: column of the output, given as that of the input; 2- stands for the second
            and all behind it, each of them a right output.
        features_column: column of features such as ``V;PST;1;PL``; "" for none; by default inferred
            from the file.
        feature_order: how the features of an input are read; written: in the order of the data;
            sorted: in one order for all, for data where their order means nothing.
        group_column: column of the group of each input, such as its language or its domain, which
            the model reads with the input; "" for none.
        group_temperature: a number T: examples of a group of the size n are learned from in
            proportion to n to the power of 1/T. 1 leaves the data as they are; with more, small
            groups come more often and large ones less often.
        unseen_group: what to do with a group that training has not seen: refuse it, or read it as
            unknown.
        weight_column: column of the weights of training examples, such as counts: an example of
            twice the weight is learned from twice as often; "" for none.
        source_units: what one symbol of the input is: characters, codepoints (letters and marks
            apart, Hangul as jamo), symbols (split at spaces, a closed set), words or bpe; by
            default inferred from the file.
        target_units: what one symbol of the output is, as for the input.
        normalization: the Unicode normalisation of both sides.
        vocabulary_size: how many words or byte pairs the vocabulary of a side has at most, the four
            special symbols (and the 256 bytes of byte pairs) included; 0: 32,000 words, 8,000 byte
            pairs, and all words of a tagger.
        min_count: words that training has seen less often become the unknown word, and byte pairs
            that it has seen less often are not merged; 0: 2 for words, 1 for byte pairs and for a
            tagger.
        words_column: column of the words in a file of words and tags; "": form in CoNLL-U, else the
            first.
        tag_columns: columns of the tags, with commas between them; "": upos in CoNLL-U, else the
            last.
        tag_scheme: how the tags write spans: BIO, IOB1, IOBES, BILOU, or none if they write none;
            auto: inferred for each column.
        max_length: training and held-out pairs with more symbols than this on one side are left
            out, and a message says how many: the memory that attention needs grows with the product
            of the two lengths.
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
