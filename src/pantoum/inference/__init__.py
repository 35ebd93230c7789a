"""A whole corpus through a model, in batches; results in the corpus's order."""

from pantoum.inference.classification import LabelledRow, classify
from pantoum.inference.decoding import (
    ScoredOutput,
    Seq2SeqModel,
    decode,
    sample_outputs,
    score_outputs,
)
from pantoum.inference.driver import run_corpus
from pantoum.inference.expectation import (
    Expectation,
    expected_in_outputs,
    expected_in_texts,
)
from pantoum.inference.likelihood import log_probabilities
from pantoum.inference.shortlist import learn_shortlist
from pantoum.inference.tagging import TaggedRow, best_tags, tag

__all__ = [
    "Expectation",
    "LabelledRow",
    "ScoredOutput",
    "Seq2SeqModel",
    "TaggedRow",
    "best_tags",
    "classify",
    "decode",
    "expected_in_outputs",
    "expected_in_texts",
    "learn_shortlist",
    "log_probabilities",
    "run_corpus",
    "sample_outputs",
    "score_outputs",
    "tag",
]
