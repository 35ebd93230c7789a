"""From ids to predictions."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from weft.predictor.prediction import Prediction
from weft.search.contract import Hypothesis
from weft.symbols import EOS_SYMBOL
from weft.tasks import Seq2SeqTask


class Answers:
    """Predictions of an encoder-decoder.

    Args:
        task: whose symbols they are in.
        looks: whether they say where the model looked.
    """

    def __init__(self, task: Seq2SeqTask, *, looks: bool) -> None:
        self._task, self._looks = task, looks

    def empty(self) -> Prediction:
        """What an empty input gives."""
        return Prediction("", [], 0.0, 0.0, self._nowhere(0), [])

    def found(self, hypotheses: Sequence[Hypothesis], source: str, features: str | None) -> list[Prediction]:
        """What a search gives for an input; where it has nothing, an output without symbols and without hope."""
        read = self._task.source.tokens(source, features)
        if not hypotheses:
            return [Prediction("", [], -math.inf, -math.inf, self._nowhere(len(read)), read)]
        return [self._prediction(hypothesis, read) for hypothesis in hypotheses]

    def scored(
        self,
        output: str,
        source: str,
        features: str | None,
        values: Float[np.ndarray, " symbols"],
        looks: Float[np.ndarray, "symbols source"] | None,
    ) -> Prediction:
        """A given output, with the log-probabilities of its symbols."""
        return Prediction(
            text=output,
            tokens=[*self._task.target.tokens(output), EOS_SYMBOL],
            score=float(values.mean()),
            log_probability=float(values.sum()),
            attention=looks,
            source_tokens=self._task.source.tokens(source, features),
            log_probabilities=values.tolist(),
        )

    def _nowhere(self, width: int) -> Float[np.ndarray, "none source"] | None:
        return np.zeros((0, width), dtype=np.float32) if self._looks else None

    def _prediction(self, hypothesis: Hypothesis, source_tokens: list[str]) -> Prediction:
        target = self._task.target
        tokens = [target.token(id) for id in hypothesis.ids] + [EOS_SYMBOL] * hypothesis.complete
        return Prediction(
            text=target.decode(hypothesis.ids),
            tokens=tokens,
            score=hypothesis.score,
            log_probability=hypothesis.log_probability,
            attention=hypothesis.attention,
            source_tokens=source_tokens,
        )
