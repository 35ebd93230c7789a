"""An encoder-decoder's file: its graph, its metadata, and its answers beside the model's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

import onnx

from pantoum.config import Combine
from pantoum.errors import PantoumError
from pantoum.exporting.checked_file import Checks, checked_file, error_rates
from pantoum.exporting.examples import Examples, examples_of_pairs
from pantoum.exporting.exported import Exported
from pantoum.exporting.metadata import of_all_kinds, of_seq2seq
from pantoum.exporting.seq2seq import seq2seq_graph
from pantoum.exporting.verification import compare_outputs
from pantoum.model_dir import RUN, TrainedModel, read_object
from pantoum.models import Average
from pantoum.predictor import Predictor
from pantoum.predictor.decoding_options import search_settings
from pantoum.predictor.groups import group_options
from pantoum.predictor.seq2seq_ensemble import share_vocabulary
from pantoum.search.limit import OutputLimit
from pantoum_runtime import ModelFile, Seq2SeqModel

Search = Literal["greedy", "beam"]
SEARCHES = ("greedy", "beam")


class Seq2SeqExport:
    """Makes the file of an encoder-decoder, or of several that write together.

    Args:
        trained: the models; the first one's settings count.
        search, beam, nbest, length_penalty, attention, combine: as for `pantoum.export`.
    Raises: PantoumError for settings that cannot be exported, and for models that do not write the
        same symbols.
    """

    def __init__(
        self,
        trained: Sequence[TrainedModel[Any, Any]],
        *,
        search: Search | None,
        beam: int | None,
        nbest: int,
        length_penalty: float | None,
        attention: bool,
        combine: Combine,
    ) -> None:
        self._trained = share_vocabulary(trained)
        self._average: Average = _average(combine)
        width = _width(search, beam)
        saved = trained[0].config.search
        given = {"beam": width, "length_penalty": length_penalty}
        self._search = search_settings(saved, nbest, given)
        self._nbest = nbest
        self._attention = attention
        self._tasks = [one.task for one in self._trained]
        self._same_inputs = all(task.source is self._tasks[0].source for task in self._tasks)
        limits = zip(*(task.limit for task in self._tasks), strict=True)
        self._limit = OutputLimit(*(max(values) for values in limits))

    def file(self, path: Path, dev: Any, *, int8: bool) -> tuple[Exported, bytes]:
        """The file's bytes, once its answers are compared with the model's.

        Args:
            path: where it will stand; dev, int8: as for `pantoum.export`.
        Raises: PantoumError for a model that cannot be exported, and for other answers.
        """
        graph = self._graph()
        model = Predictor(self._trained, "cpu", self._average)
        run = read_object(Path(self._trained[0].folder) / RUN)
        examples = examples_of_pairs(model, self._tasks[0].source, dev, run)

        def answers(file: ModelFile) -> list[list[Any]]:
            return self._answers(Seq2SeqModel(file), examples)

        expected = self._answers(model, examples)
        checks = Checks(expected, examples.of, answers, compare_outputs)
        right = [one.target for one in examples.examples]
        cost = partial(error_rates, right, output=lambda ranked: ranked[0].text)
        return checked_file(path, graph, self._metadata(), checks, int8=int8, cost=cost)

    def _graph(self) -> onnx.ModelProto:
        return seq2seq_graph(
            [one.model for one in self._trained],
            self._limit,
            self._search,
            nbest=self._nbest,
            attention=self._attention,
            average=self._average,
            same_inputs=self._same_inputs,
        )

    def _metadata(self) -> dict[str, Any]:
        tasks = self._tasks[:1] if self._same_inputs else self._tasks
        return {
            **of_all_kinds(self._trained),
            **of_seq2seq(tasks, self._limit, self._search, self._nbest),
        }

    def _answers(self, model: Any, examples: Examples) -> list[list[Any]]:
        """The outputs for each input, best first."""
        given = examples.examples
        sources = [one.source for one in given]
        features = [one.features or "" for one in given] if model.reads_features else None
        groups = group_options(model, given, "unknown")
        return model(
            sources,
            features,
            nbest=self._nbest,
            beam=self._search.beam,
            length_penalty=self._search.length_penalty,
            attention=self._attention,
            **groups,
        )


def _average(combine: Combine) -> Average:
    if combine == "vote":
        raise PantoumError(
            "models that vote search each for itself, which one graph does not do",
            setting="combine",
            rule="probability or log_probability",
            value=combine,
            remedy="choose probability or log_probability",
        )
    return combine


def _width(search: str | None, beam: int | None) -> int | None:
    """The beam that the two together mean; None for that of the model."""
    if search is not None and search not in SEARCHES:
        raise PantoumError(setting="search", rule=f"one of {', '.join(SEARCHES)}", value=search)
    if search != "greedy":
        return beam
    if beam not in (None, 1):
        raise PantoumError(
            f"a greedy search has a beam of 1, but beam is {beam}",
            setting="beam",
            rule="1, or left out, for a greedy search",
            value=beam,
            remedy="leave one of the two out",
        )
    return 1
