"""An encoder-decoder, or several that write together, with its search as one graph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import onnx
import torch
from onnx import TensorProto, helper
from torch import Tensor, nn

from pantoum.config import SearchConfig
from pantoum.export.graph import Graph
from pantoum.export.layers import with_scanned_layers
from pantoum.export.search import BeamSearch, StepGraph, longest_outputs
from pantoum.export.states import flatten, rebuild
from pantoum.export.trace import OPSET, trace
from pantoum.models import Seq2Seq
from pantoum.models.ensemble import Ensemble
from pantoum.search.limit import OutputLimit
from pantoum.symbols import BOS, EOS

# Sizes of the example that is traced: different ones, so that none is taken for another.
ROWS = 3
LENGTHS = (5, 3, 2)


class _Start(nn.Module):
    """Reading the inputs, as a function of tensors."""

    def __init__(self, model: Any, members: Sequence[nn.Module]) -> None:
        super().__init__()
        self.members = nn.ModuleList(members)
        self.start = model.start

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        return tuple(flatten(self.start(*inputs)))


class _Step(nn.Module):
    """A step, as a function of the tensors that it changes and those that it only reads."""

    def __init__(self, model: Any, members: Sequence[nn.Module], like: Any, changed: list[int]):
        super().__init__()
        self.members = nn.ModuleList(members)
        self.step = model.step
        self.like = like
        self.changed = changed

    def forward(self, tokens: Tensor, *parts: Tensor) -> tuple[Tensor, ...]:
        states = list(parts[: len(self.changed)])
        memories = list(parts[len(self.changed) :])
        total = len(parts)
        tensors = [
            states.pop(0) if place in self.changed else memories.pop(0) for place in range(total)
        ]
        log_probabilities, after, weights = self.step(tokens, rebuild(self.like, tensors))
        new = flatten(after)
        outputs = [log_probabilities]
        if weights is not None:
            outputs.append(weights)
        return (*outputs, *(new[place] for place in self.changed))


def seq2seq_graph(
    models: Sequence[Seq2Seq],
    limit: OutputLimit,
    search: SearchConfig,
    *,
    nbest: int = 1,
    attention: bool = False,
    source_size: int = 0,
) -> onnx.ModelProto:
    """The model and its search: inputs ``source`` and ``lengths``, outputs as
    `pantoum.export.search.Outputs` names them.
    """
    members = [with_scanned_layers(model) for model in models]
    model: Any = members[0]
    if len(members) > 1:
        model = Ensemble(members, "probability", same_inputs=True)
    source = torch.randint(EOS + 1, max(source_size, EOS + 2), (ROWS, LENGTHS[0]))
    lengths = torch.tensor(LENGTHS)
    tokens = torch.full((ROWS,), BOS)
    with torch.no_grad():
        state = model.start(source, lengths)
        log_probabilities, after, weights = model.step(tokens, state)
        longer = flatten(model.start(nn.functional.pad(source, (0, 1)), lengths))
    before = flatten(state)
    changed = [
        place
        for place, (old, new) in enumerate(zip(before, flatten(after), strict=True))
        if old is not new
    ]
    others = [place for place in range(len(before)) if place not in changed]
    source_axes = {
        place: _axes(short, long)
        for place, (short, long) in enumerate(zip(before, longer, strict=True))
    }
    start_part = trace(
        _Start(model, members),
        {"source": source, "lengths": lengths},
        [f"tensor_{place}" for place in range(len(before))],
        {"source": ["batch", "source"], "lengths": ["batch"]},
    )
    inputs = {"tokens": tokens}
    axes: dict[str, Sequence[str | None]] = {"tokens": ["batch"]}
    for kind, places in (("state", changed), ("memory", others)):
        for number, place in enumerate(places):
            inputs[f"{kind}_{number}"] = before[place]
            axes[f"{kind}_{number}"] = source_axes[place]
    outputs = ["log_probabilities", *(["weights"] if weights is not None else [])]
    outputs += [f"after_{number}" for number in range(len(changed))]
    step_part = trace(_Step(model, members, state, changed), inputs, outputs, axes)
    states = [
        (
            helper.np_dtype_to_tensor_dtype(before[place].numpy().dtype),
            [
                None if axis else size
                for axis, size in zip(source_axes[place][1:], before[place].shape[1:], strict=True)
            ],
        )
        for place in changed
    ]
    step = StepGraph(
        step_part, states, len(others), log_probabilities.shape[1], weights is not None
    )
    graph = Graph("search")
    graph.input("source", TensorProto.INT64, ["batch", "source"])
    graph.input("lengths", TensorProto.INT64, ["batch"])
    beam = graph.input("beam", TensorProto.INT64, [1], [search.beam])
    count = graph.input("nbest", TensorProto.INT64, [1], [nbest])
    penalty = graph.input("length_penalty", TensorProto.FLOAT, [], search.length_penalty)
    read = graph.include(start_part, {"source": "source", "lengths": "lengths"})
    limits = longest_outputs(graph, "lengths", limit, search)
    writer = BeamSearch(
        graph, step, search, beam, count, penalty, attention=attention and weights is not None
    )
    width = graph.add(
        "Slice", graph.add("Shape", "source"), graph.constant([1]), graph.constant([2])
    )
    found = writer.write(
        "lengths",
        limits,
        [read[place] for place in changed],
        [read[place] for place in others],
        width,
    )
    for name, value, dtype, rest in (
        ("ids", found.ids, TensorProto.INT64, ["symbols"]),
        ("symbols", found.symbols, TensorProto.INT64, []),
        ("complete", found.complete, TensorProto.BOOL, []),
        ("log_probability", found.log_probability, TensorProto.FLOAT, []),
        ("score", found.score, TensorProto.FLOAT, []),
        ("attention", found.attention, TensorProto.FLOAT, ["symbols", "source"]),
    ):
        if value is not None:
            graph.output(name, value, dtype, ["batch", "nbest", *rest])
    opsets = [helper.make_opsetid("", OPSET)]
    return helper.make_model(graph.to_proto(), opset_imports=opsets, ir_version=10)


def _axes(example: Tensor, longer: Tensor) -> list[str | None]:
    """The names of a tensor's axes: the first is the batch, and one that is longer for a longer
    input is as long as the input.
    """
    sizes = zip(example.shape[1:], longer.shape[1:], strict=True)
    return ["batch", *("source" if size != more else None for size, more in sizes)]
