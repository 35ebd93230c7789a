"""An encoder-decoder's file: its graph, its metadata, and its answers beside the model's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import onnx

from pantoum.config import Combine
from pantoum.errors import PantoumError
from pantoum.exporting.examples import Examples, examples_of_pairs
from pantoum.exporting.exported import Exported
from pantoum.exporting.metadata import of_all_kinds, of_seq2seq, with_metadata
from pantoum.exporting.seq2seq import seq2seq_graph
from pantoum.exporting.verification import check, compare_outputs
from pantoum.exporting.weights_of_8_bits import with_weights_of_8_bits
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
        expected = self._answers(model, examples)
        found = self._answers(self._loaded(path, graph), examples)
        verification = compare_outputs(expected, found, examples.of)
        check(verification)
        exported = Exported(path, 0, verification)
        if int8:
            graph = with_weights_of_8_bits(graph)
            rounded = self._answers(self._loaded(path, graph), examples)
            exported = replace(
                exported,
                int8=compare_outputs(expected, rounded, examples.of),
                error_rates=_error_rates(examples, found, rounded),
            )
        metadata = self._metadata() | {"verified": exported.checked()}
        data = with_metadata(graph, metadata)
        return replace(exported, bytes=len(data)), data

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

    def _loaded(self, path: Path, graph: onnx.ModelProto) -> Seq2SeqModel:
        """The file as the runtime reads it."""
        metadata = self._metadata()
        return Seq2SeqModel(ModelFile(path, with_metadata(graph, metadata), metadata))

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


def _error_rates(
    examples: Examples, exact: Sequence[Sequence[Any]], rounded: Sequence[Sequence[Any]]
) -> tuple[float, float] | None:
    """Inputs with another output than the right one, in per cent; None where that is not known."""
    right = [one.target for one in examples.examples]
    if not right or any(one is None for one in right):
        return None

    def rate(answers: Sequence[Sequence[Any]]) -> float:
        wrong = sum(of_row[0].text != target for of_row, target in zip(answers, right, strict=True))
        return 100 * wrong / len(right)

    return rate(exact), rate(rounded)
