"""An exported language model: how likely texts are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pantoum_runtime.calls import chunks, diverged, longest_of, refuse_options, unfit
from pantoum_runtime.errors import reading
from pantoum_runtime.inputs import listed
from pantoum_runtime.lines import trimmed, without_surrogates
from pantoum_runtime.model_file import ModelFile
from pantoum_runtime.session import BATCH_TOKENS, Session, ordered_batches, padded
from pantoum_runtime.symbols import EOS, EOS_SYMBOL, UNK
from pantoum_runtime.text import Side
from pantoum_runtime.unlike_training import UnlikeTraining, unlike_training

# What it means for one text, and for several, to be longer than any line in training.
WHEN_LONGER = ("its perplexity may be too high", "their perplexities may be too high")
# Log-probabilities computed at once, as in the library: 40 MB in single precision.
MOST_LOGITS = 10_000_000
# e to more than this is no number that anything could show.
MOST_NATS = 200.0
INPUTS = ("read", "lengths")
OUTPUTS = ("log_probabilities", "scores")


@dataclass(frozen=True)
class Scored:
    """How likely one text is, as `pantoum.Scored`.

    log_probability: of the text and its end, in nats; perplexity: e to the mean negative
    log-probability of a symbol, the end included; log_probabilities: of each of `tokens`; tokens:
    the symbols of the text as it is spelled, and "</s>", its end. A symbol that is not in the
    vocabulary has the probability of the unknown symbol; `unknown` says how many these are;
    warnings: a sentence on each way in which the text is unlike the training data.
    """

    log_probability: float
    perplexity: float
    log_probabilities: np.ndarray
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


class LanguageModel:
    """An exported language model, ready to be called.

    ``model("the cat")`` gives a `Scored`, a list of strings a list of them. A result does not
    depend on what else is in the list. White space around a text is left out, as in training.

    Args:
        file: what `pantoum_runtime.model_file.read_model_file` gives.
        threads: how many batches of a call are computed at once; None: one for each processor.

    Raises:
        PantoumRuntimeError: the file is damaged.
    """

    task = "language_model"

    def __init__(self, file: ModelFile, threads: int | None = None) -> None:
        self.metadata = file.metadata
        with reading("text"):
            self._text = Side.from_json(file.metadata["text"])
            self._longest = longest_of(file.metadata)
            self._states = {
                f"state_{number}": tuple(map(_size, sizes))
                for number, sizes in enumerate(file.metadata["states"])
            }
        self._path = file.path
        self._session = Session(file, threads)
        after = [f"{name}_after" for name in self._states]
        self._session.check_names([*INPUTS, *self._states], [*OUTPUTS, *after])

    def __repr__(self) -> str:
        return f"LanguageModel({self._text.units})"

    def __call__(self, text: str | Sequence[str], **others: Any) -> Any:
        """How likely one text is, or each of several.

        Raises:
            PantoumRuntimeError: as for `score`, and options, of which there are none.
        """
        refuse_options(others, "a language model", ())
        return self.score([text])[0] if isinstance(text, str) else self.score(text)

    def stream(self, texts: Iterable[str], **options: Any) -> Iterator[Scored]:
        """How likely texts without end are, in their order, each as a call gives it; texts are read
        2,000 at a time.
        """
        for chunk in chunks(texts, "texts"):
            yield from self(chunk, **options)

    def score(self, texts: Sequence[str]) -> list[Scored]:
        """How likely each of several texts is; each by itself, as if nothing had come before it.

        Raises:
            PantoumRuntimeError: what is no list of strings.
        """
        stripped = [trimmed(text) for text in listed(texts, "input")]
        rows = [[*self._text.encode(text), EOS] for text in stripped]
        found: list[Any] = [None] * len(rows)
        cells = max(1, min(BATCH_TOKENS, MOST_LOGITS // self._text.size))

        def compute(batch: list[int]) -> None:
            scores = self._log_probabilities([rows[row] for row in batch], cells)
            for row, values in zip(batch, scores, strict=True):
                found[row] = self._scored(stripped[row], rows[row], values)

        self._session.map(compute, ordered_batches([len(ids) for ids in rows], cells))
        return found

    def unlike_training(self, texts: Sequence[str]) -> UnlikeTraining:
        """What in texts is unlike the training data: symbols that are not known, and texts longer
        than any line in training.
        """
        stripped = [trimmed(text) for text in listed(texts, "input")]
        rows = [[*self._text.encode(text), EOS] for text in stripped]
        return unlike_training(rows, lambda row: self._pieces(stripped[row]), self._longest)

    def _pieces(self, text: str) -> list[str]:
        return [*self._text.tokens(text), EOS_SYMBOL]

    def _log_probabilities(self, rows: Sequence[list[int]], cells: int) -> list[np.ndarray]:
        """The log-probability of each symbol of texts, which are read behind </s>, in parts if they
        are long.

        Args:
            cells: rows times symbols that are read at once.
        """
        target, lengths = padded(rows)
        read = np.concatenate([np.full_like(target[:, :1], EOS), target[:, :-1]], axis=1)
        scores = np.zeros(target.shape)
        state = {
            name: np.zeros((len(rows), *sizes), dtype=np.float32)
            for name, sizes in self._states.items()
        }
        window = max(1, cells // len(rows))
        every = np.arange(len(rows))
        for start in range(0, target.shape[1], window):
            end = min(start + window, target.shape[1])
            part = np.clip(lengths - start, 0, end - start)
            feeds = {"read": read[:, start:end], "lengths": part, **state}
            outputs = self._session.run(
                feeds, [*OUTPUTS, *(f"{name}_after" for name in self._states)]
            )
            if outputs["log_probabilities"].shape[1] != self._text.size:
                raise unfit(self._path)
            scores[:, start:end] = outputs["scores"]
            last = np.maximum(part - 1, 0) + start  # the one that the graph has not read
            following = outputs["log_probabilities"][every, target[every, last]]
            scores[every, last] = np.where(part > 0, following, scores[every, last])
            state = {name: outputs[f"{name}_after"] for name in self._states}
        return [values[:length] for values, length in zip(scores, lengths.tolist(), strict=True)]

    def _scored(self, text: str, ids: list[int], values: np.ndarray) -> Scored:
        if np.isnan(values).any():
            raise diverged()
        total = float(values.sum())
        tokens = self._pieces(text)
        warnings = unlike_training([ids], lambda _: tokens, self._longest)
        return Scored(
            log_probability=total,
            perplexity=math.exp(min(-total / len(values), MOST_NATS)),
            log_probabilities=values.copy(),
            tokens=tokens,
            unknown=ids.count(UNK),
            warnings=warnings.sentences(*WHEN_LONGER),
        )


def _size(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError("the size of a state")
    return value
