"""How ``pantoum predict`` writes the outputs of an encoder-decoder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pantoum.cli.lines import cell
from pantoum.errors import PantoumError
from pantoum.symbols import EOS_SYMBOL

if TYPE_CHECKING:
    from pantoum.predictor import Prediction


def text_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """The outputs alone, one on a line."""
    for prediction in predictions:
        yield cell(prediction.text)


def tsv_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """Input, output and score."""
    for prediction in predictions:
        yield f"{cell(source)}\t{cell(prediction.text)}\t{prediction.score:.4f}"


def pharaoh_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """The input symbol with the most attention of each output symbol, by their places from 0:
    0-0 1-2; without </s>.
    """
    for prediction in predictions:
        if prediction.attention is None:
            raise PantoumError(
                "the model has no attention, so there is no alignment",
                remedy="choose another --format",
            )
        weights = prediction.attention[:, : max(1, len(prediction.source_tokens) - 1)]
        real = [place for place, token in enumerate(prediction.tokens) if token != EOS_SYMBOL]
        yield " ".join(f"{weights[place].argmax()}-{place}" for place in real)


def jsonl_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """One object for each output, with its symbols and its attention."""
    for rank, prediction in enumerate(predictions, start=1):
        yield json.dumps(prediction.to_dict(source, rank), ensure_ascii=False)


FORMATS = {"text": text_lines, "tsv": tsv_lines, "jsonl": jsonl_lines, "pharaoh": pharaoh_lines}
