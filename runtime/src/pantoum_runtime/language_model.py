"""An exported language model: how likely texts are, and texts that it writes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from pantoum_runtime.calls import chunks, diverged, longest_of, refuse_options, unfit
from pantoum_runtime.errors import reading
from pantoum_runtime.inputs import listed
from pantoum_runtime.lines import trimmed, without_surrogates
from pantoum_runtime.model_file import ModelFile
from pantoum_runtime.sampling import Sampling, check_whole, drawn
from pantoum_runtime.scored import Generated, Scored
from pantoum_runtime.session import BATCH_TOKENS, Session, ordered_batches, padded
from pantoum_runtime.symbols import BOS, EOS, EOS_SYMBOL, PAD, UNK
from pantoum_runtime.text import Side
from pantoum_runtime.unlike_training import UnlikeTraining, unlike_training

# What it means for one text, and for several, to be longer than any line in training.
WHEN_LONGER = ("its perplexity may be too high", "their perplexities may be too high")
# Log-probabilities computed at once, as in the library: 40 MB in single precision.
MOST_LOGITS = 10_000_000
# e to more than this is no number that anything could show.
MOST_NATS = 200.0
# As in the library: symbols of a text, where a call sets no limit, and texts drawn at once.
LONGEST = 1_000
AT_ONCE = 256
NEVER_DRAWN = [PAD, UNK, BOS]
INPUTS = ("read", "lengths")
OUTPUTS = ("log_probabilities", "scores")


class LanguageModel:
    """An exported language model, ready to be called.

    ``model("the cat")`` gives a `Scored`, a list of strings a list of them, and
    ``model.generate(3)`` three texts. A result does not
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

    def generate(
        self,
        count: int = 1,
        prefix: str = "",
        *,
        temperature: float = 1.0,
        top_k: int = 0,
        top_p: float = 1.0,
        seed: int = 1,
        longest: int = LONGEST,
        first: int = 0,
    ) -> list[Generated]:
        """Texts that the model writes, symbol by symbol, each drawn by its probability.

        The number of a text and the seed decide what is drawn for it, as with the directory: the
        first three of five texts are the same as three. With temperature 0 all are the same one.

        Args:
            count: how many.
            prefix: what each text starts with, read as it is, spaces at its end too.
            temperature, top_k, top_p: see `pantoum_runtime.sampling.Sampling`.
            seed: decides what is drawn.
            longest: the most symbols a text may have behind the prefix, its end included.
            first: the number of the first text, to go on where an earlier call has ended.

        Raises:
            PantoumRuntimeError: a setting that cannot work.
        """
        for name, value, least in (
            ("count", count, 0),
            ("longest", longest, 1),
            ("seed", seed, 0),
            ("first", first, 0),
        ):
            check_whole(name, value, least)
        (prefix,) = listed([prefix], "input")
        prefix = without_surrogates(prefix)
        sampling = Sampling(temperature, top_k, top_p)
        sampling.check()
        following, state = self._begun([EOS, *self._text.encode(prefix)])
        texts: list[Generated] = []
        for start in range(first, first + count, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, first + count))
            seeds = [[seed, number] for number in numbers]
            for ids, score in self._drawn(following, state, seeds, longest, sampling):
                tokens = [self._text.token(id) for id in ids]
                own = ids[:-1] if ids[-1] == EOS else ids
                texts.append(Generated(self._text.extend(prefix, own), tokens, score))
        return texts

    def _begun(self, ids: Sequence[int]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """What may come behind some symbols [1, symbols], and the state behind them."""
        state = self._start(1)
        following = np.zeros((1, self._text.size), dtype=np.float32)
        for start in range(0, len(ids), BATCH_TOKENS):
            part = np.array([ids[start : start + BATCH_TOKENS]], dtype=np.int64)
            following, state = self._step(part, state)
        return following, state

    def _step(
        self, read: np.ndarray, state: dict[str, np.ndarray]
    ) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """What may come behind symbols that are all read, and the state behind them."""
        lengths = np.full(len(read), read.shape[1], dtype=np.int64)
        outputs = self._run(read, lengths, state)
        return outputs["log_probabilities"], self._after(outputs)

    def _drawn(
        self,
        following: np.ndarray,
        state: dict[str, np.ndarray],
        seeds: Sequence[Sequence[int]],
        longest: int,
        sampling: Sampling,
    ) -> list[tuple[list[int], float]]:
        """For each of the seeds the ids of a text, and their log-probability."""
        generators = [np.random.default_rng(list(one)) for one in seeds]
        rows = np.arange(len(seeds))
        following = following.repeat(len(seeds), axis=0)
        state = {name: values.repeat(len(seeds), axis=0) for name, values in state.items()}
        ids: list[list[int]] = [[] for _ in seeds]
        totals = np.zeros(len(seeds))
        for _ in range(longest):
            scores = following.astype(np.float64)
            scores[:, NEVER_DRAWN] = -math.inf
            if np.isnan(scores).any():
                raise diverged()
            randoms = np.array([generators[row].random() for row in rows.tolist()])
            symbols = drawn(scores, sampling, randoms)
            totals[rows] += scores[np.arange(len(rows)), symbols]
            for row, symbol in zip(rows.tolist(), symbols.tolist(), strict=True):
                ids[row].append(symbol)
            going = symbols != EOS
            rows = rows[going]
            if not len(rows):
                break
            kept = {name: values[going] for name, values in state.items()}
            following, state = self._step(symbols[going, None].astype(np.int64), kept)
        return list(zip(ids, totals.tolist(), strict=True))

    def _start(self, batch: int) -> dict[str, np.ndarray]:
        """The state in which nothing was read."""
        return {
            name: np.zeros((batch, *sizes), dtype=np.float32)
            for name, sizes in self._states.items()
        }

    def _run(
        self, read: np.ndarray, lengths: np.ndarray, state: dict[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        after = [f"{name}_after" for name in self._states]
        feeds = {"read": read, "lengths": lengths, **state}
        outputs = self._session.run(feeds, [*OUTPUTS, *after])
        if outputs["log_probabilities"].shape[1] != self._text.size:
            raise unfit(self._path)
        return outputs

    def _after(self, outputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        return {name: outputs[f"{name}_after"] for name in self._states}

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
        state = self._start(len(rows))
        window = max(1, cells // len(rows))
        every = np.arange(len(rows))
        for start in range(0, target.shape[1], window):
            end = min(start + window, target.shape[1])
            part = np.clip(lengths - start, 0, end - start)
            outputs = self._run(read[:, start:end], part, state)
            scores[:, start:end] = outputs["scores"]
            last = np.maximum(part - 1, 0) + start  # the one that the graph has not read
            following = outputs["log_probabilities"][every, target[every, last]]
            scores[every, last] = np.where(part > 0, following, scores[every, last])
            state = self._after(outputs)
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
