"""What a language model does for one text."""

from __future__ import annotations

from typing import Any

import torch

from pantoum.explaining.alternatives import likeliest
from pantoum.explaining.asked import Asked
from pantoum.explaining.numbers import rounded
from pantoum.explaining.recording import Recording
from pantoum.model_dir import TrainedModel
from pantoum.models import LanguageModel
from pantoum.predictor import LanguageModelPredictor
from pantoum.symbols import EOS, EOS_SYMBOL
from pantoum.tasks import LanguageModelTask


def inspect_language_model(
    predictor: LanguageModelPredictor,
    trained: TrainedModel[LanguageModelTask, LanguageModel],
    text: str,
    asked: Asked,
) -> dict[str, Any]:
    """How likely the text is, its cells while the model reads it, how much each symbol surprises
    it, and what it expects next.

    The text is read as it is, spaces at its end too, so that what comes next can be put behind it.
    """
    options = dict(asked.options)
    if asked.nbest is not None:
        options["nbest"] = asked.nbest  # which a language model refuses
    scored = predictor(text, **options)
    tokenizer = trained.task.tokenizer
    ids = tokenizer.encode(text)
    tokens = [*tokenizer.tokens(text), EOS_SYMBOL]
    recording = Recording(trained.model, asked.places)
    device = next(trained.model.parameters()).device
    read = torch.tensor([[EOS, *ids]], device=device)
    steps = recording.model(read, [len(ids) + 1])[0][0]
    following = torch.tensor([[*ids, EOS]], device=device).T
    surprise = rounded(steps.gather(1, following)[:, 0].cpu(), 6)
    return {
        "source_tokens": tokens,
        "predictions": [scored.to_dict(text)],
        "cells": [
            one.to_dict([EOS_SYMBOL, *tokens[:-1]], values=one.place.part in asked.units)
            for one in recording.recorded()
        ],
        "surprise": [
            {"token": token, "log_probability": value}
            for token, value in zip(tokens, surprise, strict=True)
        ],
        "next": [
            {
                "token": tokenizer.token(one.id),
                "probability": one.probability,
                "text": None if one.id == EOS else tokenizer.extend(text, [one.id]),
            }
            for one in likeliest(steps[-1:], asked.alternatives)[0]
        ],
    }
