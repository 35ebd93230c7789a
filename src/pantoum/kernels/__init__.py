"""Whole sequences, fast: each kernel equals a step-by-step reference in `pantoum.layers` or
`pantoum.models`.
"""

from pantoum.kernels.attend_after import Products, Read, ReadoutWeights, attend_after
from pantoum.kernels.attend_all import attend_all
from pantoum.kernels.attend_before import Attended, FedWeights, attend_before
from pantoum.kernels.by_hand import GRUSteps, LSTMSteps, RNNSteps, Steps, from_sigmoid
from pantoum.kernels.contract import Kernel, Whole, blank_padding, last_step
from pantoum.kernels.flip import flip_rows
from pantoum.kernels.lstm import lstm_kernel
from pantoum.kernels.output_layer import vocabulary_loss
from pantoum.kernels.plain import gru_kernel, rnn_kernel
from pantoum.kernels.side_by_side import side_by_side

__all__ = [
    "Attended",
    "FedWeights",
    "GRUSteps",
    "Kernel",
    "LSTMSteps",
    "Products",
    "RNNSteps",
    "Read",
    "ReadoutWeights",
    "Steps",
    "Whole",
    "attend_after",
    "attend_all",
    "attend_before",
    "blank_padding",
    "flip_rows",
    "from_sigmoid",
    "gru_kernel",
    "last_step",
    "lstm_kernel",
    "rnn_kernel",
    "side_by_side",
    "vocabulary_loss",
]
