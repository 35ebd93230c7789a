"""What a tagger does for one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pantoum.data.units import without_surrogates
from pantoum.data.word_batch import collate_sentences
from pantoum.explaining.asked import OUTPUTS, Asked
from pantoum.explaining.numbers import rounded
from pantoum.explaining.recording import Recording
from pantoum.model_dir import TrainedModel
from pantoum.models import Tagger
from pantoum.predictor import TagPredictor
from pantoum.predictor.sentences import words_of_all
from pantoum.tasks import TaggerTask


def inspect_tagger(
    predictor: TagPredictor,
    trained: TrainedModel[TaggerTask, Tagger],
    text: str | Sequence[str],
    asked: Asked,
) -> dict[str, Any]:
    """Its taggings, its cells while it reads the words, the probability of each tag of each word,
    and what a CRF makes of neighbours.
    """
    (words,) = words_of_all([text])
    options = {**asked.options, "probabilities": True}
    (taggings,) = predictor([words], nbest=asked.nbest or OUTPUTS, **options)
    best = taggings[0]
    recording = Recording(trained.model, asked.places)
    if asked.places and words:
        device = next(trained.model.parameters()).device
        batch = collate_sentences(trained.task.encode([words]), [0]).to(device)
        recording.model(*batch.words_read)
    shown = [without_surrogates(word) for word in best.words]
    return {
        "source_tokens": shown,
        "predictions": [one.to_dict(rank) for rank, one in enumerate(taggings, start=1)],
        "cells": [
            one.to_dict(shown, values=one.place.part in asked.units) for one in recording.recorded()
        ],
        "marginals": {
            name: {"labels": best.labels[name], "values": rounded(shares, 4)}
            for name, shares in (best.probabilities or {}).items()
        },
        "transitions": {
            column.name: _transitions(head, best.labels[column.name])
            for column, head in zip(trained.task.columns, trained.model.tag_heads(), strict=True)
        },
    }


def _transitions(head: Any, labels: list[str]) -> dict[str, Any] | None:
    """The scores of a CRF, with None for what it forbids; None for a softmax."""
    if head.independent:
        return None
    start, transitions, end = (part.cpu() for part in head.chain())
    return {
        "labels": labels,
        "values": rounded(transitions, 4),
        "start": rounded(start, 4),
        "end": rounded(end, 4),
    }
