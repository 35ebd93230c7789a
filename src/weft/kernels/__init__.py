"""Whole sequences, fast: each kernel equals the step-by-step reference in `weft.layers.Recurrent`."""

from weft.kernels.contract import Kernel, blank_padding, last_step
from weft.kernels.lstm import lstm_kernel
from weft.kernels.simple import gru_kernel, rnn_kernel

__all__ = ["Kernel", "blank_padding", "gru_kernel", "last_step", "lstm_kernel", "rnn_kernel"]
