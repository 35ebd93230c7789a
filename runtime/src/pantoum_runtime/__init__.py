"""Runs models that `pantoum export` wrote, without PyTorch."""

from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.load import load
from pantoum_runtime.model_file import ModelFile, read_model_file
from pantoum_runtime.prediction import Prediction
from pantoum_runtime.seq2seq import Seq2SeqModel

__all__ = [
    "ModelFile",
    "PantoumRuntimeError",
    "Prediction",
    "Seq2SeqModel",
    "load",
    "read_model_file",
]
