"""The outputs of an encoder-decoder as lines of a pronunciation lexicon."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

from pantoum.data.lexicon import reads_back
from pantoum.errors import PantoumError
from pantoum.symbols import EOS_SYMBOL

if TYPE_CHECKING:
    from pantoum.predictor import Prediction

ProbabilityForm = Literal["kaldi", "mfa"]
PROBABILITY_FORMS: tuple[ProbabilityForm, ...] = get_args(ProbabilityForm)
# The kinds of outputs that have white space between their symbols.
UNITS = ("symbols", "words")
# Programs that read lexicons take no probability of 0.
LEAST = 0.0001
EMPTY_WORD = "there is no word"
SPACED_WORD = "white space in the word"
EMPTY_OUTPUT = "the output is empty"
CUT_OUTPUT = "the output was cut at its limit"
NOT_READ_BACK = "it would be read as a comment, a variant or a number"


class LexiconLines:
    """Writes ``word phone phone``, each output of a word on a line of its own.

    Args:
        model: whose outputs they are.
        probabilities: "kaldi" writes a probability behind the word, "mfa" as well, with tabs around
            it; None none. It is relative to the best output of the word, which has 1.

    Attributes:
        left_out: why outputs are not written, and how many; an output for each word that has none.
    Raises: PantoumError for a model whose outputs have no white space between their symbols.
    """

    def __init__(self, model: Any, probabilities: ProbabilityForm | None) -> None:
        units = model.config.data.target_units
        if units not in UNITS:
            raise PantoumError(
                f"a lexicon has spaces between its symbols, and this model writes {units}",
                setting="format",
                rule="a model that writes symbols or words",
                value="lexicon",
                remedy="choose another --format, or train with spaces between the phones",
            )
        self._probabilities = probabilities
        self.left_out: Counter[str] = Counter()

    def __call__(self, word: str, predictions: Sequence[Prediction]) -> list[str]:
        """The lines of a word, its outputs best first, each once."""
        written: dict[str, float] = {}
        for prediction in predictions:
            reason = _problem(word, prediction)
            if reason is None:
                written.setdefault(prediction.text, prediction.log_probability)
            else:
                self.left_out[reason] += 1
        best = max(written.values(), default=0.0)
        return [self._line(word, text, value - best) for text, value in written.items()]

    def _line(self, word: str, text: str, relative: float) -> str:
        if self._probabilities is None:
            return f"{word} {text}"
        between = "\t" if self._probabilities == "mfa" else " "
        return f"{word}{between}{max(math.exp(relative), LEAST):.4f}{between}{text}"


def _problem(word: str, prediction: Prediction) -> str | None:
    """Why an output is not written; None if it is."""
    if not word:
        return EMPTY_WORD
    if len(word.split()) != 1:
        return SPACED_WORD
    if not prediction.text:
        return EMPTY_OUTPUT
    if prediction.tokens[-1:] != [EOS_SYMBOL]:
        return CUT_OUTPUT
    return None if reads_back(word, prediction.text) else NOT_READ_BACK


def sentence_on(left_out: Counter[str]) -> str:
    """What was not written, in words."""
    reasons = ", ".join(f"{reason} ({count:,})" for reason, count in left_out.items())
    total = left_out.total()
    what = "1 output is" if total == 1 else f"{total:,} outputs are"
    return f"{what} left out of the lexicon: {reasons}"
