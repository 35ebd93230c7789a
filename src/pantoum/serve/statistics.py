"""What a server counts, for its metrics."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Statistics:
    """Counts since the start.

    requests: those that were taken, of predictions and of inspections; items: inputs that were
    answered; errors: those of them whose answer is an error; batches: how often a model was called
    for a batch; batch_sizes: how many batches there were of each number of inputs; seconds: that
    batches took; inspections: requests for what a model does inside; cancelled: requests whose
    client has gone; expired: whose deadline passed; refused: that found the queue full; reloads:
    models that were loaded anew; failed_reloads: that could not be; waiting: inputs that wait now.
    """

    requests: int = 0
    items: int = 0
    errors: int = 0
    batches: int = 0
    batch_sizes: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    inspections: int = 0
    cancelled: int = 0
    expired: int = 0
    refused: int = 0
    reloads: int = 0
    failed_reloads: int = 0
    waiting: int = 0
