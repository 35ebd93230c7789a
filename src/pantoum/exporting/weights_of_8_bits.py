"""The weights of a graph in 8 bits, a quarter of their size."""

from __future__ import annotations

import numpy as np
import onnx
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper

# Smaller tensors, such as biases, are no burden.
SMALLEST = 1024
# The largest number of 8 bits whose negative is one, too.
LARGEST = 127


def with_weights_of_8_bits(model: onnx.ModelProto) -> onnx.ModelProto:
    """The same graph with each large matrix as whole numbers from -127 to 127, and a scale for each
    of its rows, or of its columns where these are what a product sums over.

    It computes with w ≈ scale · q, in single precision: what is lost is the rounding of the
    weights. The largest error of a weight is half a scale, the largest of its row / 254.
    """
    quantized = onnx.ModelProto()
    quantized.CopyFrom(model)
    graph = quantized.graph
    right_factors = _right_factors(graph)
    nodes: list[NodeProto] = []
    kept: list[TensorProto] = []
    for weight in graph.initializer:
        array = numpy_helper.to_array(weight)
        if array.dtype != np.float32 or array.ndim != 2 or array.size < SMALLEST:
            kept.append(weight)
            continue
        axis = 1 if weight.name in right_factors else 0
        numbers, scales = _quantized(array, axis)
        kept.append(numpy_helper.from_array(numbers, f"{weight.name}/numbers"))
        kept.append(numpy_helper.from_array(scales, f"{weight.name}/scales"))
        inputs = [f"{weight.name}/numbers", f"{weight.name}/scales"]
        nodes.append(helper.make_node("DequantizeLinear", inputs, [weight.name], axis=axis))
    nodes += graph.node
    del graph.initializer[:]
    del graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
    return quantized


def _quantized(array: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Whole numbers, and the scale of each row (axis 0) or column (axis 1)."""
    largest = np.abs(array).max(axis=1 - axis)
    scales = np.where(largest > 0, largest / LARGEST, 1).astype(np.float32)
    rows = scales[:, None] if axis == 0 else scales[None]
    return np.rint(array / rows).astype(np.int8), scales


def _right_factors(graph: GraphProto) -> set[str]:
    """Names of matrices [in, out], which stand on the right in a product: each column is one
    output. Others, [out, in] or tables, have a row for each.
    """
    found: set[str] = set()
    for node in graph.node:
        transposed = any(one.name == "transB" and one.i for one in node.attribute)
        if node.op_type == "MatMul" or (node.op_type == "Gemm" and not transposed):
            found.add(node.input[1])
        for attribute in node.attribute:
            if attribute.type == onnx.AttributeProto.GRAPH:
                found |= _right_factors(attribute.g)
    return found
