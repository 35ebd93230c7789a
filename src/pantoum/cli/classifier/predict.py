"""``pantoum predict`` with a classifier: one text in, one label out."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pantoum.cli.answers import Answer, Answered
from pantoum.cli.lines import answer_lines, cell
from pantoum.cli.pairs import parse_lines
from pantoum.cli.streams import Line

if TYPE_CHECKING:
    from pantoum.predictor import Classification, ClassifierPredictor

# The flags that it reads, and what they are if they are not given.
FLAGS = {"format": "text", "workers": 1}


def run(model: ClassifierPredictor, options: argparse.Namespace) -> None:
    """Classify all lines of the input."""
    answer_lines(options, answering(model, options))


def answering(model: ClassifierPredictor, options: argparse.Namespace) -> Answer:
    """What answers lines."""

    def answer(lines: Sequence[Line]) -> Answered:
        texts, features = parse_lines(model, lines)
        found = model(texts, features)
        return Answered([FORMATS[options.format](*pair) for pair in zip(texts, found, strict=True)])

    return answer


def text_line(text: str, found: Classification) -> str:
    """The label alone."""
    return found.label


def tsv_line(text: str, found: Classification) -> str:
    """Text, label and probability."""
    return f"{cell(text)}\t{found.label}\t{found.probability:.4f}"


def jsonl_line(text: str, found: Classification) -> str:
    """One object, with the probabilities of all labels, and how much each symbol counted."""
    weights = (
        None if found.weights is None else [round(float(weight), 4) for weight in found.weights]
    )
    return json.dumps(
        {
            "source": text,
            "label": found.label,
            "probability": round(found.probability, 6),
            "probabilities": {
                label: round(share, 6) for label, share in found.probabilities.items()
            },
            "source_tokens": found.tokens,
            "weights": weights,
        },
        ensure_ascii=False,
    )


FORMATS = {"text": text_line, "tsv": tsv_line, "jsonl": jsonl_line}
