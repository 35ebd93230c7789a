"""The vocabulary of one side, learned from its texts: which units have an id, and which one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

import tokenizers
from tokenizers import models, pre_tokenizers, trainers

from pantoum.config import UnitName
from pantoum.data.units import count_units, normalizer_of, pre_tokenizer_of, without_surrogates
from pantoum.errors import PantoumError
from pantoum.symbols import SPECIAL_SYMBOLS, UNK

# Inside the vocabulary the special symbols begin with a space: no grapheme cluster, word or byte
# piece can be spelled so, and "</s>" in a user's text stays what it is.
SPECIAL_ENTRIES = tuple(" " + symbol for symbol in SPECIAL_SYMBOLS)


def learn_vocabulary(
    texts: Iterable[str],
    units: UnitName,
    normalization: str,
    size: int,
    min_count: int,
    before: Sequence[str] = SPECIAL_ENTRIES,
) -> tokenizers.Tokenizer:
    """A tokenizer of the library that knows the units of texts.

    Args:
        units, normalization, size, min_count: see `pantoum.data.Tokenizer.train`; `size` is one
            that `check_size` allows.
        before: the entries that have an id already, the special ones first; not for byte pairs.
    """
    clean = (without_surrogates(text) for text in texts)
    if units == "bpe":
        learned = _without_entries(units, normalization)
        learned.model = _byte_pairs(learned, clean, size, min_count)
        return learned
    counts = count_units(clean, units, normalization)
    return vocabulary_of_counts(counts, units, normalization, size, min_count, before)


def vocabulary_of_counts(
    counts: Counter[str],
    units: UnitName,
    normalization: str,
    size: int,
    min_count: int,
    before: Sequence[str] = SPECIAL_ENTRIES,
) -> tokenizers.Tokenizer:
    """The same for units that are counted already.

    Args:
        counts: how often each unit occurs, as `pantoum.data.units.count_units` counts.
        units, normalization, size, min_count, before: as for `learn_vocabulary`.
    """
    learned = _without_entries(units, normalization)
    limits = (size, min_count) if units == "words" else (None, 1)
    entries = _entries(counts, *limits, before=before)
    learned.model = models.WordLevel(entries, unk_token=SPECIAL_ENTRIES[UNK])
    return learned


def _without_entries(units: UnitName, normalization: str) -> tokenizers.Tokenizer:
    learned = tokenizers.Tokenizer(models.WordLevel({}, unk_token=SPECIAL_ENTRIES[UNK]))
    learned.normalizer = normalizer_of(units, normalization)
    learned.pre_tokenizer = pre_tokenizer_of(units)
    return learned


def check_size(units: str, size: int) -> None:
    """Refuse a vocabulary that has no room for what it must hold.

    Raises:
        PantoumError: such a size.
    """
    # The other units keep all that they see.
    smallest = {"words": len(SPECIAL_SYMBOLS) + 1, "bpe": len(SPECIAL_SYMBOLS) + 256}.get(units, 0)
    if size < smallest:
        raise PantoumError(
            f"vocabulary_size is {size}: a vocabulary of {units} needs at least {smallest}",
            setting="data.vocabulary_size",
            rule=f"at least {smallest} with {units}",
            value=size,
        )


def _entries(
    counts: Counter[str],
    size: int | None,
    min_count: int,
    before: Sequence[str],
) -> dict[str, int]:
    """The id of each entry: those of `before`, all of which stay, then what is frequent enough."""
    earlier = set(before)
    # By count, then by code points: a stable order that does not depend on the order of the texts.
    known = sorted(
        (piece for piece in counts if counts[piece] >= min_count and piece not in earlier),
        key=lambda piece: (-counts[piece], piece),
    )
    entries = [*before, *known]
    if size is not None:
        entries = entries[: max(size, len(before))]
    return {entry: id for id, entry in enumerate(entries)}


def _byte_pairs(
    backend: tokenizers.Tokenizer, texts: Iterable[str], size: int, min_count: int
) -> models.BPE:
    learner = tokenizers.Tokenizer(models.BPE())
    learner.normalizer = backend.normalizer
    learner.pre_tokenizer = backend.pre_tokenizer
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=max(2, min_count),
        special_tokens=list(SPECIAL_ENTRIES),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    learner.train_from_iterator(texts, trainer)
    # Only the model is kept: the learner itself would cut the special names out of users' text.
    learned = json.loads(learner.to_str())["model"]
    return models.BPE(learned["vocab"], [tuple(pair) for pair in learned["merges"]])
