"""Products in single precision whose rows do not depend on how many there are.

A library chooses its kernels by the number of rows, and two kernels add the same numbers up in
another order: a row alone would have other last bits than the same row in a batch. Which kernels
do, and what it costs to have but one, is in docs/design/0054.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from pantoum.models.few_rows import LEAST_ROWS, repeated

# Of fewer outputs the last bits depend on the place of a row, for some sizes.
LEAST_OUTPUTS = 16
# Numbers of weights from which on oneDNN, with weights in an order of its own, is the faster one.
PACKED_NUMBERS = 1 << 16
# oneDNN asks how many rows there will be, and has one order of the weights for all above a few.
ROWS_WHEN_PACKING = 64


def rows_computed(rows: int) -> int:
    """How many rows oneDNN is given for so many: up to 16 in steps of one, above in steps of an
    eighth at most.

    It makes a kernel for each number of rows that it has not met, which takes as long as a product.
    """
    step = 1 << max(0, rows.bit_length() - 4)
    return -(-rows // step) * step


class Float32Linear:
    """W x + b in the precision of its weights; see `pantoum.models.inference_form.linear`.

    On a CPU a row of the result is the same, bit for bit, for any number of rows.
    """

    def __init__(
        self, weight: Float[Tensor, "out in"], bias: Float[Tensor, " out"] | None = None
    ) -> None:
        self._multiply = _packed_product(weight, bias) or PlainProduct(weight, bias)

    def __call__(self, x: Tensor) -> Tensor:
        return self._multiply(x)


class PlainProduct:
    """W x + b by PyTorch's BLAS, on a CPU with at least `LEAST_ROWS` rows and `LEAST_OUTPUTS`
    outputs.
    """

    def __init__(self, weight: Tensor, bias: Tensor | None) -> None:
        self._outputs = len(weight)
        on_cpu = weight.device.type == "cpu"
        missing = max(0, LEAST_OUTPUTS - len(weight)) if on_cpu else 0
        self._weight = F.pad(weight, (0, 0, 0, missing)).contiguous()
        self._bias = bias if bias is None else F.pad(bias, (0, missing))
        self._whole = not missing
        self._least = LEAST_ROWS if on_cpu else 0

    def __call__(self, x: Tensor) -> Tensor:
        rows = len(x)
        if rows and rows < self._least:
            x = repeated(x, -(-self._least // rows))
        product = F.linear(x, self._weight, self._bias)
        return product if len(x) == rows and self._whole else product[:rows, : self._outputs]


class PackedProduct:
    """W x + b by oneDNN.

    Args:
        multiply: its call, of which PyTorch's compiler makes use.
        packed: W in oneDNN's order.
    """

    def __init__(self, multiply: Any, packed: Tensor, bias: Tensor | None) -> None:
        self._multiply = multiply
        self._packed = packed
        self._bias = bias

    def __call__(self, x: Tensor) -> Tensor:
        rows = len(x)
        computed = rows_computed(rows)
        if computed == rows:
            return self._multiply(x, self._packed, self._bias, "none", [], "")
        x = F.pad(x, (0, 0, 0, computed - rows))
        return self._multiply(x, self._packed, self._bias, "none", [], "")[:rows]


def _packed_product(weight: Tensor, bias: Tensor | None) -> PackedProduct | None:
    """None where the weights are few, or this PyTorch has no such call."""
    fits = weight.dtype == torch.float32 and weight.device.type == "cpu"
    if not fits or weight.numel() < PACKED_NUMBERS or not torch.backends.mkldnn.is_available():
        return None
    multiply = getattr(torch.ops.mkldnn, "_linear_pointwise", None)
    pack = getattr(torch.ops.mkldnn, "_reorder_linear_weight", None)
    if multiply is None or pack is None:
        return None
    packed = pack(weight.detach().contiguous(), ROWS_WHEN_PACKING)
    return PackedProduct(multiply.default, packed, bias)
