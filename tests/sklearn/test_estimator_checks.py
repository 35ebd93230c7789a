"""scikit-learn's own checks of estimators.

They give estimators matrices of numbers. Here each row is written as a string, or as words, so that
nearly all of the checks can run. Those that cannot are listed with their reasons.
"""

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks
from tests.docs.blocks import ROOT

from pantoum.sklearn import SequenceClassifier, SequenceTagger, SequenceTransducer

SPARSE = "a sparse matrix holds no strings"
NOT_FOR_ALL = {
    "check_estimator_sparse_tag": SPARSE,
    "check_estimator_sparse_array": SPARSE,
    "check_estimator_sparse_matrix": SPARSE,
    "check_fit2d_1sample": "one example cannot be parted into training and development data",
}
NOT_FOR_CLASSIFIERS = {
    **NOT_FOR_ALL,
    "check_classifier_data_not_an_array": "an object that is no sequence is refused as labels",
    "check_classifiers_one_label": "a single label is refused: there is nothing to tell apart",
}
TINY = {
    "hidden": 4,
    "embedding": 4,
    "epochs": 1,
    "learning_rate": 0.03,
    "threads": 1,
    "device": "cpu",
}


pytestmark = pytest.mark.usefixtures("unchecked_shapes")


def words_of(rows: Any) -> list[list[str]]:
    return [[f"{value:.1f}" for value in np.atleast_1d(row)] for row in np.asarray(rows)]


def strings_of(rows: Any) -> list[str]:
    return [" ".join(words) for words in words_of(rows)]


def numbers_of(texts: Sequence[str]) -> Any:
    """Texts as numbers, which the checks compare."""
    return np.array([float(zlib.crc32(text.encode())) for text in texts])


def reads_rows(tags: Any) -> Any:
    """The tags of an estimator that reads matrices."""
    tags.input_tags.one_d_array = False
    tags.input_tags.two_d_array = True
    tags.no_validation = True
    return tags


class Classifier(SequenceClassifier):
    def fit(self, X: Any, y: Any) -> Any:
        return super().fit(strings_of(X), y)

    def predict_proba(self, X: Any) -> Any:
        return super().predict_proba(strings_of(X))

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        return float(np.mean(self.predict(X) == np.asarray(y)))

    def __sklearn_tags__(self) -> Any:
        tags = reads_rows(super().__sklearn_tags__())
        tags.classifier_tags.poor_score = True  # what one epoch learns of numbers is no matter
        return tags


class Transducer(SequenceTransducer):
    def fit(self, X: Any, y: Any) -> Any:
        return super().fit(strings_of(X), [str(value) for value in np.asarray(y)])

    def predict(self, X: Any) -> Any:
        return numbers_of(super().predict(strings_of(X)))

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        return float(np.mean(self.predict(X) == numbers_of([str(one) for one in np.asarray(y)])))

    def __sklearn_tags__(self) -> Any:
        return reads_rows(super().__sklearn_tags__())


class Tagger(SequenceTagger):
    """Each word of a row has the row's output as its tag."""

    def fit(self, X: Any, y: Any) -> Any:
        rows = words_of(X)
        outputs = zip(rows, np.asarray(y), strict=True)
        return super().fit(rows, [[str(value)] * len(row) for row, value in outputs])

    def predict(self, X: Any) -> Any:
        return numbers_of([tags[0] for tags in super().predict(words_of(X))])

    def predict_proba(self, X: Any) -> Any:
        return np.array([rows[0] for rows in super().predict_proba(words_of(X))])

    def score(self, X: Any, y: Any) -> float:
        return float(np.mean(self.predict(X) == numbers_of([str(one) for one in np.asarray(y)])))

    def __sklearn_tags__(self) -> Any:
        return reads_rows(super().__sklearn_tags__())


@parametrize_with_checks(
    [Classifier(**TINY)], expected_failed_checks=lambda estimator: NOT_FOR_CLASSIFIERS
)
def test_a_classifier(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.exhaustive
@parametrize_with_checks(
    [Transducer(**TINY), Tagger(**TINY)], expected_failed_checks=lambda estimator: NOT_FOR_ALL
)
def test_the_others(estimator: Any, check: Any) -> None:
    check(estimator)


def test_the_documents_list_the_checks_that_are_not_passed() -> None:
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `check_")]
    for name, reason in NOT_FOR_CLASSIFIERS.items():
        assert [row for row in rows if f"`{name}`" in row and row.endswith(f"| {reason} |")], name
    assert sum(row.count("`check_") for row in rows) == len(NOT_FOR_CLASSIFIERS)
