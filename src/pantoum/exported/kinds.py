"""An exported file as what predicts with its kind of model."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pantoum_runtime
from pantoum.exported.refusals import refusals

# The modules and the classes of the kinds of models: only the one that is loaded is imported.
KINDS = {
    "seq2seq": ("seq2seq", "ExportedPredictor"),
    "tagger": ("tagger", "ExportedTagger"),
    "classifier": ("classifier", "ExportedClassifier"),
    "language_model": ("language_model", "ExportedLanguageModel"),
}


def model_of(path: str | Path, threads: int | None, lexicon: Any = None) -> Any:
    """What predicts with a file, and answers the words of a lexicon from it.

    Raises: PantoumError for a file that cannot be loaded.
    """
    with refusals():
        model = pantoum_runtime.load(path, threads, lexicon=lexicon)
    module, name = KINDS[model.task]
    return getattr(import_module(f"pantoum.exported.{module}"), name)(model)
