"""A trained model in memory: strings in, predictions out."""

from weft.predictor.classifier import Classification, ClassifierPredictor
from weft.predictor.inputs import InputError
from weft.predictor.language_model import Generated, LanguageModelPredictor, Scored
from weft.predictor.load import ensemble, load
from weft.predictor.prediction import Prediction
from weft.predictor.seq2seq import Predictor
from weft.predictor.tagger import Tagging, TagPredictor
from weft.search.sampling import Sampling

__all__ = [
    "Classification",
    "ClassifierPredictor",
    "Generated",
    "InputError",
    "LanguageModelPredictor",
    "Prediction",
    "Predictor",
    "Sampling",
    "Scored",
    "TagPredictor",
    "Tagging",
    "ensemble",
    "load",
]
