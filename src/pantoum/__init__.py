"""Pantoum: recurrent sequence models - train from plain files, predict, evaluate, explain.

``import pantoum`` is cheap: PyTorch is imported when a name that needs it is first used. Two
variables of the environment tell it that idle threads sleep, unless they are set already.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from pantoum.errors import PantoumError
from pantoum.processors import let_idle_threads_sleep
from pantoum.version import __version__

if TYPE_CHECKING:
    from pantoum.api import resume, train
    from pantoum.config import Config
    from pantoum.data import Lexicon
    from pantoum.evaluation import Evaluation
    from pantoum.explained import Explanation, explain
    from pantoum.exporting import Exported, export
    from pantoum.predictor import (
        Classification,
        ClassifierPredictor,
        Generated,
        LanguageModelPredictor,
        Prediction,
        Predictor,
        Sampling,
        Scored,
        Tagging,
        TagPredictor,
        compare,
        ensemble,
        info,
        load,
    )
    from pantoum.scale.model_function import udf
    from pantoum.tracking import Reporter

__all__ = [
    "Classification",
    "ClassifierPredictor",
    "Config",
    "Evaluation",
    "Explanation",
    "Exported",
    "Generated",
    "LanguageModelPredictor",
    "Lexicon",
    "PantoumError",
    "Prediction",
    "Predictor",
    "Reporter",
    "Sampling",
    "Scored",
    "TagPredictor",
    "Tagging",
    "__version__",
    "compare",
    "ensemble",
    "explain",
    "export",
    "info",
    "load",
    "resume",
    "train",
    "udf",
]

# Where names are that are not from the predictor.
_ELSEWHERE = {
    "Config": "pantoum.config",
    "Evaluation": "pantoum.evaluation",
    "Explanation": "pantoum.explained",
    "Exported": "pantoum.exporting",
    "Lexicon": "pantoum.data",
    "explain": "pantoum.explained",
    "export": "pantoum.exporting",
    "Reporter": "pantoum.tracking",
    "load": "pantoum.exported",
    "resume": "pantoum.api",
    "train": "pantoum.api",
    "udf": "pantoum.scale.model_function",
}
_LAZY = set(__all__) - {"PantoumError", "__version__"}

# Here and not where a training begins: PyTorch reads it once, when it is imported.
let_idle_threads_sleep()


def __getattr__(name: str) -> Any:
    """Import what a name stands for when it is first asked for (PEP 562)."""
    if name in _LAZY:
        return getattr(import_module(_ELSEWHERE.get(name, "pantoum.predictor")), name)
    raise AttributeError(f"module 'pantoum' has no attribute {name!r}")


def __dir__() -> list[str]:
    """All public names, also those that are not imported yet, for completion."""
    return sorted({*globals(), *__all__})
