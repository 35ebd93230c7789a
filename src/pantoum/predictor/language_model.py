"""A trained language model in memory: how likely texts are, and texts that it writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import numpy as np
from jaxtyping import Float

from pantoum.data.lines import trimmed
from pantoum.data.units import without_surrogates
from pantoum.data.unlike_training import (
    WHEN_LONGER_SCORED,
    UnlikeTraining,
    unlike_training,
    warnings_of_each,
)
from pantoum.errors import PantoumError
from pantoum.evaluation import Evaluation
from pantoum.inference import log_probabilities
from pantoum.inference.side_by_side import one_thread
from pantoum.model_dir import TrainedModel
from pantoum.models import LanguageModel
from pantoum.predictor.base import TrainedPredictor
from pantoum.predictor.calls import check_whole, clear_calls
from pantoum.predictor.device import place
from pantoum.predictor.evaluating import evaluate_texts
from pantoum.predictor.examples import texts_of
from pantoum.predictor.inputs import chunks, listed
from pantoum.predictor.reporting import refuse_report
from pantoum.search.contract import Hypothesis
from pantoum.search.generation import generate
from pantoum.search.sampling import Sampling
from pantoum.symbols import EOS_SYMBOL, UNK
from pantoum.tasks import LanguageModelTask
from pantoum.tasks.language_model import perplexity

# Symbols of an output, where the call sets no limit.
LONGEST = 1_000
MOST_SEED = 2**63 - 1


@dataclass(frozen=True)
class Scored:
    """How likely one text is.

    log_probability: of the text and its end, in nats; perplexity: e to the mean negative
    log-probability of a symbol, the end included; log_probabilities: of each of `tokens`; tokens:
    the symbols of the text as it is spelled, and "</s>", its end. A symbol that is not in the
    vocabulary has the probability of the unknown symbol; `unknown` says how many these are;
    warnings: a sentence on each way in which the text is unlike the training data.
    """

    log_probability: float
    perplexity: float
    log_probabilities: Float[np.ndarray, " tokens"]
    tokens: list[str]
    unknown: int
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return (
            f"Scored(log_probability={self.log_probability:.4f}, perplexity={self.perplexity:.4f})"
        )

    def to_dict(self, text: str) -> dict[str, Any]:
        """The scores as JSON has them, with six decimals.

        Args:
            text: the text that was scored.
        """
        return {
            "text": without_surrogates(text),
            "log_probability": round(self.log_probability, 6),
            "perplexity": round(self.perplexity, 6),
            "unknown": self.unknown,
            "tokens": self.tokens,
            "log_probabilities": [round(float(value), 6) for value in self.log_probabilities],
            **({"warnings": list(self.warnings)} if self.warnings else {}),
        }


@dataclass(frozen=True)
class Generated:
    """A text that the model wrote.

    text: with its prefix; tokens: the symbols after the prefix, with "</s>" last if the text ended
    by itself; log_probability: of these symbols, in nats, the model's own: without temperature,
    top-k and top-p.
    """

    text: str
    tokens: list[str]
    log_probability: float

    def __repr__(self) -> str:
        return f"Generated(text={self.text!r}, log_probability={self.log_probability:.4f})"

    def to_dict(self) -> dict[str, Any]:
        """The text as JSON has it: the log-probability with six decimals."""
        return {
            "text": self.text,
            "tokens": self.tokens,
            "log_probability": round(self.log_probability, 6),
        }


@clear_calls
class LanguageModelPredictor(TrainedPredictor):
    """A trained language model, ready to be called.

    ``model("the cat")`` gives a `Scored`, a list of strings a list of them, and
    ``model.generate(count=3)`` three texts. A result does not depend on what else is in the list.
    White space around a text is left out, as in training.

    Raises: PantoumError for a device that is not there.
    """

    def __init__(
        self, trained: TrainedModel[LanguageModelTask, LanguageModel], device: str = "auto"
    ) -> None:
        super().__init__([trained])
        self._task = trained.task
        self._model = trained.model
        self._device = place(trained.model, device)

    def __repr__(self) -> str:
        return f"LanguageModelPredictor({self._task.tokenizer.units}, device={str(self._device)!r})"

    @overload  # a str is a sequence of str, too; the first overload that fits counts
    def __call__(self, text: str) -> Scored: ...  # pyright: ignore[reportOverlappingOverload]
    @overload
    def __call__(self, text: Sequence[str]) -> list[Scored]: ...
    def __call__(self, text: str | Sequence[str]) -> Scored | list[Scored]:
        """How likely one text is, or each of several.

        Raises: PantoumError as for `score`, and for options of other kinds of models.
        """
        return self.score([text])[0] if isinstance(text, str) else self.score(text)

    def stream(self, texts: Iterable[str], **options: Any) -> Iterator[Scored]:
        """How likely texts without end are, in their order, each as a call gives it.

        Texts are read 2,000 at a time, as the answers are consumed.

        Args:
            texts: anything that gives strings, such as an open file.
            options: refused as by a call.
        Raises: PantoumError as for a call: for a text at fault when it is reached, else at once.
        """
        self([], **options)
        each = chunks(texts, what="texts")
        return (scored for of_chunk, _ in each for scored in self(of_chunk))

    def score(self, texts: Sequence[str]) -> list[Scored]:
        """How likely each of several texts is; each by itself, as if nothing had come before it.

        Raises: PantoumError for what is no list of strings.
        """
        stripped = [trimmed(text) for text in listed(texts, "text")]
        ids = self._task.encode(stripped).texts
        scores = log_probabilities(self._model, ids, self._device)
        pieces = [self._pieces(text) for text in stripped]
        warnings = warnings_of_each(
            ids, pieces.__getitem__, self._task.longest_source, WHEN_LONGER_SCORED
        )
        return [
            Scored(
                log_probability=float(values.sum()),
                perplexity=perplexity(-float(values.sum()), len(values)),
                log_probabilities=values,
                tokens=tokens,
                unknown=int((ids[row] == UNK).sum()),
                warnings=warnings[row],
            )
            for row, (tokens, values) in enumerate(zip(pieces, scores, strict=True))
        ]

    def unlike_training(self, texts: Sequence[str]) -> UnlikeTraining:
        """What in texts is unlike the training data: symbols that are not known, and texts longer
        than any line in training.

        Raises: PantoumError for what is no list of strings.
        """
        stripped = [trimmed(text) for text in listed(texts, "text")]
        ids = self._task.encode(stripped).texts
        return unlike_training(
            ids, lambda row: self._pieces(stripped[row]), self._task.longest_source
        )

    def evaluate(self, data: Any, *, seed: int = 1, report: str | Path | None = None) -> Evaluation:
        """How likely texts are: perplexity, bits per character and unknown symbols.

        Args:
            data: texts, in any form that `pantoum.train` takes: the path of a file, an iterable, or
                a table with one column.
            seed: of the intervals' bootstrap.
            report: only models whose outputs are right or wrong have one.
        Raises: PantoumError for data that cannot be read so, and for a report.
        """
        refuse_report(report)
        check_whole("seed", seed)
        return evaluate_texts(self, texts_of(self, data), seed=seed)

    def generate(
        self,
        count: int = 1,
        prefix: str = "",
        *,
        temperature: float | int = 1.0,
        top_k: int = 0,
        top_p: float | int = 1.0,
        seed: int = 1,
        longest: int = LONGEST,
        first: int = 0,
    ) -> list[Generated]:
        """Texts that the model writes, symbol by symbol, each drawn by its probability.

        The number of a text and the seed decide what is drawn for it: the first three of five texts
        are the same as three. With temperature 0 all texts are the same one.

        Args:
            count: how many.
            prefix: what each text starts with. It is read as it is, spaces at its end too; symbols
                that are not in the vocabulary are read as unknown.
            temperature: below 1 likely symbols become likelier, above less so; 0 takes the
                likeliest one each time.
            top_k: draw from so many of the likeliest symbols; 0 for all.
            top_p: draw from as few of the likeliest symbols as have this probability together; 1
                for all.
            seed: decides what is drawn.
            longest: the most symbols a text may have behind the prefix, its end included.
            first: the number of the first text, to go on where an earlier call has ended.
        Raises: PantoumError, naming the setting, the rule and the value, for one that cannot work.
        """
        numbers = (
            ("count", count, 0),
            ("longest", longest, 1),
            ("seed", seed, 0),
            ("first", first, 0),
        )
        for name, value, least in numbers:
            check_whole(name, value, least, MOST_SEED)
        if not isinstance(prefix, str):
            raise PantoumError(
                f"prefix must be a string, but is {prefix!r:.40}",
                setting="prefix",
                rule="a string",
                value=prefix,
            )
        prefix = without_surrogates(prefix)
        sampling = Sampling(temperature, top_k, top_p)
        seeds = [[seed, number] for number in range(first, first + count)]
        ids = self._task.tokenizer.encode(prefix)
        with one_thread():  # each step is a few small products
            drawn = generate(self._model, ids, seeds, longest, sampling, self._device)
        return [self._generated(prefix, one) for one in drawn]

    def _pieces(self, text: str) -> list[str]:
        return [*self._task.tokenizer.tokens(text), EOS_SYMBOL]

    def _generated(self, prefix: str, drawn: Hypothesis) -> Generated:
        tokenizer = self._task.tokenizer
        tokens = [tokenizer.token(id) for id in drawn.ids] + [EOS_SYMBOL] * drawn.complete
        return Generated(tokenizer.extend(prefix, drawn.ids), tokens, drawn.log_probability)
