"""Encoder-decoders in memory, and what they make of outputs that are given."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from pantoum.config import Combine, Config, TaskName
from pantoum.data.corpus import FlatSequences
from pantoum.data.unknown import UnknownSymbols
from pantoum.errors import PantoumError
from pantoum.model_dir import TrainedModel
from pantoum.models import Seq2Seq
from pantoum.predictor.answers import Answers
from pantoum.predictor.inputs import listed
from pantoum.predictor.members import Members
from pantoum.predictor.prediction import Prediction
from pantoum.predictor.read import Inputs
from pantoum.symbols import EOS
from pantoum.tasks import Seq2SeqTask


class Scorer:
    """A trained encoder-decoder, or several that write together: what it is, and how likely it
    finds given outputs.

    Its arguments are those of `pantoum.predictor.Predictor`.
    """

    def __init__(
        self,
        trained: TrainedModel[Seq2SeqTask, Seq2Seq] | Sequence[TrainedModel[Seq2SeqTask, Seq2Seq]],
        device: str = "cpu",
        combine: Combine = "probability",
        *,
        int8: bool = False,
    ) -> None:
        several = [trained] if isinstance(trained, TrainedModel) else list(trained)
        self._members = Members(several, combine, device, int8=int8)
        self._config, self._task = self._members.config, self._members.task
        self._inputs = Inputs(self._task, self._members)

    def __repr__(self) -> str:
        units = f"{self._config.data.source_units} -> {self._config.data.target_units}"
        count = f"{self._members.count} models, " if self._members.count > 1 else ""
        return f"Predictor({count}{units}, device={str(self._members.device)!r})"

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

    @property
    def output_symbols(self) -> list[str]:
        """The symbols that an output may hold, </s> among them, by their ids from that of </s>
        on."""
        target = self._task.target
        return [target.token(id) for id in range(EOS, target.size)]

    def score(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        features: Sequence[str | None] | None = None,
        *,
        attention: bool = True,
    ) -> list[Prediction]:
        """How likely given outputs are: their log-probability, that of each symbol, and where the
        model looks for each.

        Symbols that are not in the vocabulary count as the unknown symbol. An empty input can have
        an output here.

        Raises: PantoumError as for a call.
        """
        inputs, outputs = listed(sources), [text.strip() for text in listed(targets, "output")]
        if len(inputs) != len(outputs):
            raise PantoumError(
                f"every input needs an output to score, but got {len(inputs)} and {len(outputs)}"
            )
        read = self._inputs.read(inputs, features, empty=True)
        symbols = FlatSequences.of([[*row, EOS] for row in self._task.target.encode_all(outputs)])
        found = self._members.force(read.ids, symbols, attention=attention)
        answers = self._answers(attention)
        return [
            answers.scored(output, *one, *values)
            for output, one, values in zip(outputs, read.inputs, found, strict=True)
        ]

    def too_long(
        self, sources: Sequence[str], features: Sequence[str | None] | None = None
    ) -> dict[int, str]:
        """Which inputs a call refuses for their length, by their places, and why."""
        return self._inputs.too_long(sources, features)

    def perplexity(
        self,
        sources: Sequence[str],
        targets: Sequence[str],
        features: Sequence[str | None] | None = None,
    ) -> float:
        """Perplexity per output symbol, </s> included, of the given outputs: e to the mean negative
        log-likelihood.

        Symbols of the outputs that are not in the vocabulary count as the unknown symbol.

        Raises: PantoumError as for a call, and for no outputs at all.
        """
        scored = self.score(sources, targets, features, attention=False)
        if not scored:
            raise PantoumError("perplexity is of inputs with an output each, but got 0 and 0")
        symbols = sum(len(one.tokens) for one in scored)
        return math.exp(min(-sum(one.log_probability for one in scored) / symbols, 700.0))

    def unknown_symbols(
        self,
        sources: Sequence[str],
        features: Sequence[str | None] | None = None,
        targets: Sequence[str | None] | None = None,
    ) -> UnknownSymbols:
        """The symbols of inputs, and of their right outputs if these are known, that training has
        not seen.

        Raises: PantoumError as for a call.
        """
        return self._inputs.unknown(sources, features, targets)

    def _answers(self, attention: bool, copies: Mapping[str, str] | None = None) -> Answers:
        return Answers(
            self._task, looks=attention and self._config.model.attention != "none", copies=copies
        )
