"""Estimators for scikit-learn: sequences in, sequences, tags or labels out.

They need scikit-learn (``pantoum[sklearn]``), and go wherever an estimator goes: into
`sklearn.model_selection.cross_val_score`, ``GridSearchCV`` and pipelines. Inputs are strings, or
lists of words, of any lengths.
"""

from pantoum.errors import PantoumError

try:
    import sklearn  # noqa: F401
except ImportError as error:
    raise PantoumError(
        "the estimators need scikit-learn",
        remedy="pip install -e '.[sklearn]' in a clone of Pantoum",
    ) from error

from pantoum.sklearn.classifier import SequenceClassifier
from pantoum.sklearn.tagger import SequenceTagger
from pantoum.sklearn.transducer import SequenceTransducer

__all__ = ["SequenceClassifier", "SequenceTagger", "SequenceTransducer"]
