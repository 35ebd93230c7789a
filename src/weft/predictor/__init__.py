"""A trained model in memory: strings in, predictions out."""

from weft.predictor.load import load
from weft.predictor.prediction import Prediction
from weft.predictor.seq2seq import Predictor
from weft.predictor.tagger import Tagging, TagPredictor

__all__ = ["Prediction", "Predictor", "TagPredictor", "Tagging", "load"]
