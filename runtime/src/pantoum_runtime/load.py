"""Exported models, loaded."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.lexicon import Lexicon
from pantoum_runtime.model_file import read_model_file
from pantoum_runtime.onnx_file import EXPORT_AGAIN

# The modules and the classes of the kinds of models: only the one that is loaded is imported.
MODELS = {
    "seq2seq": ("seq2seq", "Seq2SeqModel"),
    "tagger": ("tagger", "TaggerModel"),
    "classifier": ("classifier", "ClassifierModel"),
    "language_model": ("language_model", "LanguageModel"),
}


def load(
    path: Path | str, threads: int | None = None, *, lexicon: Lexicon | Path | str | None = None
) -> Any:
    """Load a file that `pantoum export` wrote.

    Args:
        path: the file.
        threads: how many batches of a call are computed at once; None: one for each processor.
        lexicon: words whose outputs are known, or the file that has them, for an encoder-decoder;
            None: those of the file, if it has some.

    Returns:
        What predicts with such a model: a `Seq2SeqModel` for an encoder-decoder, a `TaggerModel`
        for a tagger, a `ClassifierModel` for a classifier, a `LanguageModel` for a language model.

    Raises:
        PantoumRuntimeError: the file cannot be read, is no ONNX file, is not one that
            `pantoum export` wrote, is of a newer version, or is damaged;
            the lexicon cannot be read or used.
    """
    file = read_model_file(path)
    if file.task not in MODELS:
        raise PantoumRuntimeError(
            f"is of an unknown kind of model, {file.task!r:.40}",
            where=str(path),
            remedy=EXPORT_AGAIN,
        )
    if lexicon is None:
        known = {}
    elif file.task == "seq2seq":
        is_path = isinstance(lexicon, str | Path)
        known = {"lexicon": Lexicon.read(lexicon) if is_path else lexicon}
    else:
        raise PantoumRuntimeError(
            "a lexicon is of encoder-decoders, and this is another kind of model",
            setting="lexicon",
            where=str(path),
            value=file.task,
            remedy="leave the lexicon out",
        )
    module, name = MODELS[file.task]
    kind = getattr(import_module(f"pantoum_runtime.{module}"), name)
    try:
        return kind(file, threads, **known)
    except PantoumRuntimeError as error:
        if error.where is None and error.setting == "metadata":
            raise PantoumRuntimeError(
                error.problem, setting=error.setting, where=str(path), remedy=error.remedy
            ) from error
        raise
