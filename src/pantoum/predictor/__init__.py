"""A trained model in memory: strings in, predictions out."""

from pantoum.errors import InputError
from pantoum.predictor.classification import Classification
from pantoum.predictor.classifier import ClassifierPredictor
from pantoum.predictor.comparing import compare
from pantoum.predictor.info import ModelInfo, info
from pantoum.predictor.language_model import Generated, LanguageModelPredictor, Scored
from pantoum.predictor.load import AnyPredictor, ensemble, load, predictor_of
from pantoum.predictor.prediction import Prediction
from pantoum.predictor.seq2seq import Predictor
from pantoum.predictor.tagger import TagPredictor
from pantoum.predictor.tagging import Tagging
from pantoum.search.sampling import Sampling

__all__ = [
    "AnyPredictor",
    "Classification",
    "ClassifierPredictor",
    "Generated",
    "InputError",
    "LanguageModelPredictor",
    "ModelInfo",
    "Prediction",
    "Predictor",
    "Sampling",
    "Scored",
    "TagPredictor",
    "Tagging",
    "compare",
    "ensemble",
    "info",
    "load",
    "predictor_of",
]
