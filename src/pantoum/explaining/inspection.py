"""What a trained model does for one input."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch

from pantoum.config import TaskName
from pantoum.data.units import without_surrogates
from pantoum.errors import PantoumError
from pantoum.explaining.asked import Asked
from pantoum.explaining.classifier import inspect_classifier
from pantoum.explaining.language_model import inspect_language_model
from pantoum.explaining.parts import model_parts, picked, single_model
from pantoum.explaining.seq2seq import inspect_seq2seq
from pantoum.explaining.silencing import without_parts
from pantoum.explaining.tagger import inspect_tagger
from pantoum.inference.side_by_side import one_thread
from pantoum.predictor import AnyPredictor
from pantoum.predictor.load import predictor_of

# Each takes a predictor, its trained model, a text, and what is asked; each gives what is its own.
KINDS: Mapping[TaskName, Callable[..., dict[str, Any]]] = {
    "seq2seq": inspect_seq2seq,
    "tagger": inspect_tagger,
    "classifier": inspect_classifier,
    "language_model": inspect_language_model,
}


@torch.inference_mode()
@one_thread()  # each step is a few small products
def inspect_input(
    predictor: AnyPredictor,
    text: str | Sequence[str],
    *,
    off: Sequence[str] = (),
    parts: Sequence[str] = ("beam", "cells"),
    units_of: str | None = None,
    nbest: int | None = None,
    alternatives: int = 8,
    **options: Any,
) -> dict[str, Any]:
    """What a model does for one input: its outputs, its search as a tree, and what happens inside
    each cell, as values of JSON.

    Args:
        predictor: of a single model, as `pantoum.load` gives it.
        text: the input; for a tagger also its words in a list.
        off: names of parts that are switched off, as `parts_of` has them: a direction, a layer, the
            attention. They give zeros; everything here is then what the model does without them.
        parts: what to give beside the outputs: "beam", the tree of the search, and "cells", what
            happens inside.
        units_of: the name of a part, or "all": give the values of every unit of its cells, and not
            only the mean of all units.
        nbest: how many outputs; by default 5, or as many as the beam is wide if that is less.
        alternatives: how many likely symbols for each place of the best output.
        options: as a call of the predictor takes them: beam=3, prefix="ab", features="V;PST" ...
    Returns: what the page on explaining lists.
    Raises: PantoumError for a name that is no part of the model, for an ensemble or an exported
        file, and as a call of the predictor.
    """
    trained = single_model(predictor)
    known = model_parts(trained.model)
    silent = picked(known, off, "off")
    asked = Asked.of(known, parts, units_of, nbest, alternatives, options)
    kind = trained.task.name
    if not isinstance(text, str) and (kind != "tagger" or not isinstance(text, Sequence)):
        raise PantoumError(setting="text", rule="a string", value=text)
    if silent:
        device = next(trained.model.parameters()).device
        trained = replace(trained, model=without_parts(trained.model, silent))
        predictor = predictor_of(trained, str(device))
    found = KINDS[kind](predictor, trained, text, asked)
    return {
        "task": kind,
        "input": without_surrogates(text) if isinstance(text, str) else found["source_tokens"],
        "source_tokens": found.pop("source_tokens"),
        "predictions": found.pop("predictions"),
        "parts": [part.to_dict() for part in known],
        "off": [part.name for part in silent],
        "beam": found.pop("beam", None),
        "alternatives": found.pop("alternatives", []),
        "cells": found.pop("cells"),
        **found,
    }
