"""Weights in 8 bits are the weights, to half of a step of their row's scale."""

from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from pantoum.exporting.weights_of_8_bits import with_weights_of_8_bits


def product(weight: np.ndarray, operator: str, **attributes: Any) -> onnx.ModelProto:
    """x times a matrix."""
    graph = helper.make_graph(
        [helper.make_node(operator, ["x", "w"], ["y"], **attributes)],
        "product",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, None])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, None])],
        [numpy_helper.from_array(weight, "w")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)


@pytest.mark.parametrize(
    ("operator", "attributes", "axis"),
    [("MatMul", {}, 1), ("Gemm", {}, 1), ("Gemm", {"transB": 1}, 0)],
)
def test_each_output_has_a_scale_of_its_own(
    operator: str, attributes: dict[str, int], axis: int
) -> None:
    draw = np.random.default_rng(1)
    weight = draw.normal(size=(40, 40)).astype(np.float32)
    weight *= np.expand_dims(np.logspace(-3, 3, 40, dtype=np.float32), 1 - axis)
    model = with_weights_of_8_bits(product(weight, operator, **attributes))
    session = onnxruntime.InferenceSession(model.SerializeToString())
    found = np.asarray(session.run(None, {"x": np.eye(40, dtype=np.float32)})[0])
    found = found.T if attributes else found
    largest = np.abs(weight).max(axis=1 - axis, keepdims=True)
    assert (np.abs(found - weight) <= largest / 254 * 1.001).all()
    assert (found != weight).any()


def test_small_tensors_stay_as_they_are() -> None:
    model = product(np.ones((8, 8), dtype=np.float32), "MatMul")
    assert with_weights_of_8_bits(model) == model


def test_a_matrix_of_zeros_stays_one() -> None:
    model = with_weights_of_8_bits(product(np.zeros((40, 40), dtype=np.float32), "MatMul"))
    session = onnxruntime.InferenceSession(model.SerializeToString())
    found = np.asarray(session.run(None, {"x": np.ones((1, 40), dtype=np.float32)})[0])
    assert (found == 0).all()
