"""Weft: recurrent sequence models - train from plain files, predict, evaluate, explain.

``import weft`` is cheap: PyTorch is imported when a name that needs it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from weft.errors import WeftError

if TYPE_CHECKING:
    from weft.predictor import (
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
        ensemble,
        load,
    )

__version__ = "0.1.0"
__all__ = [
    "Classification",
    "ClassifierPredictor",
    "Generated",
    "LanguageModelPredictor",
    "Prediction",
    "Predictor",
    "Sampling",
    "Scored",
    "TagPredictor",
    "Tagging",
    "WeftError",
    "__version__",
    "ensemble",
    "load",
]

_LAZY = set(__all__) - {"WeftError", "__version__"}


def __getattr__(name: str) -> Any:
    """Import the predictor when one of its names is first asked for (PEP 562)."""
    if name in _LAZY:
        return getattr(import_module("weft.predictor"), name)
    raise AttributeError(f"module 'weft' has no attribute {name!r}")
