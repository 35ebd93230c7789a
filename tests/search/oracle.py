"""Search written as it is defined, for one input, from the probabilities that the model's training
pass gives.
"""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import torch

from pantoum.models import Seq2Seq, teacher_forced_log_probabilities
from pantoum.symbols import BOS, EOS

Symbols = tuple[int, ...]


class Output(NamedTuple):
    """Symbols with </s> where it came, and their log-probability."""

    symbols: Symbols
    total: float

    def score(self, length_penalty: float) -> float:
        return self.total / len(self.symbols) ** length_penalty

    @property
    def complete(self) -> bool:
        return self.symbols[-1] == EOS


def ranked(outputs: Sequence[Output], length_penalty: float) -> list[Output]:
    """Complete ones first, by score."""
    return sorted(outputs, key=lambda output: (not output.complete, -output.score(length_penalty)))


@torch.no_grad()
def teacher_forced(
    model: Seq2Seq, source: Sequence[int], outputs: Sequence[Symbols]
) -> list[torch.Tensor]:
    """For each output the log-probabilities [symbols, vocabulary] of every next symbol."""
    longest = max(len(symbols) for symbols in outputs)
    target = torch.tensor([[*symbols, *[EOS] * (longest - len(symbols))] for symbols in outputs])
    sources = torch.tensor([source] * len(outputs)), torch.tensor([len(source)] * len(outputs))
    steps = torch.log_softmax(model(*sources, target), dim=-1)
    return [row[: len(symbols)] for row, symbols in zip(steps, outputs, strict=True)]


def rescored(model: Seq2Seq, source: Sequence[int], outputs: Sequence[Symbols]) -> list[Output]:
    """The outputs with their log-probabilities."""
    found = []
    for symbols, steps in zip(outputs, teacher_forced(model, source, outputs), strict=True):
        found.append(Output(symbols, steps[range(len(symbols)), symbols].sum().item()))
    return found


@torch.no_grad()
def attention_of(model: Seq2Seq, source: Sequence[int], symbols: Symbols) -> torch.Tensor | None:
    """Attention [symbols, source] under teacher forcing."""
    state = model.start(torch.tensor([source]), torch.tensor([len(source)]))
    _, weights = teacher_forced_log_probabilities(
        model.decoder, torch.tensor([[BOS, *symbols[:-1]]]), state
    )
    return None if weights is None else weights[0]


def all_outputs(vocabulary: int, longest: int) -> list[Symbols]:
    """Every output there can be: the complete ones, and those cut at the longest length."""
    real = range(EOS + 1, vocabulary)
    complete = [
        (*symbols, EOS) for length in range(longest) for symbols in product(real, repeat=length)
    ]
    return [*complete, *product(real, repeat=longest)]


def beam_by_definition(
    model: Seq2Seq, source: Sequence[int], longest: int, beam: int, length_penalty: float
) -> list[Output]:
    """A beam that runs until its last place is taken by an ended output, or to the longest output:
    no early stop.
    """
    alive = [Output((), 0.0)]
    ended = []
    for step in range(1, longest + 1):
        read = teacher_forced(model, source, [(*output.symbols, EOS) for output in alive])
        continued = [
            Output((*output.symbols, symbol), output.total + value)
            for output, steps in zip(alive, read, strict=True)
            for symbol, value in enumerate(steps[-1].tolist())
            if symbol >= EOS
        ]
        best = sorted(continued, key=lambda output: -output.total)[: beam - len(ended)]
        alive = [output for output in best if not output.complete and step < longest]
        ended += [output for output in best if output.complete or step == longest]
        if not alive:
            break
    return ranked(ended, length_penalty)
