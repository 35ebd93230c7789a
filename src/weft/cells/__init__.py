"""Recurrent cells: one time step each."""

from weft.cells.contract import Cell, CellWeights, map_state, select_rows
from weft.cells.gru import GRUCell, GRUState
from weft.cells.lstm import LSTMCell, LSTMState
from weft.cells.rnn import RNNCell, RNNState

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
