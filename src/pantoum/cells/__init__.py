"""Recurrent cells: one time step each."""

from pantoum.cells.contract import Cell, CellWeights, map_state, select_rows
from pantoum.cells.gru import GRUCell, GRUState
from pantoum.cells.lstm import LSTMCell, LSTMState
from pantoum.cells.rnn import RNNCell, RNNState

__all__ = [
    "Cell",
    "CellWeights",
    "GRUCell",
    "GRUState",
    "LSTMCell",
    "LSTMState",
    "RNNCell",
    "RNNState",
    "map_state",
    "select_rows",
]
