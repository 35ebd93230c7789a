"""A beam search as an ONNX graph: `pantoum.search.beam_search`, with its loop in the graph."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from onnx import helper

from pantoum.exporting.beam_step import FLOAT, INT, BeamStep, Settings
from pantoum.exporting.graph import Graph, Shape
from pantoum.exporting.scoring import length_divisor
from pantoum.exporting.traced_steps import TracedSteps
from pantoum.symbols import BOS, EOS


class Outputs(NamedTuple):
    """Names of what a search gives for each input, the best output first.

    ids [batch, nbest, symbols]; symbols [batch, nbest], how many of them count; complete [batch,
    nbest], whether </s> is the last of them; log_probability and score [batch, nbest], minus
    infinity where there are fewer outputs; attention [batch, nbest, symbols, source] or None.
    """

    ids: str
    symbols: str
    complete: str
    log_probability: str
    score: str
    attention: str | None


class Read(NamedTuple):
    """What a model has read, and what follows from it.

    lengths [batch]: of the inputs; width [1]: of the longest; limits [batch]: the longest outputs;
    states, memories: the tensors that steps change, and those that they only read.
    """

    lengths: str
    width: str
    limits: str
    states: list[str]
    memories: list[str]


def beam_search_graph(graph: Graph, steps: TracedSteps, read: Read, settings: Settings) -> Outputs:
    """Write a beam search into a graph."""
    first = _first_values(graph, steps, read, settings)
    carried = {name: (dtype, shape) for name, (_, dtype, shape) in first.items()}
    body = BeamStep(graph, steps, read.memories, settings, carried).write()
    longest = graph.add("ReduceMax", read.limits, keepdims=0)
    some = graph.add("Greater", graph.add("Size", read.lengths), graph.constant(0))
    values = [value for value, _, _ in first.values()]
    last = graph.add("Loop", longest, some, *values, outputs=len(values), body=body)
    return _best_of_slots(graph, dict(zip(first, last, strict=True)), read, settings)


def _first_values(
    graph: Graph, steps: TracedSteps, read: Read, settings: Settings
) -> dict[str, tuple[str, int, Shape]]:
    """One empty prefix for each input, and its slots empty: what the loop carries, by name."""
    add, constant = graph.add, graph.constant
    batch = add("Shape", read.lengths)
    slots = add("Mul", batch, settings.beam)
    every = add("Range", constant(0), add("Squeeze", batch), constant(1))
    zero = constant([0])

    def filled(value: float | int, dtype: int, *sizes: str) -> str:
        one = np.array([value], helper.tensor_dtype_to_np_dtype(dtype))
        shape = add("Concat", *sizes, axis=0)
        return add("ConstantOfShape", shape, value=helper.make_tensor("value", dtype, [1], one))

    def column(values: str) -> str:
        return add("Unsqueeze", values, constant([1]))

    first_slots = add("Mul", every, settings.beam)
    divisors = column(length_divisor(graph, read.limits, settings.length_penalty, settings.search))
    values: dict[str, tuple[str, int, Shape]] = {
        "limits": (column(read.limits), INT, [None, 1]),
        "limit_divisors": (divisors, FLOAT, [None, 1]),
        "end_of_slots": (column(add("Add", first_slots, settings.beam)), INT, [None, 1]),
        "open": (column(add("Expand", settings.beam, batch)), INT, [None, 1]),
        "best": (filled(-np.inf, FLOAT, batch, settings.nbest), FLOAT, [None, None]),
        "tokens": (filled(BOS, INT, batch), INT, [None]),
        "totals": (filled(0.0, FLOAT, batch), FLOAT, [None]),
        "places": (column(first_slots), INT, [None, 1]),
        "reads": (every, INT, [None]),
        "ids": (filled(0, INT, batch, zero), INT, [None, None]),
        "slot_ids": (filled(0, INT, slots, zero), INT, [None, None]),
        "slot_symbols": (filled(0, INT, slots), INT, [None]),
        "slot_totals": (filled(-np.inf, FLOAT, slots), FLOAT, [None]),
        "slot_scores": (filled(-np.inf, FLOAT, slots), FLOAT, [None]),
    }
    if settings.attention:
        axes = [None, None, None]
        values["weights"] = (filled(0.0, FLOAT, batch, zero, read.width), FLOAT, axes)
        values["slot_weights"] = (filled(0.0, FLOAT, slots, zero, read.width), FLOAT, axes)
    if settings.search.coverage_penalty:  # padding counts as covered
        places = add("Range", constant(0), add("Squeeze", read.width), constant(1))
        padding = add("GreaterOrEqual", places, add("Unsqueeze", read.lengths, constant([1])))
        values["coverage"] = (graph.cast(padding, FLOAT), FLOAT, [None, None])
    for number, (name, state) in enumerate(zip(read.states, steps.states, strict=True)):
        values[f"state_{number}"] = (name, state.dtype, [None, *state.sizes])
    return values


def _ends(graph: Graph, last: dict[str, str]) -> str:
    """Whether the output in each slot ends with </s> [slots]; false for an empty slot."""
    symbols = graph.add("Sub", last["slot_symbols"], graph.constant([1]))
    place = graph.add(
        "Unsqueeze", graph.add("Max", symbols, graph.constant([0])), graph.constant([1])
    )
    final = graph.add("GatherElements", last["slot_ids"], place, axis=1)
    return graph.add("Equal", graph.add("Squeeze", final, graph.constant([1])), graph.constant(EOS))


def _best_of_slots(graph: Graph, last: dict[str, str], read: Read, settings: Settings) -> Outputs:
    """The best of each input's slots: those that ended by themselves before those that were cut,
    then by score, then what ended first.
    """
    add, constant = graph.add, graph.constant
    options = {"outputs": 2, "axis": -1, "largest": 1, "sorted": 1}
    batch = add("Shape", read.lengths)
    table = add("Concat", batch, settings.beam, axis=0)
    scores = add("Reshape", last["slot_scores"], table)
    _, by_score = add("TopK", scores, settings.beam, **options)
    ends = add("Reshape", _ends(graph, last), table)
    complete = graph.cast(add("GatherElements", ends, by_score, axis=1), FLOAT)
    _, by_end = add("TopK", complete, settings.nbest, **options)
    order = add("GatherElements", by_score, by_end, axis=1)
    rows = add("Range", constant(0), add("Squeeze", batch), constant(1))
    first = add("Mul", add("Unsqueeze", rows, constant([1])), settings.beam)
    places = add("Add", first, order)

    def best(name: str) -> str:
        return add("Gather", last[name], places)

    return Outputs(
        ids=best("slot_ids"),
        symbols=best("slot_symbols"),
        complete=add("Gather", _ends(graph, last), places),
        log_probability=best("slot_totals"),
        score=best("slot_scores"),
        attention=best("slot_weights") if settings.attention else None,
    )
