"""A trained model in memory: strings in, predictions out."""

from weft.predictor.inputs import InputError
from weft.predictor.load import load
from weft.predictor.seq2seq import Prediction, Predictor

__all__ = ["InputError", "Prediction", "Predictor", "load"]
