"""The encoder-decoders that write an output together: one, or an ensemble with one vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch

from pantoum.config import Combine, SearchConfig
from pantoum.data.corpus import FlatSequences
from pantoum.errors import PantoumError
from pantoum.inference import (
    ScoredOutput,
    Seq2SeqModel,
    decode,
    sample_outputs,
    score_outputs,
)
from pantoum.model_dir import TrainedModel
from pantoum.models import Average, Ensemble, SearchModel, Seq2Seq, for_inference, reindexed
from pantoum.predictor.device import place
from pantoum.predictor.inputs import ModelInput
from pantoum.search.beam_trace import BeamTrace
from pantoum.search.contract import Hypothesis
from pantoum.search.limit import OutputLimit
from pantoum.search.output_constraints import OutputConstraints
from pantoum.search.ranking import vote
from pantoum.search.sampling import Sampling
from pantoum.tasks import Seq2SeqTask

Trained = TrainedModel[Seq2SeqTask, Seq2Seq]


class Seq2SeqEnsemble:
    """Encoder-decoders with the same output symbols, and how they decide on one output.

    Args:
        trained: the models; the first one's settings count.
        combine: averages at every step, or a vote between outputs that each has searched for
            itself.
        int8: keep the decoders' weights in 8 bits.
    Raises: PantoumError when their output symbols differ, or some read features and others do not,
        and for a device that is not there or cannot multiply with 8 bits.
    """

    def __init__(
        self,
        trained: Sequence[Trained],
        combine: Combine,
        device: str = "auto",
        *,
        int8: bool = False,
    ) -> None:
        trained = share_vocabulary(trained)
        tasks = [one.task for one in trained]
        self.config = trained[0].config
        self.task = tasks[0]
        self._attentions = [one.config.model.attention for one in trained]
        self.combine: Combine = combine
        same = all(task.source is tasks[0].source for task in tasks)
        self._tasks = tasks[:1] if same else tasks
        self.limit = OutputLimit(
            *(max(values) for values in zip(*(task.limit for task in tasks), strict=True))
        )
        # Weights of 8 bits are for processors alone.
        device = "cpu" if int8 and device == "auto" else device
        for one in trained:
            self.device: torch.device = place(one.model, device)
        self._models = [
            for_inference(one.model, int8=int8, shortlist=one.shortlist) for one in trained
        ]
        # Members that vote are averaged where they cannot: for outputs that are drawn or scored.
        average: Average = "log_probability" if combine == "log_probability" else "probability"
        self._averaged = _averaged(self._models, average, same_inputs=same)
        exact = [model.without_shortlist for model in self._models]
        self._exact = _averaged(exact, average, same_inputs=same)

    @property
    def count(self) -> int:
        """How many models there are."""
        return len(self._models)

    @property
    def has_attention(self) -> bool:
        """Whether every output has attention weights over the symbols that the first model
        reads."""
        with_attention = [one != "none" for one in self._attentions]
        if self.combine == "vote" and self.count > 1:
            return all(with_attention) and len(self._tasks) == 1
        return any(with_attention) if len(self._tasks) == 1 else with_attention[0]

    def encode(self, inputs: Sequence[ModelInput]) -> list[FlatSequences]:
        """The inputs as each model reads them, or as all do."""
        texts = [one.source for one in inputs]
        features = [one.features for one in inputs]
        groups = [one.group for one in inputs]
        return [
            FlatSequences.of(task.source.encode_all(texts, features, groups))
            for task in self._tasks
        ]

    def search(
        self,
        sources: Sequence[FlatSequences],
        search: SearchConfig,
        nbest: int,
        constraints: OutputConstraints,
        *,
        attention: bool,
        trace: BeamTrace | None = None,
    ) -> list[list[Hypothesis]]:
        """The best outputs of every input, best first; see `pantoum.inference.decode`.

        Models that vote search for themselves, and leave no trace.
        """
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
                trace=trace,
            )
        each: list[list[list[Hypothesis]]] = []
        for number, model in enumerate(self._models):
            own = [sources[number if len(sources) > 1 else 0]]
            # A model's attention is of use only if it reads the symbols that the first one reads.
            keep = attention and (number == 0 or len(sources) == 1)
            each.append(
                decode(
                    model,
                    own,
                    self.limit,
                    search,
                    search.beam,
                    self.device,
                    constraints,
                    attention=keep,
                )
            )
        return [vote(candidates, nbest) for candidates in zip(*each, strict=True)]

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

    def score(
        self, sources: Sequence[FlatSequences], targets: FlatSequences, *, attention: bool
    ) -> list[ScoredOutput]:
        """How likely known outputs are, shortlist or not; see `pantoum.inference.score_outputs`."""
        return score_outputs(self._exact, sources, targets, self.device, attention=attention)


def _averaged(
    models: Sequence[SearchModel], average: Average, *, same_inputs: bool
) -> Seq2SeqModel:
    return models[0] if len(models) == 1 else Ensemble(models, average, same_inputs=same_inputs)


def share_vocabulary(trained: Sequence[Trained]) -> list[Trained]:
    """The same models with the first one's ids for output symbols, and for input symbols if they
    read the same.

    The vocabularies of one file differ in their order where other parts of it were held out.

    Raises: PantoumError when their output symbols differ, or some read features and others do not.
    """
    first = trained[0]
    others = enumerate(trained[1:], start=2)
    return [first, *(_reindexed(first, other, number) for number, other in others)]


def _reindexed(first: Trained, other: Trained, number: int) -> Trained:
    name = other.folder or f"model {number}"
    target = first.task.target.id_map(other.task.target)
    if target is None:
        raise PantoumError(
            f"the models of an ensemble must write the same symbols, but those of {name} are not "
            "those of the first",
            setting="ensemble",
            value=name,
            remedy="train them on the same files and with the same --dev, with other seeds or "
            "sizes",
        )
    if (other.task.source.features is None) != (first.task.source.features is None):
        raise PantoumError(
            f"the models of an ensemble must all read features or none, but {name} differs",
            setting="ensemble",
            rule="models that all read features, or none",
            value=name,
        )
    if set(other.task.source.known_groups or ()) != set(first.task.source.known_groups or ()):
        raise PantoumError(
            f"the models of an ensemble must all read the same groups, but {name} differs",
            setting="ensemble",
            rule="models that all read the same groups, or none",
            value=name,
        )
    source = first.task.source.id_map(other.task.source)
    task = replace(other.task, target=first.task.target)
    if source is None:  # it goes on reading its own
        source = list(range(other.task.source.size))
    else:
        task = replace(task, source=first.task.source)
    if all(ids == sorted(ids) for ids in (source, target)):
        return replace(other, task=task)
    maps = torch.tensor(source), torch.tensor(target)
    shortlist = None if other.shortlist is None else other.shortlist.reindexed(*maps)
    return replace(other, task=task, model=reindexed(other.model, *maps), shortlist=shortlist)
