"""An exported encoder-decoder: strings in, predictions out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Literal

import numpy as np

from pantoum_runtime.calls import chunks, diverged, longest_of, numbered
from pantoum_runtime.different_texts import SEVERAL_SPELLINGS, different_texts
from pantoum_runtime.errors import reading
from pantoum_runtime.inputs import (
    ModelInput,
    groups_for,
    inputs_of,
    too_long,
)
from pantoum_runtime.known_words import check_lexicon, known_words
from pantoum_runtime.lexicon import Lexicon
from pantoum_runtime.model_file import ModelFile
from pantoum_runtime.prediction import Prediction
from pantoum_runtime.search_options import refuse_others, search_options
from pantoum_runtime.session import BATCH_TOKENS, Session, ordered_batches, padded
from pantoum_runtime.source import Source
from pantoum_runtime.symbols import EOS_SYMBOL, UNK
from pantoum_runtime.text import Side
from pantoum_runtime.unlike_training import UnlikeTraining, unlike_training

# As in the library: the memory of a search grows with the square of the length.
LONGEST_INPUT = 5_000
INPUTS = ("source", "lengths")
OUTPUTS = ("ids", "symbols", "complete", "log_probability", "score")
ATTENTION = "attention"


class Seq2SeqModel:
    """An exported encoder-decoder, or an ensemble of them, ready to be called.

    ``model("abandonner")`` gives a `Prediction`, a list of strings a list of them; with ``nbest``
    each is a list, best first. A result does not depend on what else is in the list. White space
    around an input is left out, as in training; symbols never seen in training are read as unknown.
    An empty input has an empty output.

    Args:
        file: what `pantoum_runtime.model_file.read_model_file` gives.
        threads: how many batches of a call are computed at once; None: one for each processor.
        lexicon: words whose outputs are known; None: those of the file, if it has some.

    Attributes:
        lexicon: that of calls that are given none; None for no lexicon.

    Raises:
        PantoumRuntimeError: the file is damaged, or no lexicon can be used with it.
    """

    task = "seq2seq"

    def __init__(
        self, file: ModelFile, threads: int | None = None, lexicon: Lexicon | None = None
    ) -> None:
        self.metadata = file.metadata
        with reading("search"):
            self._sources = [Source.from_json(state) for state in file.metadata["sources"]]
            self._target = Side.from_json(file.metadata["target"])
            search = file.metadata["search"]
            self._beam = _whole(search["beam"], 1)
            _whole(search["nbest"], 1)  # for hosts that take the graph's own number of outputs
            self._longest = longest_of(file.metadata)
            self._unseen_group = str(file.metadata["unseen_group"])
            if not self._sources:
                raise ValueError("no inputs")
        if lexicon is None and file.lexicon is not None:
            with reading("lexicon"):
                lexicon = Lexicon.from_json(file.lexicon)
        if lexicon is not None:
            check_lexicon(self._sources[0], lexicon)
        self.lexicon = lexicon
        self._session = Session(file, threads)
        self._names = numbered(INPUTS, len(self._sources))
        self._session.check_names(self._names, OUTPUTS)
        self.has_attention = ATTENTION in self._session.outputs

    def __repr__(self) -> str:
        return f"Seq2SeqModel({self._sources[0].text.units} -> {self._target.units})"

    @property
    def reads_features(self) -> bool:
        """Whether the model reads features beside each input."""
        return self._sources[0].features is not None

    @property
    def groups(self) -> tuple[str, ...] | None:
        """The groups that the model knows, such as languages; None for a model that reads none."""
        return self._sources[0].known_groups

    def checked_groups(
        self, count: int, groups: Any, unseen_group: str | None = None
    ) -> list[str | None]:
        """The groups of so many inputs, as a call reads them.

        Raises:
            PantoumRuntimeError: as for a call.
        """
        return groups_for(self._sources[0], count, groups, unseen_group or self._unseen_group)

    def __call__(
        self,
        source: str | Sequence[str],
        features: Any = None,
        *,
        nbest: int | None = None,
        group: Any = None,
        unseen_group: str | None = None,
        beam: int | None = None,
        length_penalty: float | None = None,
        attention: bool = True,
        lexicon: Lexicon | Literal[False] | None = None,
        **others: Any,
    ) -> Any:
        """The best output for one input, or for each of several.

        Args:
            source: one input or several.
            features: the same number of strings of features, for models that read them.
            nbest: so many outputs for each input, best first.
            group: for models that read groups: that of all inputs, or of each.
            unseen_group: a group that training has not seen is refused ("refuse") or read as
                unknown ("unknown"); None: as the model was trained.
            beam: hypotheses kept at each step; None: as the file says, or `nbest` if that is more.
            length_penalty: exponent of the length by which log-probabilities are divided; None: as
                the file says.
            attention: whether predictions have attention weights, if the file gives them.
            lexicon: words whose outputs are known: these are the answers for them, and say so by
                `from_lexicon`; None: as the model was loaded; False: the network answers all.

        Raises:
            PantoumRuntimeError: an input that is no string, features or groups that are missing or
                not read by the model, and options that cannot work or that a file does not have.
        """
        refuse_others(others)
        one = isinstance(source, str)
        if one:
            features = [features] if isinstance(features, str) else features
        texts = [source] if isinstance(source, str) else source
        count = 1 if nbest is None else nbest
        inputs = inputs_of(
            self._sources[0], texts, features, group, unseen_group or self._unseen_group
        )
        options = search_options(self._beam, count, beam, length_penalty)
        chosen = self.lexicon if lexicon is None else lexicon
        known = known_words(self._sources[0], self._target, chosen, inputs, count)
        asked = [ModelInput("") if row in known else one for row, one in enumerate(inputs)]
        ranked = self._ranked(asked, count, options, attention and self.has_attention)
        for row, predictions in known.items():
            ranked[row] = predictions
        results: list[Any] = ranked if nbest is not None else [of_row[0] for of_row in ranked]
        return results[0] if one else results

    def stream(
        self, sources: Iterable[str], features: Iterable[str | None] | None = None, **options: Any
    ) -> Iterator[Any]:
        """The predictions of inputs without end, in their order, each as a call gives it; inputs
        are read 2,000 at a time.
        """
        rest = None if features is None else iter(features)
        for chunk in chunks(sources, "inputs"):
            beside = None if rest is None else list(islice(rest, len(chunk)))
            yield from self(chunk, beside, **options)

    def unlike_training(
        self, sources: Sequence[str], features: Any = None, *, group: Any = None
    ) -> UnlikeTraining:
        """What in inputs is unlike the training data: symbols that are not known, and inputs longer
        than any in training.
        """
        inputs = inputs_of(self._sources[0], sources, features, group, self._unseen_group)
        return self._unlike([one for one in inputs if one.source])

    def too_long(
        self, sources: Sequence[str], features: Any = None, *, group: Any = None
    ) -> dict[int, str]:
        """Which inputs a call refuses for their length, by their places, and why."""
        inputs = inputs_of(self._sources[0], sources, features, group, self._unseen_group)
        found = {}
        for row, one in enumerate(inputs):
            if 4 * len(one.source) + len(one.features or "") + 1 < LONGEST_INPUT:
                continue  # it has fewer symbols, whatever they are
            length = max(len(source.encode(*one)) for source in self._sources)
            if length > LONGEST_INPUT:
                found[row] = str(too_long(one.source, length, LONGEST_INPUT, row))
        return found

    def unwritten(self, outputs: Sequence[str]) -> list[str]:
        """Those of some outputs that have symbols which the model does not write."""
        return [text for text in outputs if UNK in self._target.encode(text)]

    def _ranked(
        self,
        inputs: Sequence[ModelInput],
        count: int,
        options: dict[str, np.ndarray],
        attention: bool,
    ) -> list[list[Prediction]]:
        """For each input its best outputs."""
        read = [row for row, one in enumerate(inputs) if one.source]
        given = [inputs[row] for row in read]
        encoded = [[source.encode(*one) for one in given] for source in self._sources]
        for rows in encoded:
            for row, ids in zip(read, rows, strict=True):
                if len(ids) > LONGEST_INPUT:
                    raise too_long(inputs[row].source, len(ids), LONGEST_INPUT, row)
        beam = int(options["beam"][0])

        def search(rows: Sequence[int], width: int, most: int) -> list[list[Prediction]]:
            wider = options | {"beam": np.array([width]), "nbest": np.array([most])}
            ids = [[side[row] for row in rows] for side in encoded]
            return self._search([given[row] for row in rows], ids, wider, attention)

        if count > 1 and self._target.units in SEVERAL_SPELLINGS:
            found = different_texts(
                lambda rows, width: search(rows, width, width), len(given), beam, count
            )
        else:
            found = search(range(len(given)), beam, count)
        ranked = [[self._of_empty_input(attention)] for _ in inputs]
        for place, row in enumerate(read):
            pieces = found[place][0].source_tokens
            unlike = unlike_training([encoded[0][place]], lambda _, all=pieces: all, self._longest)
            if unlike:
                warnings = unlike.sentences()
                found[place] = [replace(one, warnings=warnings) for one in found[place]]
            ranked[row] = found[place]
        return ranked

    def _search(
        self,
        inputs: Sequence[ModelInput],
        encoded: Sequence[Sequence[Sequence[int]]],
        options: dict[str, np.ndarray],
        attention: bool,
    ) -> list[list[Prediction]]:
        """The outputs of a search for each input, as the graph ranks them."""
        wanted = [*OUTPUTS, *([ATTENTION] if attention else [])]
        found: list[list[Prediction]] = [[] for _ in inputs]

        def compute(rows: list[int]) -> None:
            arrays: list[np.ndarray] = []
            for side in encoded:
                arrays += padded([side[row] for row in rows])
            feeds = dict(zip(self._names, arrays, strict=True))
            outputs = self._session.run(options | feeds, wanted)
            for place, row in enumerate(rows):
                own = {name: values[place] for name, values in outputs.items()}
                found[row] = self._predictions(inputs[row], own)

        lengths = [len(ids) for ids in encoded[0]]
        tokens = max(1, BATCH_TOKENS // int(options["beam"][0]))
        self._session.map(compute, ordered_batches(lengths, tokens))
        return found

    def _predictions(self, read: ModelInput, outputs: dict[str, np.ndarray]) -> list[Prediction]:
        """The outputs of one input."""
        if np.isnan(outputs["score"]).any() or outputs["score"][0] == -math.inf:
            raise diverged()
        source_tokens = self._sources[0].tokens(*read)
        predictions = []
        for rank, score in enumerate(outputs["score"].tolist()):
            if score == -math.inf:
                break
            symbols = int(outputs["symbols"][rank])
            complete = bool(outputs["complete"][rank])
            ids = outputs["ids"][rank, : symbols - complete].tolist()
            weights = outputs.get(ATTENTION)
            predictions.append(
                Prediction(
                    text=self._target.decode(ids),
                    tokens=[self._target.token(id) for id in ids] + [EOS_SYMBOL] * complete,
                    score=score,
                    log_probability=float(outputs["log_probability"][rank]),
                    attention=(
                        None
                        if weights is None
                        else weights[rank, :symbols, : len(source_tokens)].copy()
                    ),
                    source_tokens=source_tokens,
                )
            )
        return predictions

    def _of_empty_input(self, attention: bool) -> Prediction:
        none = np.zeros((0, 0), dtype=np.float32) if attention else None
        return Prediction("", [], 0.0, 0.0, none, [])

    def _unlike(self, inputs: Sequence[ModelInput]) -> UnlikeTraining:
        source = self._sources[0]
        rows = [source.encode(*one) for one in inputs]
        return unlike_training(rows, lambda row: source.tokens(*inputs[row]), self._longest)


def _whole(value: Any, least: int) -> int:
    if type(value) is not int or value < least:
        raise ValueError(f"{value!r:.40} is no whole number of at least {least}")
    return value
