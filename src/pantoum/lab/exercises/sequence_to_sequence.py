"""Exercises about sequence to sequence: greedy search, where it fails, and the order of inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import torch
from torch import Generator, Tensor

from pantoum.lab.exercises.exercise import Call, Exercise, Mistake, normal, whole

NextSymbol = Callable[[list[int]], Tensor]
END = 0


def greedy(step: NextSymbol, end: int, limit: int) -> list[int]:
    """The reference: the likeliest symbol after each prefix."""
    symbols: list[int] = []
    while len(symbols) < limit:
        symbol = int(step(symbols).argmax())
        if symbol == end:
            break
        symbols.append(symbol)
    return symbols


def random_step(generator: Generator, symbols: int, end_after: int) -> NextSymbol:
    """Log-probabilities that depend on the last two symbols, and on how many there are; the end is
    likeliest after so many.
    """
    table = normal(generator, symbols + 1, symbols + 1, symbols)

    def step(prefix: list[int]) -> Tensor:
        first, second = [symbols, symbols, *prefix][-2:]
        logits = table[first, second].clone()
        logits[END] = 10.0 if len(prefix) >= end_after else -10.0
        return torch.log_softmax(logits, dim=0)

    return step


def greedy_calls(generator: Generator) -> list[Call]:
    calls = []
    for symbols, end_after, limit in ((3, 2, 10), (6, 5, 10), (6, 9, 4), (4, 0, 5)):
        step = random_step(generator, symbols, end_after)
        calls.append(Call((step, END, limit), greedy(step, END, limit)))
    return calls


def _with_the_end(step: NextSymbol, end: int, limit: int) -> list[int]:
    found = greedy(step, end, limit)
    return [*found, end] if len(found) < limit else found


def garden_path_fault(answer: Any) -> str | None:
    """What a table does that greedy search finds the best output of; None if it does not."""
    first, second = (torch.as_tensor(part, dtype=torch.float64) for part in answer)
    if tuple(first.shape) != (2,) or tuple(second.shape) != (2, 2):
        shapes = f"{list(first.shape)} and {list(second.shape)}"
        return f"the answer has the shapes {shapes}, and [2] and [2, 2] are expected"
    for name, row in (("first", first), ("second[0]", second[0]), ("second[1]", second[1])):
        if float(row.min()) < 0 or abs(float(row.sum()) - 1) > 1e-4:
            return f"{name} is {row.tolist()}, and probabilities that add up to 1 are expected"
    outputs = {(i, j): float(first[i] * second[i, j]) for i, j in product(range(2), repeat=2)}
    taken = int(first.argmax())
    found = (taken, int(second[taken].argmax()))
    best = max(outputs, key=lambda output: outputs[output])
    if outputs[best] > outputs[found] + 1e-6:
        return None
    return (
        f"greedy search finds {found} with probability {outputs[found]:.4g}, and no output is "
        f"likelier than that"
    )


def garden_path_calls(generator: Generator) -> list[Call]:
    return [Call((), judge=garden_path_fault)]


def lags(length: int, reverse: bool) -> list[int]:
    """The reference: both sequences are written down, and the steps between are counted."""
    read = list(range(length))
    if reverse:
        read.reverse()
    clock = [("read", symbol) for symbol in read]
    clock += [("written", symbol) for symbol in range(length)]
    return [clock.index(("written", one)) - clock.index(("read", one)) for one in range(length)]


def lag_calls(generator: Generator) -> list[Call]:
    pairs = [(1, False), (4, False), (1, True), (4, True)]
    pairs.append((whole(generator, 5, 12), True))
    return [Call(pair, lags(*pair)) for pair in pairs]


def _not_reversed(length: int, reverse: bool) -> Sequence[int]:
    return lags(length, False)


EXERCISES = (
    Exercise(
        "sequence_to_sequence-1",
        "greedy",
        ("step", "end", "limit"),
        ("symbols",),
        "Write greedy search. step(prefix) gives the log-probabilities [symbols] of what comes "
        "after a list of symbols. Take the likeliest each time, until it is end or there are limit "
        "symbols, and give the list, without the end.",
        "gives what greedy search gives on random tables",
        greedy_calls,
        mistakes=(Mistake(_with_the_end, "the end is not one of the symbols that are given"),),
    ),
    Exercise(
        "sequence_to_sequence-2",
        "garden_path",
        (),
        ("first", "second"),
        "Outputs are two symbols long, of an alphabet of two. Give the pair first [2], the "
        "probabilities of the first symbol, and second [2, 2], those of the second after each "
        "first one, with which greedy search misses the likeliest output.",
        "gives a table in which greedy search misses the likeliest output",
        garden_path_calls,
    ),
    Exercise(
        "sequence_to_sequence-3",
        "lags",
        ("length", "reverse"),
        ("lags",),
        "An encoder reads x⟨1⟩ … x⟨n⟩, one a step, in opposite order if reverse is true; then a "
        "decoder writes y⟨1⟩ … y⟨n⟩, one a step. Give the list of how many steps after x⟨t⟩ was "
        "read y⟨t⟩ is written.",
        "gives what counting gives",
        lag_calls,
        mistakes=(
            Mistake(
                _not_reversed,
                "in opposite order x⟨1⟩ is read last, one step before y⟨1⟩ is written",
            ),
        ),
    ),
)
