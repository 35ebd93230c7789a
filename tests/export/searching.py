"""Graphs of encoder-decoders beside the searches that they must equal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnxruntime
import torch

from pantoum.config import SearchConfig
from pantoum.data.corpus import FlatSequences
from pantoum.export.seq2seq import seq2seq_graph
from pantoum.inference import decode
from pantoum.models import Seq2Seq
from pantoum.models.ensemble import Ensemble
from pantoum.search.contract import Hypothesis
from pantoum.search.limit import OutputLimit
from pantoum.symbols import EOS

SOURCE_SYMBOLS = 11
TARGET_SYMBOLS = 13
LIMIT = OutputLimit(1.2, 3)
LENGTHS = (6, 1, 9, 3, 4, 2, 7, 5)


def spoken(model: Seq2Seq) -> Seq2Seq:
    """The model, in evaluation mode, with other weights than fresh ones: the outputs differ, most
    end, and none is as good as another."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(1.7).add_(torch.randn_like(parameter) * 0.4)
        model.decoder.output.symbol_parameters()[1][EOS] -= 0.7
    return model.eval()


def some_inputs(lengths: Sequence[int] = LENGTHS) -> list[list[int]]:
    numbers = np.random.default_rng(5)
    return [numbers.integers(3, SOURCE_SYMBOLS, length).tolist() for length in lengths]


class Exported:
    """The graph of models, as a function of rows."""

    def __init__(self, models: Sequence[Seq2Seq], search: SearchConfig, *, attention: bool = True
    ) -> None:
        graph = seq2seq_graph(models, LIMIT, search, attention=attention)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(graph.SerializeToString(), options)
        self.names = [value.name for value in self.session.get_outputs()]

    def __call__(self, rows: Sequence[Sequence[int]], nbest: int = 1, **inputs: Any) -> list[list[Hypothesis]]:
        lengths = np.array([len(row) for row in rows])
        source = np.zeros((len(rows), lengths.max()), np.int64)
        for ids, row in zip(source, rows, strict=True):
            ids[: len(row)] = row
        given = {"source": source, "lengths": lengths, "nbest": np.array([nbest]), **inputs}
        found = dict(zip(self.names, self.session.run(None, given), strict=True))
        return [
            [
                _hypothesis(found, row, rank, int(lengths[row]))
                for rank in range(nbest)
                if found["score"][row, rank] > -np.inf
            ]
            for row in range(len(rows))
        ]


def _hypothesis(found: dict[str, np.ndarray], row: int, rank: int, length: int) -> Hypothesis:
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


def searched(
    models: Sequence[Seq2Seq], search: SearchConfig, rows: Sequence[Sequence[int]], nbest: int = 1
) -> list[list[Hypothesis]]:
    """What the search in torch finds."""
    model: Any = models[0] if len(models) == 1 else Ensemble(models, "probability", same_inputs=True)
    sources = FlatSequences.of(rows)
    return decode(model, [sources], LIMIT, search, nbest)


def assert_same(found: list[list[Hypothesis]], expected: list[list[Hypothesis]]) -> None:
    """Outputs are equal; scores and attention to rounding."""
    assert [[one.ids for one in row] for row in found] == [[one.ids for one in row] for row in expected]
    for one, other in zip(sum(found, []), sum(expected, []), strict=True):
        assert one.complete == other.complete
        assert abs(one.log_probability - other.log_probability) < 1e-4
        assert abs(one.score - other.score) < 1e-4
        assert (one.attention is None) == (other.attention is None)
        if other.attention is not None:
            np.testing.assert_allclose(one.attention, other.attention, atol=1e-4)
