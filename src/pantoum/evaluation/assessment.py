"""The outputs of one system, judged against what is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from pantoum.metrics import Statistics


@dataclass(frozen=True, eq=False)
class Assessment:
    """How good the outputs of a system are, together and one by one.

    Attributes:
        scores: of all examples, by name, and how many examples there are; the name of a score of
            one of several columns of tags is behind that of the column, as in ``upos.accuracy``.
        statistics: of each example, from which the scores of any selection of them come.
        quality: how good each output is, more is better: 1 for right and 0 for wrong, or the
            log-probability of a text.
        signature: how scores are computed that other programs compute, too, by their names.
    """

    scores: dict[str, float]
    statistics: Sequence[Statistics]
    quality: Float[np.ndarray, " examples"]
    signature: dict[str, str] = field(default_factory=dict)
