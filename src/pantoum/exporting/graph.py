"""ONNX graphs written by plain code: nodes one after the other, and traced parts among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import onnx
from onnx import AttributeProto, GraphProto, NodeProto, TensorProto, helper, numpy_helper

Shape = Sequence[int | str | None]


class Graph:
    """A graph in the making, or the body of a loop in one.

    `add` appends a node and gives the names of its outputs, which later nodes take as inputs. A
    body sees the names of the graphs around it. Constants and weights stand in the outermost graph,
    each once.

    Args:
        name: of the graph; unique, for the names of its values begin with it.
        around: the graph that a body is in.
    """

    def __init__(self, name: str, around: Graph | None = None) -> None:
        self.name = name
        self._nodes: list[NodeProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._root: Graph = self if around is None else around._root
        self._initializers: dict[tuple[Any, ...], TensorProto] = {}
        self._defaults: list[TensorProto] = []
        self._count = 0

    def input(self, name: str, dtype: int, shape: Shape, default: Any = None) -> str:
        """A value that the graph is given.

        Args:
            default: what it is where it is not given.
        """
        self._inputs.append(helper.make_tensor_value_info(name, dtype, shape))
        if default is not None:
            array = np.asarray(default, dtype=helper.tensor_dtype_to_np_dtype(dtype))
            self._defaults.append(numpy_helper.from_array(array, name))
        return name

    def output(self, name: str, value: str, dtype: int, shape: Shape) -> None:
        """A value that the graph gives, under a name of its own."""
        self._nodes.append(helper.make_node("Identity", [value], [name]))
        self._outputs.append(helper.make_tensor_value_info(name, dtype, shape))

    def add(self, operator: str, *inputs: str, outputs: int = 1, **attributes: Any) -> Any:
        """Append a node; the name of its output, or a list of names."""
        names = [self._new_name(operator) for _ in range(outputs)]
        self._nodes.append(helper.make_node(operator, list(inputs), names, **attributes))
        return names[0] if outputs == 1 else names

    def constant(self, value: Any, dtype: Any = np.int64) -> str:
        """A constant: a number or an array."""
        return self._root._store(np.asarray(value, dtype=dtype))

    def cast(self, value: str, dtype: int) -> str:
        """The same numbers in another type."""
        return self.add("Cast", value, to=dtype)

    def include(self, part: onnx.ModelProto, inputs: Mapping[str, str]) -> list[str]:
        """Append the nodes of a traced part; the names of its outputs.

        Args:
            inputs: for each input of the part the value that it is given here.
        """
        prefix = self._new_name("part")
        names = dict(inputs)
        for weight in part.graph.initializer:
            names[weight.name] = self._root._store(numpy_helper.to_array(weight))

        def renamed(name: str) -> str:
            return names.get(name, f"{prefix}/{name}") if name else ""

        self._nodes += [_renamed_node(node, renamed) for node in part.graph.node]
        return [renamed(value.name) for value in part.graph.output]

    def to_proto(self) -> GraphProto:
        """The graph as ONNX has it."""
        weights = [*self._initializers.values(), *self._defaults]
        return helper.make_graph(
            self._nodes, self.name, self._inputs, self._outputs, initializer=weights
        )

    def _new_name(self, operator: str) -> str:
        self._root._count += 1
        return f"{self.name}/{operator}_{self._root._count}"

    def _store(self, array: np.ndarray) -> str:
        key = (str(array.dtype), array.shape, array.tobytes())
        if key not in self._initializers:
            name = f"{self.name}/weight_{len(self._initializers)}"
            self._initializers[key] = numpy_helper.from_array(array, name)
        return self._initializers[key].name


def _renamed_node(node: NodeProto, renamed: Callable[[str], str]) -> NodeProto:
    copied = NodeProto()
    copied.CopyFrom(node)
    copied.ClearField("metadata_props")
    copied.name = renamed(node.name)
    copied.input[:] = [renamed(name) for name in node.input]
    copied.output[:] = [renamed(name) for name in node.output]
    for attribute in copied.attribute:
        if attribute.type == AttributeProto.GRAPH:
            attribute.g.CopyFrom(_renamed_body(attribute.g, renamed))
    return copied


def _renamed_body(body: GraphProto, renamed: Callable[[str], str]) -> GraphProto:
    copied = GraphProto()
    copied.CopyFrom(body)
    copied.ClearField("value_info")
    for value in (*copied.input, *copied.output, *copied.initializer):
        value.name = renamed(value.name)
    del copied.node[:]
    copied.node.extend(_renamed_node(node, renamed) for node in body.node)
    return copied
