"""``pantoum predict`` with a language model: how likely each line is."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pantoum.cli.inputs import text_inputs
from pantoum.cli.lines import cell, predict_lines
from pantoum.cli.messages import say
from pantoum.cli.shards import lines_of_shard
from pantoum.cli.streams import Line
from pantoum.cli.worker_pool import LinePredictor, PredictedLines
from pantoum.data.lines import trimmed

if TYPE_CHECKING:
    from pantoum.predictor import LanguageModelPredictor, Scored

# The flags that it reads, and their defaults.
FLAGS: dict[str, Any] = {"format": "text", "workers": 1}


def run(model: LanguageModelPredictor, options: argparse.Namespace) -> None:
    """Score all lines of the input, and at the end say how they are unlike the training data."""
    from pantoum.data.unlike_training import WHEN_LONGER_SCORED

    lines = lines_of_shard(options, lambda _: text_inputs(options))
    unlike = predict_lines(options, line_predictor(model, options), lines)
    for sentence in unlike.sentences(*WHEN_LONGER_SCORED) if unlike else ():
        say(sentence)


def line_predictor(model: LanguageModelPredictor, options: argparse.Namespace) -> LinePredictor:
    """What predicts lines of the input."""

    def predict(lines: Sequence[Line]) -> PredictedLines:
        texts = [trimmed(line.text) for line in lines]
        pairs = zip(texts, model.score(texts), strict=True)
        written = [FORMATS[options.format](*pair) for pair in pairs]
        return PredictedLines(written, model.unlike_training(texts))

    return predict


def text_line(text: str, scored: Scored) -> str:
    """Log-probability and perplexity."""
    return f"{scored.log_probability:.4f}\t{scored.perplexity:.4f}"


def tsv_line(text: str, scored: Scored) -> str:
    """Text, log-probability and perplexity."""
    return f"{cell(text)}\t{text_line(text, scored)}"


def jsonl_line(text: str, scored: Scored) -> str:
    """One object, with the log-probability of each symbol."""
    return json.dumps(scored.to_dict(text), ensure_ascii=False)


FORMATS = {"text": text_line, "tsv": tsv_line, "jsonl": jsonl_line}
