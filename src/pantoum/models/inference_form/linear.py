"""Products with weights that do not change."""

from __future__ import annotations

import threading
import warnings
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.errors import PantoumError

# The whole numbers of weights and of what they are multiplied with. Two products of these add up to
# less than 2^15, which is what processors without instructions of their own for it have room for.
WEIGHT_LEVELS = 127
INPUT_LEVELS = 63
SMALLEST = torch.finfo(torch.float32).tiny
# One thread at a time sets the engine and sets it back.
PACKING = threading.Lock()


@runtime_checkable
class InferenceLinear(Protocol):
    """W x + b: [rows, in] -> [rows, out]."""

    def __call__(self, x: Float[Tensor, "rows in"]) -> Float[Tensor, "rows out"]: ...


@runtime_checkable
class MakeLinear(Protocol):
    """Makes the product with some weights."""

    def __call__(self, weight: Tensor, bias: Tensor | None = None) -> InferenceLinear: ...


class Int8Linear:
    """With whole numbers of 8 bits for W, on a scale for each of its rows, and of 7 bits for x, on
    one for each x.

    So a row of the result depends on its own x alone, not on what else is in the batch.

    Raises: PantoumError on a machine whose PyTorch has no such product.
    """

    def __init__(
        self, weight: Float[Tensor, "out in"], bias: Float[Tensor, " out"] | None = None
    ) -> None:
        if (
            "fbgemm" not in torch.backends.quantized.supported_engines
            or weight.device.type != "cpu"
        ):
            raise PantoumError(
                "weights of 8 bits need a processor of the x86 family with AVX2;",
                setting="int8",
                value=True,
                remedy="leave int8 out here",
            )
        self._packed = _pack(weight.float())
        self._bias = bias

    def __call__(self, x: Tensor) -> Tensor:
        scales = x.abs().amax(dim=1, keepdim=True).clamp_min_(SMALLEST)
        product = torch.ops.quantized.linear_with_input_q_dq_qweight_dq_output_fp32(
            x / scales, 1 / INPUT_LEVELS, INPUT_LEVELS + 1, self._packed
        )
        if self._bias is None:
            return product.mul_(scales)
        return torch.addcmul(self._bias, product, scales)


def _pack(weight: Tensor) -> object:
    """The whole numbers as the product wants them; which engine packs is a setting of the whole
    process.
    """
    with PACKING:
        return _packed_by_fbgemm(weight)


def _packed_by_fbgemm(weight: Tensor) -> object:
    scales = (weight.abs().amax(dim=1) / WEIGHT_LEVELS).clamp_min(SMALLEST).double()
    before = torch.backends.quantized.engine
    torch.backends.quantized.engine = "fbgemm"
    try:
        with warnings.catch_warnings():
            # PyTorch means to move this to a package of its own one day.
            warnings.simplefilter("ignore")
            zero = torch.zeros(len(scales), dtype=torch.long)
            whole = torch.quantize_per_channel(weight, scales, zero, 0, torch.qint8)
        return torch.ops.quantized.linear_prepack(whole, None)
    finally:
        torch.backends.quantized.engine = before
