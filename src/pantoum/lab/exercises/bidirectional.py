"""Exercises about reading both ways: rows turned round, two readers, and what each can know."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Generator, Tensor

from pantoum.cells import GRUCell, GRUState
from pantoum.kernels import flip_rows
from pantoum.lab.exercises.exercise import Call, Exercise, Mistake, normal
from pantoum.layers import Bidirectional, Recurrent

UNIT = "He said , Tesla is a unit of magnetic field strength ."
COMPANY = "He said , Tesla is an electric automotive and sustainable energy company ."
WATER = "He went to the bank of the river ."
MONEY = "She went to the bank with money ."

Step = Callable[[Tensor, Tensor], Tensor]


def flip_calls(generator: Generator) -> list[Call]:
    calls = []
    for batch, time, lengths in ((1, 4, [4]), (3, 5, [5, 3, 1]), (3, 6, [2, 0, 6])):
        x = normal(generator, batch, time, 2)
        calls.append(Call((x, lengths), flip_rows(x, torch.tensor(lengths))))
    return calls


def _padding_first(x: Tensor, lengths: list[int]) -> Tensor:
    return x.flip(1)


def random_cell(generator: Generator, input_size: int, hidden_size: int) -> GRUCell:
    """A cell whose weights are of this generator."""
    cell = GRUCell(input_size, hidden_size).requires_grad_(False)
    for parameter in cell.parameters():
        parameter.copy_(normal(generator, *parameter.shape, scale=0.5))
    return cell


def step_of(cell: GRUCell) -> Step:
    """One step of a cell for a single row: (x [input], a [hidden]) -> a [hidden]."""
    return lambda x, a: cell(x[None], GRUState(a[None]))[0][0]


def both_calls(generator: Generator) -> list[Call]:
    calls = []
    for time, input_size, hidden_size in ((1, 2, 3), (4, 3, 2), (7, 2, 5)):
        cells = [random_cell(generator, input_size, hidden_size) for _ in range(2)]
        layer = Bidirectional(*(Recurrent(cell, fast=False) for cell in cells))
        x = normal(generator, time, input_size)
        first = torch.zeros(hidden_size)
        expected = layer(x[None], [time])[0][0]
        calls.append(Call((x, step_of(cells[0]), step_of(cells[1]), first), expected))
    return calls


def _not_turned_back(x: Tensor, forward: Step, backward: Step, first: Tensor) -> Tensor:
    ahead, back = [first], [first]
    for step in range(len(x)):
        ahead.append(forward(x[step], ahead[-1]))
        back.append(backward(x[-1 - step], back[-1]))
    return torch.cat([torch.stack(ahead[1:]), torch.stack(back[1:])], dim=1)


def who_can_tell(first: list[str], second: list[str], place: int) -> set[str]:
    """The reference: two readers with random weights read both sentences, and their states at the
    place are compared.
    """
    generator = torch.Generator().manual_seed(1)
    words = sorted({*first, *second})
    embeddings = dict(zip(words, normal(generator, len(words), 8).unbind(), strict=True))
    cells = [random_cell(generator, 8, 8).double() for _ in range(2)]
    layer = Bidirectional(*(Recurrent(cell, fast=False) for cell in cells))
    states = []
    for sentence in (first, second):
        x = torch.stack([embeddings[word] for word in sentence])[None].double()
        states.append(layer(x, [len(sentence)])[0][0, place])
    ahead, back = (states[0] != states[1]).split(8)
    found = {name for name, differs in (("forward", ahead), ("backward", back)) if differs.any()}
    return found | ({"both"} if found else set())


def tell_calls(generator: Generator) -> list[Call]:
    unit, company, water, money = (one.split() for one in (UNIT, COMPANY, WATER, MONEY))
    triples = [
        (unit, company, unit.index("Tesla")),
        (unit, company, unit.index("is") + 1),
        (water, money, water.index("bank")),
        (["a", "b", "c"], ["d", "b", "c"], 1),
        (["a", "b"], ["a", "b"], 1),
        (["a", "b"], ["a", "b", "b"], 1),
    ]
    return [Call(one, who_can_tell(*one)) for one in triples]


EXERCISES = (
    Exercise(
        "bidirectional-1",
        "flip_rows",
        ("x", "lengths"),
        ("y",),
        "Turn each row of x [batch, time, size] round inside its own length: its first "
        "lengths[row] steps come in the opposite order, and what stands behind them, the padding, "
        "stays where it is. lengths is a list of whole numbers.",
        "gives what pantoum.kernels.flip_rows gives",
        flip_calls,
        mistakes=(
            Mistake(
                _padding_first,
                "this is what comes out when whole rows are turned round, so that padding comes "
                "first",
            ),
        ),
    ),
    Exercise(
        "bidirectional-2",
        "read_both_ways",
        ("x", "forward_step", "backward_step", "first"),
        ("y",),
        "Read one row x [time, input] in both directions, and give y [time, 2 hidden], of which "
        "y[t] = [a_F⟨t⟩; a_B⟨t⟩]. Each step is a function step(x⟨t⟩ [input], a [hidden]) -> a "
        "[hidden]; both directions begin with the state first [hidden].",
        "gives what Bidirectional gives with two GRUs",
        both_calls,
        mistakes=(
            Mistake(
                _not_turned_back,
                "this is what comes out when the backward states are in the order in which they "
                "were read: y[t] must hold the one of step t",
            ),
        ),
    ),
    Exercise(
        "bidirectional-3",
        "who_can_tell",
        ("first", "second", "place"),
        ("the set of readers",),
        "Two sentences, lists of words, and a place (from 0) in them. Give the set of those of "
        "'forward', 'backward' and 'both' (readers in that direction, or in both) whose state at "
        "this place can differ between the two sentences.",
        "gives what the states of two readers with random weights say",
        tell_calls,
    ),
)
