"""Graphs of taggers beside what the taggers give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from tests.exporting.graphs import Session
from tests.models.taggers import tagger_of
from torch import Tensor

from pantoum.data.word_batch import WordBatch
from pantoum.exporting.tagger import tagger_graph
from pantoum.inference.tagging import TaggedRow
from pantoum.models import Tagger, TagHeadSpec


def small_tagger(kinds: Sequence[TagHeadSpec], **settings: Any) -> Tagger:
    """A tagger whose tags differ from word to word, in single precision, as models are saved."""
    tagger = tagger_of(kinds, **settings).float().eval()
    with torch.no_grad():
        for head in tagger.heads:
            for parameter in head.parameters():
                parameter.mul_(3)
    return tagger


def session_of(*models: Tagger, **options: Any) -> Session:
    return Session(tagger_graph(models, **options))


def inputs_of(batch: WordBatch, suffix: str = "") -> dict[str, Tensor]:
    """A batch by the names of a graph's inputs.

    Args:
        suffix: behind the names of what is read of forms.
    """
    forms = {
        "words": batch.words,
        "characters": batch.characters.ids,
        "character_lengths": batch.characters.lengths,
        "shapes": batch.shapes,
        "affixes": batch.affixes,
        "vectors": batch.vectors,
    }
    named = {name + suffix: value for name, value in forms.items()}
    return {"positions": batch.positions, "lengths": batch.lengths, **named}


def assert_same(
    found: Any, expected: Sequence[Sequence[TaggedRow]], lengths: Sequence[int]
) -> None:
    """Tags are equal, log-probabilities and probabilities to rounding, and padding is 0.

    Args:
        expected: for each kind of tags, for each row.
    """
    for kind, rows in enumerate(expected):
        tags = found[f"tags_{kind}"]
        shares = found[f"probabilities_{kind}"]
        for row, (one, length) in enumerate(zip(rows, lengths, strict=True)):
            assert one.probabilities is not None
            np.testing.assert_allclose(shares[row, :length], one.probabilities, atol=1e-5)
            assert not shares[row, length:].any()
            assert not tags[row, length:].any()
            log_probability = found[f"log_probability_{kind}"][row]
            if not one.paths:
                assert log_probability == -np.inf
                continue
            assert tags[row, :length].tolist() == one.paths[0].tags
            np.testing.assert_allclose(log_probability, one.paths[0].log_score, atol=1e-4)
