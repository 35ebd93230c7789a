"""Graphs of encoder-decoders beside the searches that they must equal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from tests.exporting.graphs import Session

from pantoum.config import ModelConfig, SearchConfig
from pantoum.data.corpus import FlatSequences
from pantoum.inference import decode
from pantoum.models import Seq2Seq, build
from pantoum.models.ensemble import Ensemble
from pantoum.search.contract import Hypothesis
from pantoum.search.limit import OutputLimit
from pantoum.symbols import EOS

# As many as the models of `tests.contracts.building` have.
SOURCE_SYMBOLS = 9
TARGET_SYMBOLS = 11
LIMIT = OutputLimit(1.2, 3)
LENGTHS = (6, 1, 9, 3, 4, 2, 7, 5)

Rows = Sequence[Sequence[int]]


def some_rows() -> list[list[int]]:
    """Inputs of several lengths, one of nothing but its end."""
    numbers = np.random.default_rng(5)
    return [[*numbers.integers(4, SOURCE_SYMBOLS, length - 1).tolist(), EOS] for length in LENGTHS]


def small_model(copied_as: Sequence[int] | None = None, **settings: Any) -> Seq2Seq:
    """An embedding is as wide as the inputs that are traced are long, which must not matter."""
    sizes = {"embedding": 5, "hidden": 4, "dropout": 0.0}
    return talkative(
        build(ModelConfig(**(sizes | settings)), SOURCE_SYMBOLS, TARGET_SYMBOLS, copied_as)
    )


def talkative(model: Seq2Seq) -> Seq2Seq:
    """The model in single precision, with weights of which outputs differ in their symbols and
    lengths; those of fresh weights are nearly all the same.
    """
    model = model.float().eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(1.7).add_(torch.randn_like(parameter) * 0.4)
        for _ in range(20):  # a model that copies may go on ending at once
            outputs = searched([model], SearchConfig(), some_rows())
            if sum(not row[0].ids for row in outputs) <= 3:
                break
            model.decoder.output.symbol_parameters()[1][EOS] -= 0.5
    return model


def searched(
    models: Sequence[Seq2Seq], search: SearchConfig, rows: Rows, nbest: int = 1
) -> list[list[Hypothesis]]:
    """What the search in torch finds."""
    model: Any = models[0]
    if len(models) > 1:
        model = Ensemble(models, "probability", same_inputs=True)
    return decode(model, [FlatSequences.of(rows)], LIMIT, search, nbest)


def found_by(session: Session, rows: Rows, **inputs: Any) -> list[list[Hypothesis]]:
    """What a graph finds.

    Args:
        inputs: its other inputs, as whole numbers.
    """
    lengths = np.array([len(row) for row in rows])
    source = np.zeros((len(rows), lengths.max()), np.int64)
    for ids, row in zip(source, rows, strict=True):
        ids[: len(row)] = row
    named = {name: np.array([value]) for name, value in inputs.items()}
    found = session(source=source, lengths=lengths, **named)
    ranks = range(found["score"].shape[1])
    return [
        [
            _hypothesis(found, row, rank, length)
            for rank in ranks
            if found["score"][row, rank] > -np.inf
        ]
        for row, length in enumerate(lengths.tolist())
    ]


def _hypothesis(found: Mapping[str, Any], row: int, rank: int, length: int) -> Hypothesis:
    symbols = found["symbols"][row, rank]
    complete = bool(found["complete"][row, rank])
    weights = found.get("attention")
    return Hypothesis(
        found["ids"][row, rank, : symbols - complete].tolist(),
        complete,
        float(found["log_probability"][row, rank]),
        float(found["score"][row, rank]),
        None if weights is None else weights[row, rank, :symbols, :length],
    )


def assert_same(found: list[list[Hypothesis]], expected: list[list[Hypothesis]]) -> None:
    """Outputs are equal, scores and attention to rounding."""
    assert [[one.ids for one in row] for row in found] == [
        [one.ids for one in row] for row in expected
    ]
    for row, of_row in zip(found, expected, strict=True):
        for one, other in zip(row, of_row, strict=True):
            assert one.complete == other.complete
            np.testing.assert_allclose(one.log_probability, other.log_probability, atol=1e-4)
            np.testing.assert_allclose(one.score, other.score, atol=1e-4)
            if other.attention is None:
                assert one.attention is None
            else:
                assert one.attention is not None
                np.testing.assert_allclose(one.attention, other.attention, atol=1e-4)
