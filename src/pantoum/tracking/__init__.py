"""A training reported to experiment trackers.

They are TensorBoard, Weights & Biases, MLflow and trackio, and whatever has the three methods of
`Reporter`. This is the only layer that knows these packages, and none is imported unless its name
is asked for.
"""

from pantoum.tracking.contract import Reporter, RunEnd, TrackedRun, TrackerRun
from pantoum.tracking.listener import TrackingListener
from pantoum.tracking.table import NAMES, reporters_of, with_tensorboard

__all__ = [
    "NAMES",
    "Reporter",
    "RunEnd",
    "TrackedRun",
    "TrackerRun",
    "TrackingListener",
    "reporters_of",
    "with_tensorboard",
]
