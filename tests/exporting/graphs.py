"""ONNX graphs as functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
import onnxruntime
from torch import Tensor


class Session:
    """A graph that takes and gives arrays by name; inputs that it does not have are left out."""

    def __init__(self, graph: onnx.ModelProto) -> None:
        onnx.checker.check_model(graph, full_check=True)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(graph.SerializeToString(), options)
        self.inputs = [value.name for value in self.session.get_inputs()]
        optional = [value.name for value in self.session.get_overridable_initializers()]
        self._known = [*self.inputs, *optional]
        self.outputs = [value.name for value in self.session.get_outputs()]

    def __call__(self, **inputs: Tensor | np.ndarray) -> Mapping[str, Any]:
        given = {name: np.asarray(inputs[name]) for name in self._known if name in inputs}
        return dict(zip(self.outputs, self.session.run(None, given), strict=True))
