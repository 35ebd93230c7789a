"""An exported language model on a test set, without PyTorch."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from pantoum.evaluation import Evaluation, assess_texts, evaluation_of
from pantoum.exported.language_model import ExportedLanguageModel


def evaluate_exported_texts(
    model: ExportedLanguageModel, texts: Sequence[str], *, seed: int = 1
) -> Evaluation:
    """The scores of an exported language model.

    Args:
        texts, seed: as for `pantoum.predictor.evaluating.evaluate_texts`.
    Raises: PantoumError as a call of the model.
    """
    began = time.perf_counter()
    scored = model.score(texts)
    judged = assess_texts(
        [text.strip() for text in texts],
        np.array([-one.log_probability for one in scored]),
        np.array([len(one.log_probabilities) for one in scored], dtype=np.float64),
        np.array([one.unknown for one in scored], dtype=np.float64),
        model.normalization,
    )
    return evaluation_of(judged, time.perf_counter() - began, seed=seed)
