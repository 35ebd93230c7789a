"""Search written as it is defined, for one input, from the probabilities that the model's training pass gives."""

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

import torch

from weft.models import Seq2Seq
from weft.symbols import BOS, EOS


class Output(NamedTuple):
    """Symbols with </s> where it came, and their log-probability."""

    symbols: tuple[int, ...]
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
def teacher_forced(model: Seq2Seq, source: Sequence[int], symbols: Sequence[int]) -> torch.Tensor:
    """Log-probabilities [symbols, vocabulary] of every next symbol under teacher forcing."""
    logits = model(torch.tensor([source]), torch.tensor([len(source)]), torch.tensor([symbols]))
    return torch.log_softmax(logits[0], dim=-1)


def rescored(model: Seq2Seq, source: Sequence[int], symbols: Sequence[int]) -> float:
    """The log-probability of all the symbols."""
    steps = teacher_forced(model, source, symbols)
    return sum(steps[place, symbol].item() for place, symbol in enumerate(symbols))


@torch.no_grad()
def attention_of(model: Seq2Seq, source: Sequence[int], symbols: Sequence[int]) -> torch.Tensor | None:
    """Attention [symbols, source] under teacher forcing."""
    state = model.start(torch.tensor([source]), torch.tensor([len(source)]))
    _, weights = model.decoder(torch.tensor([[BOS, *symbols[:-1]]]), state)
    return None if weights is None else weights[0]


def all_outputs(model: Seq2Seq, source: Sequence[int], vocabulary: int, longest: int) -> Iterator[Output]:
    """Every output there can be: the complete ones, and those cut at the longest length."""
    real = range(EOS + 1, vocabulary)
    for length in range(longest):
        for symbols in product(real, repeat=length):
            yield Output((*symbols, EOS), rescored(model, source, (*symbols, EOS)))
    for symbols in product(real, repeat=longest):
        yield Output(symbols, rescored(model, source, symbols))


def beam_by_definition(
    model: Seq2Seq, source: Sequence[int], longest: int, beam: int, length_penalty: float
) -> list[Output]:
    """A beam that runs until its last place is taken by an ended output, or to the longest output: no early stop."""
    alive, ended = [Output((), 0.0)], []
    for step in range(longest):
        continued = []
        for symbols, total in alive:
            steps = teacher_forced(model, source, (*symbols, EOS))[-1].tolist()
            continued += [Output((*symbols, s), total + steps[s]) for s in range(EOS, len(steps))]
        continued = [output for output in continued if output.total > -math.inf]
        best = sorted(continued, key=lambda output: -output.total)[: beam - len(ended)]
        ended += [output for output in best if output.complete or step + 1 == longest]
        alive = [output for output in best if not output.complete]
        if not alive or step + 1 == longest:
            break
    return ranked(ended, length_penalty)
