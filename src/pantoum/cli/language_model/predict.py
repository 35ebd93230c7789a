"""``pantoum predict`` with a language model: how likely each line is."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pantoum.cli.answers import Answer, Answered
from pantoum.cli.lines import answer_lines, cell
from pantoum.cli.streams import Line

if TYPE_CHECKING:
    from pantoum.predictor import LanguageModelPredictor, Scored

# The flags that it reads, and what they are if they are not given.
FLAGS: dict[str, Any] = {"format": "text", "workers": 1}


def run(model: LanguageModelPredictor, options: argparse.Namespace) -> None:
    """Score all lines of the input."""
    answer_lines(options, answering(model, options))


def answering(model: LanguageModelPredictor, options: argparse.Namespace) -> Answer:
    """What answers lines."""

    def answer(lines: Sequence[Line]) -> Answered:
        texts = [line.text.strip() for line in lines]
        return Answered(
            [FORMATS[options.format](*pair) for pair in zip(texts, model.score(texts), strict=True)]
        )

    return answer


def text_line(text: str, scored: Scored) -> str:
    """Log-probability and perplexity."""
    return f"{scored.log_probability:.4f}\t{scored.perplexity:.4f}"


def tsv_line(text: str, scored: Scored) -> str:
    """Text, log-probability and perplexity."""
    return f"{cell(text)}\t{text_line(text, scored)}"


def jsonl_line(text: str, scored: Scored) -> str:
    """One object, with the log-probability of each symbol."""
    return json.dumps(
        {
            "text": text,
            "log_probability": round(scored.log_probability, 6),
            "perplexity": round(scored.perplexity, 6),
            "unknown": scored.unknown,
            "tokens": scored.tokens,
            "log_probabilities": [round(float(value), 6) for value in scored.log_probabilities],
        },
        ensure_ascii=False,
    )


FORMATS = {"text": text_line, "tsv": tsv_line, "jsonl": jsonl_line}
