"""The models that write an output together: one, or an ensemble."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch

from pantoum.config import Combine, SearchConfig
from pantoum.data.corpus import FlatSequences
from pantoum.inference.decoding import Seq2SeqModel, decode, sample_outputs, score_outputs
from pantoum.model_dir import TrainedModel
from pantoum.models import Average, Ensemble, Seq2Seq, for_inference
from pantoum.predictor.alike import made_alike
from pantoum.predictor.device import place
from pantoum.search.contract import Hypothesis
from pantoum.search.limit import OutputLimit
from pantoum.search.output_constraints import OutputConstraints
from pantoum.search.ranking import vote
from pantoum.search.sampling import Sampling
from pantoum.tasks import Seq2SeqTask


class Members:
    """Encoder-decoders with the same output symbols, and how they come to one output.

    Args:
        trained: the models; the first one's settings count.
        combine: averages at every step, or a vote of outputs that each has searched for itself.
        int8: keep the decoders' weights in 8 bits.
    Raises: PantoumError when their output symbols differ, or some read features and others do not,
        and for a device that is not there or cannot multiply with 8 bits.
    """

    def __init__(
        self,
        trained: Sequence[TrainedModel[Seq2SeqTask, Seq2Seq]],
        combine: Combine,
        device: str = "cpu",
        *,
        int8: bool = False,
    ) -> None:
        trained = made_alike(trained)
        tasks = [one.task for one in trained]
        self.config, self.task = trained[0].config, tasks[0]
        self._attentions = [one.config.model.attention for one in trained]
        self.combine: Combine = combine
        same = all(task.source is tasks[0].source for task in tasks)
        self._tasks = tasks[:1] if same else tasks
        self.limit = OutputLimit(
            *(max(values) for values in zip(*(task.limit for task in tasks), strict=True))
        )
        for one in trained:
            self.device: torch.device = place(one.model, device)
        self._models = [
            for_inference(one.model, int8=int8, shortlist=one.shortlist) for one in trained
        ]
        # Members that vote are averaged where they cannot: for outputs that are drawn or given.
        average: Average = "log_probability" if combine == "log_probability" else "probability"
        self._averaged = _together(self._models, average, same_inputs=same)
        self._exact = _together(
            [model.without_shortlist for model in self._models], average, same_inputs=same
        )

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._models)

    def encode(self, texts: Sequence[str], features: Sequence[str | None]) -> list[FlatSequences]:
        """The inputs as each member reads them, or as all do."""
        return [FlatSequences.of(task.source.encode_all(texts, features)) for task in self._tasks]

    def search(
        self,
        sources: Sequence[FlatSequences],
        search: SearchConfig,
        nbest: int,
        constraints: OutputConstraints,
        *,
        attention: bool,
    ) -> list[list[Hypothesis]]:
        """The best outputs of every input, best first."""
        if self.combine != "vote" or self.count == 1:
            return decode(
                self._averaged,
                sources,
                self.limit,
                search,
                nbest,
                self.device,
                constraints,
                attention=attention,
            )
        each: list[Any] = []
        for number, model in enumerate(self._models):
            own = [sources[number if len(sources) > 1 else 0]]
            # Where a member looks is of use only if it reads the symbols that the first one reads.
            looks = attention and (number == 0 or len(sources) == 1)
            each.append(
                decode(
                    model,
                    own,
                    self.limit,
                    search,
                    search.beam,
                    self.device,
                    constraints,
                    attention=looks,
                )
            )
        return [vote(found, nbest) for found in zip(*each, strict=True)]

    @property
    def can_point(self) -> bool:
        """Whether every output says of each of its symbols where in the first one's input the model
        looked.
        """
        attentive = [one != "none" for one in self._attentions]
        if self.combine == "vote" and self.count > 1:
            return all(attentive) and len(self._tasks) == 1
        return any(attentive) if len(self._tasks) == 1 else attentive[0]

    def sample(
        self,
        sources: Sequence[FlatSequences],
        seeds: Sequence[Sequence[int]],
        count: int,
        sampling: Sampling,
        constraints: OutputConstraints,
        *,
        attention: bool,
    ) -> list[list[Hypothesis]]:
        """So many outputs drawn for every input; see `pantoum.inference.sample_outputs`."""
        return sample_outputs(
            self._averaged,
            sources,
            self.limit,
            seeds,
            count,
            sampling,
            self.device,
            constraints,
            attention=attention,
        )

    def force(
        self, sources: Sequence[FlatSequences], targets: FlatSequences, *, attention: bool
    ) -> list[Any]:
        """How likely given outputs are, shortlist or not; see `pantoum.inference.score_outputs`."""
        return score_outputs(self._exact, sources, targets, self.device, attention=attention)


def _together(models: Sequence[Any], average: Average, *, same_inputs: bool) -> Seq2SeqModel:
    return models[0] if len(models) == 1 else Ensemble(models, average, same_inputs=same_inputs)
