"""How a search in a graph limits and scores outputs: the formulas of `pantoum.search` as nodes."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from pantoum.config import SearchConfig
from pantoum.exporting.graph import Graph
from pantoum.search.limit import LONGEST_OUTPUT, OutputLimit
from pantoum.search.ranking import LEAST_COVERAGE


def longest_outputs(graph: Graph, lengths: str, limit: OutputLimit, search: SearchConfig) -> str:
    """The most symbols of each output, </s> included [batch]; see
    `pantoum.search.output_constraints.longest_outputs`.

    Args:
        lengths: of the inputs, </s> included [batch].
    """
    add, constant = graph.add, graph.constant
    if search.max_length_ratio:
        symbols = add("Sub", lengths, constant([1]))
        whole = _multiple(graph, symbols, search.max_length_ratio, "Floor")
        return add("Add", add("Max", whole, constant([1])), constant([1]))
    whole = _multiple(graph, lengths, limit.ratio, "Floor")
    return add("Min", add("Add", whole, constant([limit.extra])), constant([LONGEST_OUTPUT]))


def shortest_outputs(graph: Graph, lengths: str, search: SearchConfig) -> str:
    """The fewest symbols of each output before its </s> [batch]."""
    symbols = graph.add("Sub", lengths, graph.constant([1]))
    return _multiple(graph, symbols, search.min_length_ratio, "Ceil")


def length_divisor(graph: Graph, symbols: str, penalty: str, search: SearchConfig) -> str:
    """See `pantoum.search.ranking.length_divisor`; of any shape."""
    length = graph.cast(symbols, TensorProto.FLOAT)
    if search.length_formula == "wu":
        more = graph.add("Add", length, graph.constant(5, np.float32))
        length = graph.add("Div", more, graph.constant(6, np.float32))
    return graph.add("Pow", length, penalty)


def coverage_score(graph: Graph, coverage: str, search: SearchConfig) -> str:
    """See `pantoum.search.ranking.coverage_score`: [alive, source] -> [alive]."""
    least = graph.constant(LEAST_COVERAGE, np.float32)
    logs = graph.add("Log", graph.add("Clip", coverage, least, graph.constant(1, np.float32)))
    total = graph.add("ReduceSum", logs, graph.constant([1]), keepdims=0)
    return graph.add("Mul", total, graph.constant(search.coverage_penalty, np.float32))


def _multiple(graph: Graph, numbers: str, ratio: float, rounding: str) -> str:
    """Whole numbers times a ratio, in double precision as Python computes it, as whole numbers."""
    precise = graph.cast(numbers, TensorProto.DOUBLE)
    scaled = graph.add("Mul", precise, graph.constant(ratio, np.float64))
    return graph.cast(graph.add(rounding, scaled), TensorProto.INT64)
