"""A search for the best outputs of the inputs of one call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pantoum.config import SearchConfig
from pantoum.predictor.different_texts import SEVERAL_SPELLINGS, different_texts
from pantoum.predictor.input_encoder import EncodedInputs
from pantoum.predictor.prediction import Prediction, PredictionBuilder
from pantoum.predictor.seq2seq_ensemble import Seq2SeqEnsemble
from pantoum.search.beam_trace import BeamTrace
from pantoum.search.output_constraints import OutputConstraints


@dataclass(frozen=True)
class NBestSearch:
    """What is searched, and how.

    ensemble: the models; builder: makes predictions of what they find; encoded: the inputs;
    settings: of the search; constraints: of the outputs of the encoded inputs; attention: whether
    what is found needs attention weights; trace: of the first search, for a single input.
    """

    ensemble: Seq2SeqEnsemble
    builder: PredictionBuilder
    encoded: EncodedInputs
    settings: SearchConfig
    constraints: OutputConstraints
    attention: bool
    trace: BeamTrace | None = None

    def best(self, count: int) -> list[list[Prediction]]:
        """For each of the encoded inputs so many outputs of different texts, best first; fewer
        where the search has fewer.
        """
        rows = range(len(self.encoded.encoded))
        if count > 1 and self.ensemble.task.target.units in SEVERAL_SPELLINGS:
            return different_texts(self._outputs, len(rows), self.settings.beam, count)
        return self._outputs(rows, self.settings.beam, count)

    def _outputs(self, rows: Sequence[int], beam: int, count: int) -> list[list[Prediction]]:
        """The outputs of some of the encoded inputs, found with a beam of a width."""
        found = self.ensemble.search(
            [ids.take(rows) for ids in self.encoded.ids],
            replace(self.settings, beam=beam),
            count,
            self.constraints.of(rows),
            attention=self.attention,
            trace=self.trace,
        )
        texts = self.encoded.texts
        return self.builder.of_all(found, [texts[row] for row in rows])
