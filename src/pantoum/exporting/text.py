"""What an exported file says of its text, as plain values: how a host without our code turns text
into ids, and ids into text. `docs/export.md` describes it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pantoum.data import SourceTokenizer, Tokenizer, VectorIndex, WordVocabulary
from pantoum.data.word_vocabulary import LONGEST_SPELLING
from pantoum.symbols import PAD, SPECIAL_SYMBOLS, UNK
from pantoum.tasks.tagger import TagColumn

# What every list of words begins with.
_FIRST_WORDS = (SPECIAL_SYMBOLS[PAD], SPECIAL_SYMBOLS[UNK])


def side_to_json(tokenizer: Tokenizer) -> dict[str, Any]:
    """One side's text: its units, its normal form, and the text of each id.

    The special symbols come first; in a text they are nothing special. Byte pairs are described as
    the `tokenizers` library does it.
    """
    state: dict[str, Any] = {"units": tokenizer.units, "normalization": tokenizer.normalization}
    if tokenizer.units == "bpe":
        return state | {"tokenizer": json.loads(tokenizer.to_json())["tokenizer"]}
    return state | {"symbols": [tokenizer.token(id) for id in range(tokenizer.size)]}


def source_to_json(source: SourceTokenizer) -> dict[str, Any]:
    """What an encoder-decoder or a classifier reads: its text, its features and its groups; null
    where it reads none.
    """
    features = None
    first_group = source.text.size
    if source.features is not None:
        known = json.loads(source.features.to_json())["features"]
        features = {
            "separator": source.features.separator,
            "order": source.features.order,
            "first_id": source.text.size,
            "symbols": known,
        }
        first_group += len(known)
    groups = source.known_groups
    return {
        "text": side_to_json(source.text),
        "features": features,
        "groups": None if groups is None else {"first_id": first_group, "symbols": list(groups)},
    }


def words_to_json(words: WordVocabulary, vectors: VectorIndex | None = None) -> dict[str, Any]:
    """What a tagger knows of words: their ids, those of their characters and affixes, and the rows
    of pretrained vectors.

    Args:
        words: the vocabulary.
        vectors: knows which words have a pretrained vector; None where there are none.
    """
    state = json.loads(words.to_json())
    return {
        "lower": words.lower,
        "normalization": words.normalization,
        "words": [*_FIRST_WORDS, *state["words"]],
        "characters": side_to_json(words.characters),
        "longest_spelling": LONGEST_SPELLING,
        "affixes": words.affixes.state(),
        "vectors": [] if vectors is None else json.loads(vectors.to_json())["words"],
    }


def tags_to_json(columns: Sequence[TagColumn]) -> list[dict[str, Any]]:
    """The kinds of tags that a tagger gives: how files and the network write spans, and the tag of
    each id.
    """
    return [
        {
            "name": column.name,
            "scheme": column.scheme,
            "learned": column.learned,
            "labels": column.labels.labels,
        }
        for column in columns
    ]
