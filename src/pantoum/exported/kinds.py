"""An exported file as what predicts with its kind of model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pantoum_runtime
from pantoum.exported.classifier import ExportedClassifier
from pantoum.exported.language_model import ExportedLanguageModel
from pantoum.exported.refusals import refusals
from pantoum.exported.seq2seq import ExportedPredictor
from pantoum.exported.tagger import ExportedTagger

KINDS: dict[str, Any] = {
    "seq2seq": ExportedPredictor,
    "tagger": ExportedTagger,
    "classifier": ExportedClassifier,
    "language_model": ExportedLanguageModel,
}


def model_of(path: str | Path, threads: int | None, lexicon: Any = None) -> Any:
    """What predicts with a file, and answers the words of a lexicon from it.

    Raises: PantoumError for a file that cannot be loaded.
    """
    with refusals():
        model = pantoum_runtime.load(path, threads, lexicon=lexicon)
    return KINDS[model.task](model)
