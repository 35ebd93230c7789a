"""Recurrent cells: one time step each."""

from pantoum.cells.contract import Cell, fast_form, gates_of, map_state, select_rows
from pantoum.cells.fast_tanh import from_sigmoid, sigmoid_, tanh_
from pantoum.cells.form import CellForm, CellWeights, keeps_equation
from pantoum.cells.gates import GRUGates, LSTMGates, RNNGates
from pantoum.cells.gru import GRUCell
from pantoum.cells.gru_form import GRUForm
from pantoum.cells.layer_norm_lstm import LayerNormLSTMCell
from pantoum.cells.lstm import LSTMCell
from pantoum.cells.lstm_form import LSTMForm
from pantoum.cells.peephole_lstm import PeepholeLSTMCell
from pantoum.cells.rnn import RNNCell
from pantoum.cells.rnn_form import RNNForm
from pantoum.cells.states import GRUState, LSTMState, RNNState
from pantoum.cells.table import CELLS

__all__ = [
    "CELLS",
    "Cell",
    "CellForm",
    "CellWeights",
    "GRUCell",
    "GRUForm",
    "GRUGates",
    "GRUState",
    "LSTMCell",
    "LSTMForm",
    "LSTMGates",
    "LSTMState",
    "LayerNormLSTMCell",
    "PeepholeLSTMCell",
    "RNNCell",
    "RNNForm",
    "RNNGates",
    "RNNState",
    "fast_form",
    "from_sigmoid",
    "gates_of",
    "keeps_equation",
    "map_state",
    "select_rows",
    "sigmoid_",
    "tanh_",
]
