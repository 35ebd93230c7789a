"""What a classifier does for one text."""

from __future__ import annotations

from typing import Any

import torch

from pantoum.data.lines import trimmed
from pantoum.explaining.asked import Asked, of_one_input
from pantoum.explaining.numbers import rounded
from pantoum.explaining.recording import Recording
from pantoum.model_dir import TrainedModel
from pantoum.models import Classifier
from pantoum.predictor import ClassifierPredictor
from pantoum.tasks import ClassifierTask


def inspect_classifier(
    predictor: ClassifierPredictor,
    trained: TrainedModel[ClassifierTask, Classifier],
    text: str,
    asked: Asked,
) -> dict[str, Any]:
    """The probabilities of all labels, its cells while it reads, and how much each symbol
    counted, where its pooling has learned that.
    """
    options = dict(asked.options)
    if asked.nbest is not None:
        options["nbest"] = asked.nbest  # which a classifier refuses
    found = predictor(text, **options)
    recording = Recording(trained.model, asked.places)
    if asked.places:
        device = next(trained.model.parameters()).device
        features = of_one_input(options.get("features"))
        groups = predictor.checked_groups(1, options.get("group"), options.get("unseen_group"))
        (ids,) = trained.task.source.encode_all([trimmed(text)], [features], groups)
        recording.model.encoder(torch.tensor([ids], device=device), [len(ids)])
    pooling = None
    if found.weights is not None:
        pooling = {"tokens": found.tokens, "weights": rounded(found.weights, 4)}
    return {
        "source_tokens": found.tokens,
        "predictions": [found.to_dict(text)],
        "cells": [
            one.to_dict(found.tokens, values=one.place.part in asked.units)
            for one in recording.recorded()
        ],
        "pooling": pooling,
    }
