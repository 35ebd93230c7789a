"""Trained encoder-decoders in memory: strings in, predictions out."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, overload

from pantoum.config import UnseenGroup
from pantoum.data import Lexicon
from pantoum.evaluation import Evaluation
from pantoum.predictor.calls import check_whole, clear_calls
from pantoum.predictor.decoding_options import (
    check_evaluated,
    copies_unknown,
    output_constraints,
    reusable_options,
    search_settings,
)
from pantoum.predictor.drawing_options import options_of_kind, sampling_of, with_drawing
from pantoum.predictor.evaluating import evaluate_pairs
from pantoum.predictor.examples import pairs_of
from pantoum.predictor.groups import Groups, check_one_group, groups_of
from pantoum.predictor.inputs import Features, chunks, listed, several
from pantoum.predictor.known_words import known_words
from pantoum.predictor.nbest_search import NBestSearch
from pantoum.predictor.prediction import Prediction, PredictionBuilder, perplexity_of
from pantoum.predictor.reporting import report_of
from pantoum.predictor.seq2seq_reader import Seq2SeqReader
from pantoum.search.beam_trace import BeamTrace
from pantoum.search.processors import AllowedOutputs
from pantoum.search.sampling import Sampling


@clear_calls
class Predictor(Seq2SeqReader):
    """A trained encoder-decoder, or several that write together, ready to be called.

    ``model("abandonner")`` gives a `Prediction`, a list of strings a list of them; with ``nbest``
    each is a list, best first. A result does not depend on what else is in the list. White space
    around an input is left out, as in training; symbols never seen in training are read as unknown.
    An empty input has an empty output. An input without an output that meets the constraints of the
    call has one without symbols, whose score is minus infinity.

    Args:
        trained: the model, or those of an ensemble.
        combine: how an ensemble decides: by the mean of probabilities or of log-probabilities at
            each step, or a vote.
        int8: keep the decoder's weights in 8 bits: faster, and not quite the same; on processors of
            the x86 family.
    Raises: PantoumError for a device that is not there or cannot multiply with 8 bits, and for
        models that do not fit together.
    """

    def __repr__(self) -> str:
        units = f"{self.config.data.source_units} -> {self.config.data.target_units}"
        count = f"{self._ensemble.count} models, " if self._ensemble.count > 1 else ""
        return f"Predictor({count}{units}, device={str(self._ensemble.device)!r})"

    @overload  # a str is a sequence of str, too; the first overload that fits counts
    def __call__(  # pyright: ignore[reportOverlappingOverload]
        self, source: str, features: str | None = None, *, nbest: None = None, **options: Any
    ) -> Prediction: ...
    @overload
    def __call__(  # pyright: ignore[reportOverlappingOverload]
        self, source: str, features: str | None = None, *, nbest: int, **options: Any
    ) -> list[Prediction]: ...
    @overload
    def __call__(
        self,
        source: Sequence[str],
        features: Features | None = None,
        *,
        nbest: None = None,
        **options: Any,
    ) -> list[Prediction]: ...
    @overload
    def __call__(
        self, source: Sequence[str], features: Features | None = None, *, nbest: int, **options: Any
    ) -> list[list[Prediction]]: ...
    def __call__(
        self,
        source: str | Sequence[str],
        features: str | Features | None = None,
        *,
        nbest: int | None = None,
        group: Groups | None = None,
        unseen_group: UnseenGroup | None = None,
        score: str | Sequence[str] | None = None,
        sample: Sampling | bool | None = None,
        lexicon: Lexicon | Literal[False] | None = None,
        **options: Any,
    ) -> Prediction | list[Prediction] | list[list[Prediction]]:
        """The best output for one input, or for each of several.

        Args:
            source: one input or several.
            features: the same number of feature strings, for models that read them; "" for none.
            nbest: so many outputs for each input, best first.
            group: for models that read groups, such as languages: that of all inputs, or of each.
            unseen_group: a group that training has not seen is refused ("refuse") or read as
                unknown ("unknown"); None: as the model was trained.
            score: known outputs, one for each input, to be scored instead of searching.
            sample: True draws outputs instead of searching for the best; with temperature=0.8,
                top_k, top_p and seed, or a `Sampling` in place of True.
            lexicon: words whose outputs are known: these are the answers for them, and say so by
                `from_lexicon`.
            options: decoding options, as `nbest`, `score` and `sample` take them: beam=5,
                prefix="ab", attention=False ...
        Raises: PantoumError for an input that is no string, for features or groups that are
            missing, refused or not read by the model, and for settings that cannot work.
        """
        if nbest is not None:
            check_whole("nbest", nbest, 1)
        one = isinstance(source, str)
        sources, feature_list = several(source, features)
        sampling = sampling_of(sample)
        options = options_of_kind(
            {"nbest": nbest, **options}, draws=sampling is not None, scores=score is not None
        )
        if group is not None:
            sources = listed(sources)
            options["group"] = groups_of(self, len(sources), group, unseen_group)
        count = 1 if nbest is None else nbest
        known: dict[int, list[Prediction]] = {}
        if lexicon is not None and lexicon is not False:
            sources = listed(sources)
            given = {**options, "score": score, "sample": sampling}
            known = known_words(self._task, lexicon, sources, count, given)
            sources = ["" if row in known else text for row, text in enumerate(sources)]
        if score is not None:
            outputs = [score] if isinstance(score, str) else score
            scored = self.score(sources, outputs, feature_list, **options)
            return scored[0] if one else scored
        if sampling is not None:
            ranked = self.sample(sources, feature_list, count, sampling=sampling, **options)
        else:
            ranked = self.nbest(sources, feature_list, count, **options)
        for row, predictions in known.items():
            ranked[row] = predictions
        results = ranked if nbest is not None else [predictions[0] for predictions in ranked]
        return results[0] if one else results  # type: ignore[return-value]

    def evaluate(
        self,
        data: Any,
        *,
        train: Any = None,
        seed: int = 1,
        report: str | Path | None = None,
        group: str | None = None,
        unseen_group: UnseenGroup | None = None,
        **search: Any,
    ) -> Evaluation:
        """The scores of the model's outputs: error rates, or BLEU and chrF, and the perplexity of
        the right ones.

        Args:
            data: inputs with their right outputs, in any form that `pantoum.train` takes: the path
                of a file, or of two line-aligned ones, (input, output), (input, output, features),
                or a table. For a model that reads groups the last of each is its group, unless
                `group` says it.
            train: the training data, in any of these forms, for the scores of inputs that are among
                them and of those that are not.
            seed: of the intervals' bootstrap.
            report: also write a page of HTML with scores, curves, confusions and all errors.
            group: of all examples, where the data have none.
            unseen_group: as for a call.
            search: settings of the search and constraints of the outputs, as for a call: beam=1,
                copy_unknown=True ...
        Raises: PantoumError for data that cannot be read so, for a page that cannot be written, and
            as for a call.
        """
        check_whole("seed", seed)
        check_evaluated(self.config.search, search)
        search = reusable_options(self._task.target, search)
        to_write = report_of(report, data, train)
        test = pairs_of(self, data, group=group, unseen_group=unseen_group)
        seen = None
        if train is not None:
            options: dict[str, Any] = {"group": group, "unseen_group": unseen_group}
            seen = pairs_of(self, train, "train", **options).examples
        return evaluate_pairs(
            self,
            test.examples,
            notes=test.notes,
            train=seen,
            seed=seed,
            report=to_write,
            unseen_group=unseen_group,
            **search,
        )

    def stream(
        self, sources: Iterable[str], features: Iterable[str | None] | None = None, **options: Any
    ) -> Iterator[Any]:
        """The predictions of inputs without end, in their order, each as a call with the same
        options gives it.

        Inputs are read 2,000 at a time, as predictions are consumed.

        Args:
            sources, features: anything that gives strings, such as an open file.
            options: as calls take them: beam=5, nbest=3, sample=True, group="fre", but no lists
                with one entry for each input.
        Raises: PantoumError as for a call: for an input at fault when it is reached, else at once.
        """
        check_one_group(options.get("group"))
        options = reusable_options(self._task.target, options)
        self([], **options)
        return (
            predictions
            for texts, of_texts in chunks(sources, features)
            for predictions in self(texts, of_texts, **options)
        )

    def nbest(
        self,
        sources: Sequence[str],
        features: Features | None = None,
        count: int = 5,
        *,
        group: Groups | None = None,
        prefix: str | Sequence[str] | None = None,
        forbidden: Iterable[str] | None = None,
        allowed: Iterable[str] | AllowedOutputs | None = None,
        required: Iterable[str] | Iterable[Iterable[str]] | None = None,
        copy_unknown: bool | Mapping[str, str] = False,
        attention: bool = True,
        trace: BeamTrace | None = None,
        **search: Any,
    ) -> list[list[Prediction]]:
        """The best `count` different outputs for each input, best first; fewer where the search has
        fewer.

        Where several sequences of symbols spell one text, as with byte pairs, they are one output
        with the probability of all that are found.

        Args:
            group: as for a call.
            prefix: what all outputs start with, or each.
            forbidden: symbols that no output holds.
            allowed: the only outputs there may be; those with symbols that the model cannot write
                do not count. For many calls, `closed_list` prepares a long list once.
            required: phrases that all outputs hold, or a list for each input; give a beam some
                slots for each.
            copy_unknown: an unknown word may come, and is replaced by the word of the input with
                the most attention, or by what a dictionary {word of the input: words of the output}
                has for that; for models of words with attention.
            attention: False leaves it out of the predictions: for long inputs it takes more memory
                than all else.
            trace: of the search for a single input, which `pantoum.explaining` makes a tree of.
            search: settings of `pantoum.config.SearchConfig`; by default as the model was saved,
                with a beam of `count` if that is more.
        Raises: PantoumError as for a call, for more outputs than the beam keeps, and for an
            input that is too long.
        """
        settings = search_settings(self.config.search, count, search)
        encoded = self._inputs.encode(sources, features, group)
        has_attention = self._ensemble.has_attention
        copying = copies_unknown(self.config, copy_unknown, has_attention=has_attention)
        constraints = output_constraints(
            self._task.target, len(encoded.inputs), prefix, forbidden, allowed, required
        )
        builder = self._builder(
            attention, copy_unknown if isinstance(copy_unknown, Mapping) else None
        )
        search_all = NBestSearch(
            self._ensemble,
            builder,
            encoded,
            settings,
            constraints.of(encoded.encoded)._replace(unknown=copying),
            attention=attention or copying,
            trace=trace,
        )
        return self._inputs.with_empty(encoded, search_all.best(count), builder.of_empty_input)

    def sample(
        self,
        sources: Sequence[str],
        features: Features | None = None,
        count: int = 1,
        *,
        sampling: Sampling = Sampling(),  # noqa: B008 - it cannot change
        seed: int = 1,
        group: Groups | None = None,
        prefix: str | Sequence[str] | None = None,
        forbidden: Iterable[str] | None = None,
        allowed: Iterable[str] | AllowedOutputs | None = None,
        attention: bool = True,
        **drawing: Any,
    ) -> list[list[Prediction]]:
        """So many outputs for each input, drawn by their probability.

        The same input has the same outputs with the same seed, whatever stands beside it.

        Args:
            sampling: temperature, top_k and top_p; see `pantoum.search.sampling.Sampling`.
            drawing: any of these three by itself, which counts over `sampling`.
            seed: a whole number of at least 0.
            group, prefix, forbidden, allowed, attention: as for `nbest`.
        Raises: PantoumError as for `nbest`.
        """
        sampling = with_drawing(sampling, drawing)
        check_whole("seed", seed)
        check_whole("count", count, 1)
        encoded = self._inputs.encode(sources, features, group)
        seeds = [[seed, zlib.crc32(text.seed_text)] for text in encoded.texts]
        constraints = output_constraints(
            self._task.target, len(encoded.inputs), prefix, forbidden, allowed
        ).of(encoded.encoded)
        hypotheses = self._ensemble.sample(
            encoded.ids, seeds, count, sampling, constraints, attention=attention
        )
        builder = self._builder(attention)
        drawn = builder.of_all(hypotheses, encoded.texts)
        return self._inputs.with_empty(encoded, drawn, builder.of_empty_input)

    def score(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        features: Features | None = None,
        *,
        group: Groups | None = None,
        attention: bool = True,
    ) -> list[Prediction]:
        """How likely known outputs are: their log-probability, and that of each symbol with its
        attention.

        Symbols that are not in the vocabulary count as the unknown symbol. An empty input can have
        an output here.

        Raises: PantoumError as for a call.
        """
        outputs, symbols, encoded = self._inputs.encode_pairs(sources, targets, features, group)
        scored = self._ensemble.score(encoded.ids, symbols, attention=attention)
        scored_outputs = self._builder(attention).of_scored_outputs(outputs, encoded.inputs, scored)
        each = self._inputs.with_warnings(encoded, [[one] for one in scored_outputs])
        return [of_input[0] for of_input in each]

    def perplexity(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        features: Features | None = None,
        *,
        group: Groups | None = None,
    ) -> float:
        """Perplexity per output symbol, </s> included, of known outputs: e to the mean negative
        log-likelihood.

        Symbols of the outputs that are not in the vocabulary count as the unknown symbol.

        Raises: PantoumError as for a call, and for no outputs at all.
        """
        return perplexity_of(self.score(sources, targets, features, group=group, attention=False))

    def _builder(
        self, attention: bool, replacements: Mapping[str, str] | None = None
    ) -> PredictionBuilder:
        keep = attention and self.has_attention
        return PredictionBuilder(self._task, attention=keep, replacements=replacements)
