"""Runs models that `pantoum export` wrote, without PyTorch.

``import pantoum_runtime`` is cheap: numpy and ONNX Runtime are imported when a name that needs them
is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.version import __version__

if TYPE_CHECKING:
    from pantoum_runtime.classification import Classification
    from pantoum_runtime.classifier import ClassifierModel
    from pantoum_runtime.inputs import InputError
    from pantoum_runtime.language_model import LanguageModel
    from pantoum_runtime.lexicon import Lexicon
    from pantoum_runtime.load import load
    from pantoum_runtime.model_file import ModelFile, read_model_file
    from pantoum_runtime.prediction import Prediction
    from pantoum_runtime.scored import Generated, Scored
    from pantoum_runtime.seq2seq import Seq2SeqModel
    from pantoum_runtime.tagger import TaggerModel
    from pantoum_runtime.tagging import Tagging

__all__ = [
    "Classification",
    "ClassifierModel",
    "Generated",
    "InputError",
    "LanguageModel",
    "Lexicon",
    "ModelFile",
    "PantoumRuntimeError",
    "Prediction",
    "Scored",
    "Seq2SeqModel",
    "TaggerModel",
    "Tagging",
    "__version__",
    "load",
    "read_model_file",
]

# The modules of names that are imported when they are asked for.
_MODULES = {
    "Classification": "classification",
    "ClassifierModel": "classifier",
    "Generated": "scored",
    "InputError": "inputs",
    "LanguageModel": "language_model",
    "Lexicon": "lexicon",
    "ModelFile": "model_file",
    "Prediction": "prediction",
    "Scored": "scored",
    "Seq2SeqModel": "seq2seq",
    "TaggerModel": "tagger",
    "Tagging": "tagging",
    "load": "load",
    "read_model_file": "model_file",
}


def __getattr__(name: str) -> Any:
    """Import what a name stands for when it is first asked for (PEP 562)."""
    if name in _MODULES:
        found = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = found  # `load` is a module of the package, too
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """All public names, also those that are not imported yet, for completion."""
    return sorted({*globals(), *__all__})
