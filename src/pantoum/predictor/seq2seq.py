"""Trained encoder-decoders in memory: strings in, predictions out."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, overload

from pantoum.errors import PantoumError
from pantoum.predictor.prediction import Prediction
from pantoum.predictor.scorer import Scorer
from pantoum.predictor.wishes import check_copying, constraints_of, search_of, trie_of
from pantoum.search.processors import AllowedOutputs
from pantoum.search.sampling import Sampling

# Inputs of a stream that are answered together.
CHUNK = 2_000


class Predictor(Scorer):
    """A trained encoder-decoder, or several that write together, ready to be called.

    ``model("abandonner")`` gives a `Prediction`, a list of strings a list of them; with ``nbest``
    each is a list, best first. A result does not depend on what else is in the list. White space
    around an input is left out, as in training; symbols never seen in training are read as unknown.
    An empty input has an empty output. An input without an output that keeps what the call asks for
    has one without symbols, whose score is minus infinity.

    Args:
        trained: the model, or those of an ensemble.
        combine: how an ensemble decides: by the mean of probabilities or of log-probabilities at
            each step, or a vote.
        int8: keep the decoder's weights in 8 bits: faster, and not quite the same; on processors of
            the x86 family.
    Raises: PantoumError for a device that is not there or cannot multiply with 8 bits, and for
    models that do not fit together.
    """

    @overload  # a str is a sequence of str, too; the first overload that fits counts
    def __call__(  # pyright: ignore[reportOverlappingOverload]
        self, source: str, features: str | None = None, *, nbest: None = None, **asked: Any
    ) -> Prediction: ...
    @overload
    def __call__(  # pyright: ignore[reportOverlappingOverload]
        self, source: str, features: str | None = None, *, nbest: int, **asked: Any
    ) -> list[Prediction]: ...
    @overload
    def __call__(
        self,
        source: Sequence[str],
        features: Sequence[str | None] | None = None,
        *,
        nbest: None = None,
        **asked: Any,
    ) -> list[Prediction]: ...
    @overload
    def __call__(
        self,
        source: Sequence[str],
        features: Sequence[str | None] | None = None,
        *,
        nbest: int,
        **asked: Any,
    ) -> list[list[Prediction]]: ...
    def __call__(
        self,
        source: str | Sequence[str],
        features: str | Sequence[str | None] | None = None,
        *,
        nbest: int | None = None,
        score: str | Sequence[str] | None = None,
        sample: Sampling | None = None,
        **asked: Any,
    ) -> Prediction | list[Prediction] | list[list[Prediction]]:
        """The best output for one input, or for each of several.

        Args:
            source: one input or several.
            features: the same number of feature strings, for models that read them; "" for none.
            nbest: so many outputs for each input, best first.
            score: outputs that are given, one for each input: their predictions say how likely they
                are.
            sample: draw outputs in place of searching for the best; see `sample`.
            asked: what `nbest`, `score` and `sample` take: beam=5, prefix="ab", attention=False ...
        Raises: PantoumError for an input that is no string, for features that are missing or given
        to a model that reads none, and for settings that cannot work.
        """
        one = isinstance(source, str)
        if not one and isinstance(features, str):
            raise PantoumError(
                "several inputs need a list of features, one for each, but features is one string"
            )
        sources = [source] if isinstance(source, str) else source
        given = [features] if isinstance(features, str) else features
        if score is not None:
            scored = self.score(
                sources, [score] if isinstance(score, str) else score, given, **asked
            )
            return scored[0] if one else scored
        count = 1 if nbest is None else nbest
        if sample is not None:
            found = self.sample(sources, given, count, sampling=sample, **asked)
        else:
            found = self.nbest(sources, given, count, **asked)
        answers = found if nbest is not None else [predictions[0] for predictions in found]
        return answers[0] if one else answers  # type: ignore[return-value]

    def stream(
        self, sources: Iterable[str], features: Iterable[str | None] | None = None, **asked: Any
    ) -> Iterator[Any]:
        """The answers to inputs without end, in their order, each as a call with the same settings
        gives it.

        Inputs are taken 2,000 at a time, as answers are asked for: no more than these are in
        memory.

        Args:
            sources, features: anything that gives strings, such as an open file.
            asked: what calls take: beam=5, nbest=3, sample=..., but no lists with something for
                each input.
        Raises: PantoumError as for a call, when the inputs at fault are reached.
        """
        if isinstance(sources, str):
            raise PantoumError("a stream is of inputs, but got one string: put it in a list")
        for name in ("forbidden", "required"):  # given once, for all chunks
            asked |= {name: list(asked[name])} if asked.get(name) is not None else {}
        if asked.get("allowed") is not None and not isinstance(asked["allowed"], AllowedOutputs):
            asked["allowed"] = self.closed_list(asked["allowed"])
        texts, given = iter(sources), None if features is None else iter(features)
        while chunk := list(islice(texts, CHUNK)):
            yield from self(
                chunk, None if given is None else list(islice(given, len(chunk))), **asked
            )

    def nbest(
        self,
        sources: Sequence[str],
        features: Sequence[str | None] | None = None,
        count: int = 5,
        *,
        prefix: str | Sequence[str] | None = None,
        forbidden: Iterable[str] | None = None,
        allowed: Iterable[str] | AllowedOutputs | None = None,
        required: Iterable[str] | Iterable[Iterable[str]] | None = None,
        copy_unknown: bool | Mapping[str, str] = False,
        attention: bool = True,
        **search: Any,
    ) -> list[list[Prediction]]:
        """The best `count` outputs for each input, best first; fewer where the search found fewer.

        Args:
            prefix: how all outputs begin, or each.
            forbidden: symbols that no output holds.
            allowed: the only outputs there may be; those with symbols that the model cannot write
                do not count. For many calls, `closed_list` gets a long list ready once.
            required: phrases that all outputs have in them, or a list for each input; give a beam
                some places for each.
            copy_unknown: an unknown word may come, and the word of the input stands for it that the
                model looked at most, or what a dictionary {word of the input: words of the output}
                has for that; for models of words with attention.
            attention: False leaves it out of the predictions: for long inputs it takes more memory
                than all else.
            search: settings of `pantoum.config.SearchConfig`; by default as the model was saved,
                with a beam of `count` if that is more.
        Raises: PantoumError as for a call, for more outputs than the given beam keeps, and for an
            input that is too long.
        """
        wanted = search_of(self._config.search, count, search)
        inputs, full, ids = self._inputs.read(sources, features)
        copying = copy_unknown is not False
        if copying:
            check_copying(self._config, copy_unknown, can_point=self._members.can_point)
        asked = constraints_of(
            self._task.target, len(inputs), prefix, forbidden, allowed, required
        ).of(full)
        asked = asked._replace(unknown=copying)
        found = self._members.search(ids, wanted, count, asked, attention=attention or copying)
        answers = self._answers(
            attention, copy_unknown if isinstance(copy_unknown, Mapping) else None
        )
        return answers.in_place(inputs, found)

    def sample(
        self,
        sources: Sequence[str],
        features: Sequence[str | None] | None = None,
        count: int = 1,
        *,
        sampling: Sampling = Sampling(),  # noqa: B008 - it cannot change
        seed: int = 0,
        prefix: str | Sequence[str] | None = None,
        forbidden: Iterable[str] | None = None,
        allowed: Iterable[str] | AllowedOutputs | None = None,
        attention: bool = True,
    ) -> list[list[Prediction]]:
        """So many outputs for each input, drawn by their probability.

        The same input has the same outputs with the same seed, whatever stands beside it.

        Args:
            sampling: temperature, top_k and top_p; see `pantoum.search.sampling.Sampling`.
            seed: a whole number of at least 0.
            prefix, forbidden, allowed, attention: as for `nbest`.
        Raises: PantoumError as for `nbest`.
        """
        if type(seed) is not int or seed < 0:
            raise PantoumError(f"seed must be a whole number of at least 0, but is {seed!r}")
        inputs, full, ids = self._inputs.read(sources, features)
        seeds = [[seed, zlib.crc32(repr(inputs[row]).encode())] for row in full]
        asked = constraints_of(self._task.target, len(inputs), prefix, forbidden, allowed).of(full)
        found = self._members.sample(ids, seeds, count, sampling, asked, attention=attention)
        return self._answers(attention).in_place(inputs, found)

    def closed_list(self, outputs: Iterable[str]) -> AllowedOutputs:
        """A list of outputs as the argument `allowed` of calls, got ready once.

        Raises: PantoumError when none of them can be written with the symbols that the model knows.
        """
        return trie_of(self._task.target, outputs)
