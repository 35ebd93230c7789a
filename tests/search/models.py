"""Small models to search with: random ones of every kind, and one that a table of probabilities
stands for.
"""

from collections.abc import Sequence
from typing import Any

import torch
from tests.models.combinations import SOURCE_SYMBOLS, TARGET_SYMBOLS, config_of, softmax_of
from torch import Tensor

from pantoum.cells.rnn import RNNState
from pantoum.models import DecoderState, Seq2Seq, build
from pantoum.symbols import EOS


def peaked(choice: dict[str, Any], seed: int = 0, target_symbols: int = TARGET_SYMBOLS) -> Seq2Seq:
    """A model whose weights are random and so large that inputs and steps differ; outputs end at
    many lengths.
    """
    torch.manual_seed(seed)
    model = build(config_of(choice), SOURCE_SYMBOLS, target_symbols).eval()
    for parameter in model.parameters():
        parameter.data.mul_(2.0).add_(torch.randn_like(parameter), alpha=0.3)
    softmax_of(model).weight.data.mul_(1.5)
    softmax_of(model).bias.data[EOS] += 1.0
    return model


class Table:
    """A model whose next symbol depends on the last one alone; what it reads does not matter.

    Args:
        probabilities: [vocabulary, vocabulary], of the next symbol after each.
    """

    def __init__(self, probabilities: Sequence[Sequence[float]]) -> None:
        self.logits = torch.tensor(probabilities).log()
        self.steps: list[int] = []

    def start(self, source: Tensor, lengths: Tensor) -> DecoderState:
        return DecoderState((RNNState(torch.zeros(len(source), 1)),), None, None)

    def step(self, tokens: Tensor, state: DecoderState) -> tuple[Tensor, DecoderState, None]:
        """The row of the last symbol; `steps` notes how many hypotheses were read together."""
        self.steps.append(len(tokens))
        return torch.log_softmax(self.logits[tokens], dim=-1), state, None


def inputs(count: int, longest: int = 7, seed: int = 0) -> list[list[int]]:
    """Sequences of all lengths from 1."""
    generator = torch.Generator().manual_seed(seed)
    lengths = [1 + row % longest for row in range(count)]
    options: dict[str, Any] = {"generator": generator, "device": "cpu"}
    return [torch.randint(4, SOURCE_SYMBOLS, (n,), **options).tolist() for n in lengths]


def padded(rows: Sequence[Sequence[int]], extra: int = 0) -> tuple[Tensor, Tensor]:
    """Ids with `extra` more columns of padding than they need, and lengths.

    The padding is not PAD but a real symbol, so that reading it would show.
    """
    lengths = torch.tensor([len(row) for row in rows], dtype=torch.long)
    width = max((len(row) for row in rows), default=0) + extra
    ids = [[*row, *[5] * (width - len(row))] for row in rows]
    return torch.tensor(ids, dtype=torch.long).reshape(len(rows), width), lengths


def started(model: Any, rows: Sequence[Sequence[int]], extra: int = 0) -> tuple[Any, Any, Tensor]:
    """The model, its state after it has read these rows, and their lengths: what a search starts
    from.
    """
    source, lengths = padded(rows, extra)
    return model, model.start(source, lengths), lengths


def limits(rows: Sequence[Sequence[int]]) -> list[int]:
    """The longest outputs, from each row's own length."""
    return [len(row) + 4 for row in rows]
