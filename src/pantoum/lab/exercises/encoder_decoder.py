"""Exercises about the encoder and the decoder: what is read and asked, the bridge, and its room."""

from __future__ import annotations

import torch
from torch import Generator, Tensor

from pantoum.cells import LSTMCell, LSTMState
from pantoum.lab.exercises.exercise import Call, Exercise, Mistake, normal, whole
from pantoum.layers import BidirectionalState
from pantoum.models.bridge import Bridge


def reads_and_writes(symbols: list[str]) -> tuple[list[str], list[str]]:
    """The reference: the one sequence with both ends, without its last and without its first."""
    whole_sequence = ["<s>", *symbols, "</s>"]
    return whole_sequence[:-1], whole_sequence[1:]


def symbol_calls(generator: Generator) -> list[Call]:
    outputs: list[list[str]] = [["θ", "e", "ɾ", "i"], ["a"], []]
    letters = "abcdefgh"
    drawn = [letters[whole(generator, 0, len(letters) - 1)] for _ in range(6)]
    return [Call((one,), reads_and_writes(one)) for one in [*outputs, drawn]]


def across(
    a_forward: Tensor,
    c_forward: Tensor,
    a_backward: Tensor,
    c_backward: Tensor,
    weight: Tensor,
    bias: Tensor,
) -> tuple[Tensor, Tensor]:
    """The reference: the package's bridge with these weights."""
    both, size = weight.shape
    bridge = Bridge([size], [LSTMCell(1, both // 2)]).requires_grad_(False)
    (projection,) = bridge.projections
    projection.weight.copy_(weight)  # type: ignore[operator]
    projection.bias.copy_(bias)  # type: ignore[operator]
    states = (LSTMState(a_forward, c_forward), LSTMState(a_backward, c_backward))
    (first,) = bridge([BidirectionalState(*states)])
    return first.hidden, first.cell


def bridge_calls(generator: Generator) -> list[Call]:
    calls = []
    for batch, encoder, decoder in ((1, 1, 1), (2, 3, 4)):
        a_f, c_f, a_b, c_b = (normal(generator, batch, encoder, scale=1.5) for _ in range(4))
        weight = normal(generator, 2 * decoder, 4 * encoder, scale=0.7)
        bias = normal(generator, 2 * decoder)
        expected = across(a_f, c_f, a_b, c_b, weight, bias)
        calls.append(Call((a_f, c_f, a_b, c_b, weight, bias), expected))
    return calls


def _tanh_of_both(
    a_f: Tensor, c_f: Tensor, a_b: Tensor, c_b: Tensor, weight: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    hidden, memory = across(a_f, c_f, a_b, c_b, weight, bias)
    return hidden, torch.tanh(memory)


def _another_order(
    a_f: Tensor, c_f: Tensor, a_b: Tensor, c_b: Tensor, weight: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    return across(a_f, a_b, c_f, c_b, weight, bias)


def largest_length(numbers: int, levels: int, alphabet: int) -> int:
    """The reference: in whole numbers, one length after the other."""
    states = levels**numbers
    length = 0
    while alphabet ** (length + 1) <= states:
        length += 1
    return length


def room_calls(generator: Generator) -> list[Call]:
    triples = [(1, 2, 2), (8, 2, 26), (64, 4, 26), (3, 10, 1000), (1, 2, 3)]
    triples.append((whole(generator, 20, 90), whole(generator, 3, 9), whole(generator, 10, 40)))
    return [Call(one, largest_length(*one)) for one in triples]


EXERCISES = (
    Exercise(
        "encoder_decoder-1",
        "reads_and_writes",
        ("symbols",),
        ("reads", "writes"),
        "Of a list of output symbols give the pair of lists under teacher forcing: what the "
        "decoder reads at each step, and what it is asked for there. '<s>' is the start symbol, "
        "'</s>' the end.",
        "gives what teacher forcing reads and asks for",
        symbol_calls,
        mistakes=(
            Mistake(
                lambda symbols: (["<s>", *symbols, "</s>"], ["<s>", *symbols, "</s>"]),
                "at each step the decoder is asked for the symbol after the one that it reads",
            ),
            Mistake(
                lambda symbols: (symbols, [*symbols, "</s>"][1:]),
                "the first step reads '<s>' and is asked for the first symbol",
            ),
        ),
    ),
    Exercise(
        "encoder_decoder-2",
        "bridge",
        ("a_F", "c_F", "a_B", "c_B", "W", "b"),
        ("s", "m"),
        "From the last states [batch, encoder] of a bi-directional LSTM give the pair of the "
        "decoder's first hidden state and memory [batch, decoder]: v = [a_F; c_F; a_B; c_B], and "
        "the rows of W [2 decoder, 4 encoder] and b [2 decoder] are those of s⟨0⟩ = tanh(…), then "
        "those of m⟨0⟩, which has no tanh.",
        "gives what Bridge gives",
        bridge_calls,
        mistakes=(
            Mistake(_tanh_of_both, "this is what comes out when m⟨0⟩ has a tanh as well"),
            Mistake(_another_order, "this is what comes out when v is [a_F; a_B; c_F; c_B]"),
        ),
    ),
    Exercise(
        "encoder_decoder-3",
        "largest_length",
        ("numbers", "levels", "alphabet"),
        ("the length",),
        "A state of so many numbers, each of which can be told apart at so many levels, has to "
        "hold any string of an alphabet of so many symbols. Give the greatest length for which "
        "every string can have a state of its own.",
        "gives what counting gives",
        room_calls,
        mistakes=(
            Mistake(
                lambda numbers, levels, alphabet: numbers * levels // alphabet,
                "the numbers of states and of strings are powers: levels ** numbers and alphabet "
                "** length",
            ),
        ),
    ),
)
