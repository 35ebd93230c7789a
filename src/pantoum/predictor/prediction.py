"""An encoder-decoder's outputs for an input: hypotheses as predictions, and predictions as JSON."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Float

from pantoum.data.units import without_surrogates
from pantoum.errors import PantoumError
from pantoum.inference import ScoredOutput
from pantoum.predictor.inputs import ModelInput
from pantoum.report import heat_map_svg
from pantoum.search.contract import Hypothesis
from pantoum.symbols import EOS_SYMBOL, UNK
from pantoum.tasks import Seq2SeqTask

# e to more than this is hardly a number of 64 bits.
MOST_NATS = 700.0


@dataclass(frozen=True)
class Prediction:
    """One output for one input.

    text: the output; tokens: its symbols, with "</s>" last if the output ended by itself; score:
    log-probability of these divided by length ** length_penalty; log_probability: of the whole
    output, in nats, in an n-best list that of all sequences of symbols found that spell the text;
    attention: [tokens, source_tokens], the attention weights of each symbol, rows summing to 1, or
    None where there are none; source_tokens: the symbols of the input as the model read them;
    log_probabilities: of each token, for outputs that were only scored; warnings: a sentence on
    each way in which the input is unlike the training data; from_lexicon: the output is one that a
    lexicon knows, without attention, and its probability what the lexicon says, or 1. Two are equal
    if all but their attention is.
    """

    text: str
    tokens: list[str]
    score: float
    log_probability: float
    attention: Float[np.ndarray, "tokens source_tokens"] | None = field(
        compare=False
    )  # equality of arrays is an array
    source_tokens: list[str]
    log_probabilities: list[float] | None = field(default=None, repr=False)
    warnings: tuple[str, ...] = field(default=(), repr=False)
    from_lexicon: bool = field(default=False, repr=False)

    def __repr__(self) -> str:
        shape = None if self.attention is None else list(self.attention.shape)
        return f"Prediction(text={self.text!r}, score={self.score:.4f}, attention={shape})"

    def _repr_html_(self) -> str:
        """The output and its score, and the attention as a heat map, for a notebook."""
        line = f"<b>{html.escape(self.text)}</b> (score {self.score:.4f})"
        if self.attention is None:
            return line
        return f"{line}<br>{heat_map_svg(self.attention, self.tokens, self.source_tokens)}"

    def to_dict(self, source: str, rank: int = 1) -> dict[str, Any]:
        """The prediction as JSON has it: scores with six decimals, attention with four.

        Args:
            source: the input.
            rank: of the prediction among those of its input, from 1.
        """
        attention = None
        if self.attention is not None:
            attention = [[round(float(weight), 4) for weight in row] for row in self.attention]
        values = {
            "source": without_surrogates(source),
            "text": self.text,
            "rank": rank,
            "score": _json_number(self.score),
            "log_probability": _json_number(self.log_probability),
            "tokens": self.tokens,
            "source_tokens": self.source_tokens,
            "attention": attention,
        }
        if self.log_probabilities is not None:
            values["log_probabilities"] = [_json_number(value) for value in self.log_probabilities]
        if self.warnings:
            values["warnings"] = list(self.warnings)
        if self.from_lexicon:
            values["from_lexicon"] = True
        return values


def _json_number(value: float) -> float | None:
    """None for what JSON has no number for."""
    return round(value, 6) if math.isfinite(value) else None


def perplexity_of(scored: Sequence[Prediction]) -> float:
    """Perplexity per symbol of known outputs; see `pantoum.predictor.Predictor.perplexity`.

    Raises: PantoumError where there are none.
    """
    if not scored:
        raise PantoumError(
            "perplexity is of inputs with an output each, but got 0 and 0",
            setting="sources",
            rule="at least one input, with its output",
            value=[],
        )
    symbols = sum(len(one.tokens) for one in scored)
    return math.exp(min(-sum(one.log_probability for one in scored) / symbols, MOST_NATS))


class PredictionBuilder:
    """Makes predictions of an encoder-decoder's hypotheses.

    Args:
        task: whose symbols they are in.
        attention: whether predictions have attention weights.
        replacements: what the words of inputs become that replace unknown words of outputs; a word
            that is not among them is copied.
    """

    def __init__(
        self,
        task: Seq2SeqTask,
        *,
        attention: bool,
        replacements: Mapping[str, str] | None = None,
    ) -> None:
        self._task = task
        self._attention = attention
        self._replacements = replacements or {}

    def of_empty_input(self) -> Prediction:
        """The empty output of an empty input."""
        return Prediction("", [], 0.0, 0.0, self._no_attention(0), [])

    def of_hypotheses(
        self, hypotheses: Sequence[Hypothesis], read_input: ModelInput
    ) -> list[Prediction]:
        """A search's hypotheses for an input; where there are none, an output without symbols whose
        score is minus infinity.
        """
        read = self._task.source.tokens(*read_input)
        if not hypotheses:
            attention = self._no_attention(len(read))
            return [Prediction("", [], -math.inf, -math.inf, attention, read)]
        words = range(0)
        if any(UNK in one.ids for one in hypotheses):  # only words of the input replace these
            length = len(self._task.source.text.tokens(read_input.source))
            words = range(len(read) - 1 - length, len(read) - 1)
        return [self._prediction(hypothesis, read, words) for hypothesis in hypotheses]

    def of_all(
        self,
        hypotheses: Sequence[Sequence[Hypothesis]],
        inputs: Sequence[ModelInput],
    ) -> list[list[Prediction]]:
        """`of_hypotheses` for each of several inputs with what is read beside them."""
        rows = zip(hypotheses, inputs, strict=True)
        return [self.of_hypotheses(of_row, one) for of_row, one in rows]

    def of_scored_outputs(
        self,
        outputs: Sequence[str],
        inputs: Sequence[ModelInput],
        scored: Sequence[ScoredOutput],
    ) -> list[Prediction]:
        """Known outputs, one for each input, with the log-probabilities of their symbols."""
        rows = zip(outputs, inputs, scored, strict=True)
        return [self._scored_output(output, one, values) for output, one, values in rows]

    def _scored_output(
        self,
        output: str,
        read_input: ModelInput,
        scored: ScoredOutput,
    ) -> Prediction:
        values = scored.log_probabilities
        return Prediction(
            text=output,
            tokens=[*self._task.target.tokens(output), EOS_SYMBOL],
            score=float(values.mean()),
            log_probability=float(values.sum()),
            attention=scored.attention,
            source_tokens=self._task.source.tokens(*read_input),
            log_probabilities=values.tolist(),
        )

    def _no_attention(self, width: int) -> Float[np.ndarray, "none source"] | None:
        return np.zeros((0, width), dtype=np.float32) if self._attention else None

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
            attention=hypothesis.attention if self._attention else None,
            source_tokens=source_tokens,
        )

    def _copied(self, hypothesis: Hypothesis, source_tokens: list[str], words: range) -> list[str]:
        """For each unknown symbol of an output the word of the input with the most attention, or
        its replacement.

        Source: Luong et al. (2015), arXiv:1410.8206, with the attention of Jean et al. (2015),
        arXiv:1412.2007.
        """
        assert hypothesis.attention is not None
        weights = hypothesis.attention[:, words.start : words.stop]
        places = [place for place, id in enumerate(hypothesis.ids) if id == UNK]
        attended = [source_tokens[words.start + int(weights[place].argmax())] for place in places]
        return [self._replacements.get(word, word) for word in attended]
