"""``pantoum predict`` with a classifier: one text in, one label out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from pantoum.cli.arguments import GROUP
from pantoum.cli.inputs import pair_inputs
from pantoum.cli.lines import cell, predict_lines
from pantoum.cli.messages import say
from pantoum.cli.pairs import parse_lines
from pantoum.cli.shards import lines_of_shard
from pantoum.cli.streams import Line
from pantoum.cli.worker_pool import LinePredictor, PredictedLines

if TYPE_CHECKING:
    from pantoum.predictor import Classification, ClassifierPredictor

# The flags that it reads, and their defaults.
FLAGS = {"format": "text", "workers": 1, "ensemble": None, **GROUP}


def run(model: ClassifierPredictor, options: argparse.Namespace) -> None:
    """Classify all lines of the input, and at the end say how they are unlike the training data."""
    from pantoum.data.unlike_training import WHEN_LONGER_LABELLED

    lines = lines_of_shard(options, partial(pair_inputs, model, options))
    unlike = predict_lines(options, line_predictor(model, options), lines)
    for sentence in unlike.sentences(*WHEN_LONGER_LABELLED) if unlike else ():
        say(sentence)


def line_predictor(model: ClassifierPredictor, options: argparse.Namespace) -> LinePredictor:
    """What predicts lines of the input."""

    def predict(lines: Sequence[Line]) -> PredictedLines:
        texts, features, of_inputs = parse_lines(model, lines, options)
        pairs = zip(texts, model(texts, features, **of_inputs), strict=True)
        written = [FORMATS[options.format](*pair) for pair in pairs]
        return PredictedLines(written, model.unlike_training(texts, features, **of_inputs))

    return predict


def text_line(text: str, classification: Classification) -> str:
    """The label alone."""
    return classification.label


def tsv_line(text: str, classification: Classification) -> str:
    """Text, label and probability."""
    return f"{cell(text)}\t{classification.label}\t{classification.probability:.4f}"


def jsonl_line(text: str, classification: Classification) -> str:
    """One object, with the probabilities of all labels, and how much each symbol counted."""
    return json.dumps(classification.to_dict(text), ensure_ascii=False)


FORMATS = {"text": text_line, "tsv": tsv_line, "jsonl": jsonl_line}
