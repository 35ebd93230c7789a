"""The cells by the names that settings have for them."""

from __future__ import annotations

from torch import nn

from pantoum.cells.gru import GRUCell
from pantoum.cells.layer_norm_lstm import LayerNormLSTMCell
from pantoum.cells.lstm import LSTMCell
from pantoum.cells.peephole_lstm import PeepholeLSTMCell
from pantoum.cells.rnn import RNNCell

# Each is called with the sizes of its input and of its hidden state. `pantoum.config.CellName`
# names the same ones.
CELLS: dict[str, type[nn.Module]] = {
    "lstm": LSTMCell,
    "gru": GRUCell,
    "rnn": RNNCell,
    "peephole_lstm": PeepholeLSTMCell,
    "layer_norm_lstm": LayerNormLSTMCell,
}
