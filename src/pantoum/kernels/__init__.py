"""Whole sequences, fast, by the forms of cells and attentions.

Each kernel equals a step-by-step reference in `pantoum.layers` or `pantoum.models`.
"""

from pantoum.kernels.attend_all_steps import attend_all_steps
from pantoum.kernels.attend_then_update import Attended, FedWeights, attend_then_update
from pantoum.kernels.concurrent_directions import concurrently
from pantoum.kernels.flip import flip_rows
from pantoum.kernels.layer import LayerCall, recurrent_layer
from pantoum.kernels.output_layer import vocabulary_loss
from pantoum.kernels.padding import blank_padding, last_step, sum_in_order
from pantoum.kernels.update_then_attend import (
    Readouts,
    ReadoutWeights,
    SymbolProducts,
    update_then_attend,
)

__all__ = [
    "Attended",
    "FedWeights",
    "LayerCall",
    "ReadoutWeights",
    "Readouts",
    "SymbolProducts",
    "attend_all_steps",
    "attend_then_update",
    "blank_padding",
    "concurrently",
    "flip_rows",
    "last_step",
    "recurrent_layer",
    "sum_in_order",
    "update_then_attend",
    "vocabulary_loss",
]
