"""An encoder-decoder, or several that write together, with its search as one graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import onnx
from onnx import helper

from pantoum.config import SearchConfig
from pantoum.errors import PantoumError
from pantoum.exporting.beam_search import Read, beam_search_graph
from pantoum.exporting.beam_step import BOOL, FLOAT, INT, Settings
from pantoum.exporting.graph import Graph
from pantoum.exporting.layers import with_traced_layers
from pantoum.exporting.scoring import longest_outputs, shortest_outputs
from pantoum.exporting.trace import OPSET
from pantoum.exporting.traced_steps import TracedSteps, trace_steps
from pantoum.models import Average, Ensemble, Seq2Seq
from pantoum.search.limit import OutputLimit

# What a search in a graph does not have, and what each is when it is off.
NOT_EXPORTED = {"no_repeat_ngram_size": 0, "repetition_penalty": 1.0}
# onnxruntime reads this version since 1.18.
IR_VERSION = 10


def seq2seq_graph(
    models: Sequence[Seq2Seq],
    limit: OutputLimit,
    search: SearchConfig,
    *,
    nbest: int = 1,
    attention: bool = False,
    average: Average = "probability",
    same_inputs: bool = True,
) -> onnx.ModelProto:
    """One graph that takes symbol ids and gives outputs.

    Its inputs are ``source`` [batch, source] and ``lengths`` [batch], of an ensemble whose members
    read other symbols ``source_2`` and ``lengths_2`` and so on behind them; and ``beam`` [1],
    ``nbest`` [1] and ``length_penalty`` [], which need not be given. What padding holds is not
    read. Its outputs are those of `pantoum.exporting.beam_search.Outputs`.

    Args:
        models: one, or several with the same ids of output symbols.
        limit: how long an output may be.
        search: the default beam and length penalty, and the rest of the search, which is fixed.
        nbest: outputs of each input by default.
        attention: whether the graph gives the attention weights of the outputs.
        average: how several models decide.
        same_inputs: whether they read the same ids of input symbols.
    Raises: PantoumError for settings of a search that a graph does not have, and for a coverage
        penalty or attention of a model that has none.
    """
    _check(search)
    members = [with_traced_layers(model) for model in models]
    model: Any = members[0]
    if len(members) > 1:
        model = Ensemble(members, average, same_inputs=same_inputs)
    vocabularies = 1 if same_inputs else len(members)
    steps = trace_steps(model, members, vocabularies)
    _check_attention(steps, search, attention)
    graph = Graph("seq2seq")
    inputs = _inputs(graph, vocabularies)
    settings = _settings(graph, steps, search, nbest, attention)
    tensors = graph.include(steps.start, inputs)
    read = Read(
        lengths="lengths",
        width=graph.add("Shape", "source", start=1),
        limits=longest_outputs(graph, "lengths", limit, search),
        states=[tensors[place] for place in steps.changed],
        memories=[tensors[place] for place in steps.kept],
    )
    found = beam_search_graph(graph, steps, read, settings)
    for name, dtype, rest in (
        ("ids", INT, ["symbols"]),
        ("symbols", INT, []),
        ("complete", BOOL, []),
        ("log_probability", FLOAT, []),
        ("score", FLOAT, []),
        ("attention", FLOAT, ["symbols", "source"]),
    ):
        value = getattr(found, name)
        if value is not None:
            graph.output(name, value, dtype, ["batch", "outputs", *rest])
    opsets = [helper.make_opsetid("", OPSET)]
    return helper.make_model(graph.to_proto(), opset_imports=opsets, ir_version=IR_VERSION)


def _settings(
    graph: Graph, steps: TracedSteps, search: SearchConfig, nbest: int, attention: bool
) -> Settings:
    """The search's settings as values of the graph."""
    beam = graph.input("beam", INT, [1], [search.beam])
    each = graph.add("Min", beam, graph.constant([steps.vocabulary]))
    any_rows = graph.constant([-1])
    numbers = (graph.constant(0), graph.add("Squeeze", beam), graph.constant(1))
    return Settings(
        beam=beam,
        nbest=graph.input("nbest", INT, [1], [nbest]),
        length_penalty=graph.input("length_penalty", FLOAT, [], search.length_penalty),
        search=search,
        shortest=shortest_outputs(graph, "lengths", search) if search.min_length_ratio else None,
        attention=attention,
        each=each,
        columns=graph.add("Range", *numbers),
        one_row=graph.add("Concat", any_rows, beam, axis=0),
        all_of_row=graph.add("Concat", any_rows, graph.add("Mul", beam, each), axis=0),
    )


def _inputs(graph: Graph, count: int) -> dict[str, str]:
    """The graph's inputs for each input of the traced start."""
    inputs = {}
    for number in range(count):
        behind = f"_{number + 1}" if number else ""
        ids = graph.input(f"source{behind}", INT, ["batch", f"source{behind}"])
        lengths = graph.input(f"lengths{behind}", INT, ["batch"])
        inputs |= {f"ids_{number}": ids, f"lengths_{number}": lengths}
    return inputs


def _check(search: SearchConfig) -> None:
    for name, off in NOT_EXPORTED.items():
        value = getattr(search, name)
        if value != off:
            raise PantoumError(
                f"search.{name} is {value}, which an exported search does not have",
                setting=f"search.{name}",
                rule=f"{off}",
                value=value,
                remedy=f"set it to {off}",
            )


def _check_attention(steps: TracedSteps, search: SearchConfig, attention: bool) -> None:
    if steps.attends:
        return
    if attention:
        raise PantoumError(
            "the model has no attention to export",
            setting="attention",
            value=True,
            remedy="leave out --attention",
        )
    if search.coverage_penalty:
        raise PantoumError(
            "coverage_penalty needs a model with attention, and this one has none;",
            setting="coverage_penalty",
            rule="0 for a model without attention",
            remedy="set it to 0",
        )
