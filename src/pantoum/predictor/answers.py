"""From ids to predictions."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float

from pantoum.predictor.prediction import Prediction
from pantoum.search.contract import Hypothesis
from pantoum.symbols import EOS_SYMBOL, UNK
from pantoum.tasks import Seq2SeqTask


class Answers:
    """Predictions of an encoder-decoder.

    Args:
        task: whose symbols they are in.
        looks: whether they say where the model looked.
        copies: what the words of inputs become that stand for unknown words of outputs; those that
            are not in it stay as they are.
    """

    def __init__(
        self, task: Seq2SeqTask, *, looks: bool, copies: Mapping[str, str] | None = None
    ) -> None:
        self._task, self._looks, self._copies = task, looks, copies or {}

    def empty(self) -> Prediction:
        """What an empty input gives."""
        return Prediction("", [], 0.0, 0.0, self._nowhere(0), [])

    def found(
        self, hypotheses: Sequence[Hypothesis], source: str, features: str | None
    ) -> list[Prediction]:
        """What a search gives for an input; where it has nothing, an output without symbols and
        without hope.
        """
        read = self._task.source.tokens(source, features)
        if not hypotheses:
            return [Prediction("", [], -math.inf, -math.inf, self._nowhere(len(read)), read)]
        words = range(len(read) - 1 - len(self._task.source.text.tokens(source)), len(read) - 1)
        return [self._prediction(hypothesis, read, words) for hypothesis in hypotheses]

    def in_place(
        self, inputs: Sequence[tuple[str, str | None]], found: Sequence[Sequence[Hypothesis]]
    ) -> list[list[Prediction]]:
        """What was found for the inputs that are not empty, and between it what empty ones give."""
        rest = iter(found)
        return [self.found(next(rest), *one) if one[0] else [self.empty()] for one in inputs]

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

    def _prediction(
        self, hypothesis: Hypothesis, source_tokens: list[str], words: range
    ) -> Prediction:
        target = self._task.target
        copied = self._copied(hypothesis, source_tokens, words) if UNK in hypothesis.ids else []
        names = iter(copied)
        tokens = [next(names) if id == UNK else target.token(id) for id in hypothesis.ids]
        return Prediction(
            text=target.decode(hypothesis.ids, copied),
            tokens=tokens + [EOS_SYMBOL] * hypothesis.complete,
            score=hypothesis.score,
            log_probability=hypothesis.log_probability,
            attention=hypothesis.attention if self._looks else None,
            source_tokens=source_tokens,
        )

    def _copied(self, hypothesis: Hypothesis, source_tokens: list[str], words: range) -> list[str]:
        """For each unknown symbol of an output the word of the input that the model looked at most,
        or what it becomes.

        Source: Luong et al. (2015), arXiv:1410.8206, with the attention of Jean et al. (2015),
        arXiv:1412.2007.
        """
        assert hypothesis.attention is not None
        looks = hypothesis.attention[:, words.start : words.stop]
        places = [place for place, id in enumerate(hypothesis.ids) if id == UNK]
        read = [source_tokens[words.start + int(looks[place].argmax())] for place in places]
        return [self._copies.get(word, word) for word in read]
