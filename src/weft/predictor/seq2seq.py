"""A trained encoder-decoder in memory: strings in, predictions out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import overload

import numpy as np
import torch

from weft.config import Config, SearchConfig, TaskName
from weft.data.batch import collate
from weft.data.batching import ordered_batches
from weft.data.corpus import Corpus, FlatSequences, encode_corpus
from weft.data.formats import Example
from weft.data.unknown import UnknownSymbols, count_unknown
from weft.errors import WeftError
from weft.model_dir import TrainedModel
from weft.models import Seq2Seq
from weft.predictor.device import place
from weft.predictor.inputs import check_longest, features_for, listed
from weft.predictor.prediction import Prediction
from weft.search.contract import Hypothesis
from weft.search.decode import BATCH_TOKENS, decode
from weft.search.settings import check_search
from weft.symbols import EOS_SYMBOL
from weft.tasks import Seq2SeqTask

# Logits of one batch whose probabilities are computed at once, with copies: 40 MB each in float32.
MOST_LOGITS = 10_000_000
# The memory of a search grows with the square of the length: for so many symbols it is about two gigabytes.
LONGEST_INPUT = 5_000


class Predictor:
    """A trained encoder-decoder, ready to be called.

    ``model("abandonner")`` gives a `Prediction`, a list of strings a list of them; with ``nbest`` each is a list, best
    first. A result does not depend on what else is in the list. White space around an input is left out, as in
    training; symbols never seen in training are read as unknown. An empty input has an empty output.

    Raises: WeftError for a device that is not there.
    """

    def __init__(self, trained: TrainedModel[Seq2SeqTask, Seq2Seq], device: str = "cpu") -> None:
        self._config, self._task, self._model = trained.config, trained.task, trained.model
        self._device = place(trained.model, device)

    def __repr__(self) -> str:
        units = f"{self._config.data.source_units} -> {self._config.data.target_units}"
        return f"Predictor({units}, device={str(self._device)!r})"

    @property
    def task(self) -> TaskName:
        """What kind of model it is."""
        return self._task.name

    @property
    def config(self) -> Config:
        """The settings the model was trained with."""
        return self._config

    @property
    def reads_features(self) -> bool:
        """Whether the model reads features beside each input."""
        return self._task.source.features is not None

    @overload  # a str is a sequence of str, too; the first overload that fits counts
    def __call__(  # pyright: ignore[reportOverlappingOverload]
        self,
        source: str,
        features: str | None = None,
        *,
        beam: int | None = None,
        length_penalty: float | None = None,
        attention: bool = True,
    ) -> Prediction: ...
    @overload
    def __call__(
        self,
        source: Sequence[str],
        features: Sequence[str | None] | None = None,
        *,
        beam: int | None = None,
        length_penalty: float | None = None,
        attention: bool = True,
    ) -> list[Prediction]: ...
    def __call__(
        self,
        source: str | Sequence[str],
        features: str | Sequence[str | None] | None = None,
        *,
        beam: int | None = None,
        length_penalty: float | None = None,
        attention: bool = True,
    ) -> Prediction | list[Prediction]:
        """The best output for one input, or for each of several.

        Args:
            source: one input or several.
            features: the same number of feature strings, for models that read them; "" for none.
            beam: hypotheses kept at each step; by default as the model was saved. 1 is greedy search.
            length_penalty: exponent of the length that divides log-probabilities; by default as the model was saved.
            attention: False leaves it out of the predictions: for long inputs it takes more memory than all else.
        Raises: WeftError for an input that is no string, and for features that are missing or given to a model that
        reads none.
        """
        if isinstance(source, str):
            given = [features] if isinstance(features, str) else features
            return self.nbest([source], given, 1, beam=beam, length_penalty=length_penalty, attention=attention)[0][0]
        if isinstance(features, str):
            raise WeftError("several inputs need a list of features, one for each, but features is one string")
        found = self.nbest(source, features, 1, beam=beam, length_penalty=length_penalty, attention=attention)
        return [predictions[0] for predictions in found]

    def nbest(
        self,
        sources: Sequence[str],
        features: Sequence[str | None] | None = None,
        count: int = 5,
        *,
        beam: int | None = None,
        length_penalty: float | None = None,
        attention: bool = True,
    ) -> list[list[Prediction]]:
        """The best `count` outputs for each input, best first; fewer where the search found fewer.

        Args:
            beam: by default as the model was saved, or `count` if that is more.
            length_penalty, attention: as for a call.
        Raises: WeftError as for a call, for more outputs than the given beam keeps, and for an input that is too long.
        """
        given = [source.strip() for source in listed(sources)]
        search = self._search(count, beam, length_penalty)
        inputs = list(zip(given, features_for(len(given), features, self.reads_features), strict=True))
        full = [(source, extra) for source, extra in inputs if source]
        tokenizer = self._task.source
        ids = FlatSequences.of(tokenizer.encode_all([source for source, _ in full], [extra for _, extra in full]))
        check_longest(ids, given, [row for row, source in enumerate(given) if source], LONGEST_INPUT)
        found = iter(decode(self._model, [ids], self._task.limit, search, count, self._device, attention=attention))
        return [
            self._predictions(next(found), tokenizer.tokens(*one)) if one[0] else [self._empty(attention)]
            for one in inputs
        ]

    def perplexity(
        self, sources: Sequence[str], targets: Sequence[str], features: Sequence[str | None] | None = None
    ) -> float:
        """Perplexity per output symbol, </s> included, of the given outputs: e to the mean negative log-likelihood.

        Symbols of the outputs that are not in the vocabulary count as the unknown symbol.

        Raises: WeftError as for a call.
        """
        inputs, outputs = listed(sources), listed(targets, "output")
        if len(inputs) != len(outputs) or not inputs:
            raise WeftError(f"perplexity is of inputs with an output each, but got {len(inputs)} and {len(outputs)}")
        _, corpus = self._encoded(inputs, outputs, features)
        nll, symbols = 0.0, 0
        with torch.no_grad():
            for rows in self._scoring_batches(corpus):
                batch = collate(corpus, rows).to(self._device)
                assert batch.target is not None
                loss = self._model.loss(*batch.source, *batch.target)
                nll, symbols = nll + float(loss.nll), symbols + int(loss.symbols)
        return math.exp(min(nll / symbols, 700.0))

    def unknown_symbols(
        self,
        sources: Sequence[str],
        features: Sequence[str | None] | None = None,
        targets: Sequence[str | None] | None = None,
    ) -> UnknownSymbols:
        """The symbols of inputs, and of their right outputs if these are known, that training has not seen.

        Raises: WeftError as for a call.
        """
        examples, corpus = self._encoded(sources, targets or [None] * len(sources), features)
        return count_unknown(examples, corpus, self._task.source, self._task.target)

    def _encoded(
        self, sources: Sequence[str], targets: Sequence[str | None], features: Sequence[str | None] | None
    ) -> tuple[list[Example], Corpus]:
        inputs = listed(sources)
        given = features_for(len(inputs), features, self.reads_features)
        examples = [
            Example(source.strip(), None if target is None else target.strip(), extra)
            for source, target, extra in zip(inputs, targets, given, strict=True)
        ]
        return examples, encode_corpus(examples, self._task.source, self._task.target)

    def _scoring_batches(self, corpus: Corpus) -> list[list[int]]:
        """Batches in which neither the symbols nor their logits are too many."""
        assert corpus.target is not None
        cells = max(1, min(BATCH_TOKENS, MOST_LOGITS // self._task.target.size))
        return ordered_batches(corpus.source.lengths + corpus.target.lengths, cells)

    def _search(self, count: int, beam: int | None, length_penalty: float | None) -> SearchConfig:
        saved = self._config.search
        penalty = saved.length_penalty if length_penalty is None else length_penalty
        if type(count) is not int or count < 1:
            raise WeftError(f"count must be a whole number of at least 1, but is {count!r}")
        search = SearchConfig(max(saved.beam, count) if beam is None else beam, penalty)
        check_search(search)
        if count > search.beam:
            raise WeftError(
                f"a beam of {search.beam} cannot give {count} outputs for an input; set beam to at least {count}"
            )
        return search

    def _empty(self, attention: bool) -> Prediction:
        """What an empty input gives."""
        looks = attention and self.config.model.attention != "none"
        return Prediction("", [], 0.0, 0.0, np.zeros((0, 0), dtype=np.float32) if looks else None, [])

    def _predictions(self, hypotheses: Sequence[Hypothesis], source_tokens: list[str]) -> list[Prediction]:
        return [self._prediction(hypothesis, source_tokens) for hypothesis in hypotheses]

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
