"""Steps and looks by hand: in buffers allocated once, and backwards without a graph."""

from pantoum.kernels.by_hand.contract import Retreat, Steps
from pantoum.kernels.by_hand.gru import GRUSteps
from pantoum.kernels.by_hand.look import Look, LookRetreat, LookTrace, Scene
from pantoum.kernels.by_hand.lstm import LSTMSteps
from pantoum.kernels.by_hand.rnn import RNNSteps
from pantoum.kernels.by_hand.scores import AdditiveScore
from pantoum.kernels.by_hand.tanh import from_sigmoid, tanh_

__all__ = [
    "AdditiveScore",
    "GRUSteps",
    "LSTMSteps",
    "Look",
    "LookRetreat",
    "LookTrace",
    "RNNSteps",
    "Retreat",
    "Scene",
    "Steps",
    "from_sigmoid",
    "tanh_",
]
