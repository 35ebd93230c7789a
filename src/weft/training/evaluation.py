"""How good the weights are right now: free-running search over the dev set, scored as the task asks."""

from __future__ import annotations

from typing import NamedTuple

import torch

from weft.config import SearchConfig
from weft.metrics import score
from weft.models import Seq2Seq
from weft.search.decode import decode
from weft.training.setup import Prepared

GREEDY = SearchConfig(beam=1)


class Sample(NamedTuple):
    """One dev example, what the model makes of it, and whether the scores count that as right."""

    source: str
    target: str
    output: str
    right: bool


def evaluate(model: Seq2Seq, prepared: Prepared, device: torch.device, turn: int) -> tuple[dict[str, float], Sample]:
    """Scores of greedy outputs for the whole dev set, and one example of them, another at each turn."""
    training = model.training
    model.eval()
    found = decode(model, prepared.dev.source, prepared.limit, GREEDY, device=device, attention=False)
    model.train(training)
    outputs = [prepared.target.decode(hypotheses[0].ids) for hypotheses in found]
    data = prepared.config.data
    references = [example.target or "" for example in prepared.dev_examples]
    scores = score(prepared.target.units, references, outputs, data.normalization)
    shown = turn % len(outputs)
    source, target, output = prepared.dev_examples[shown].source, references[shown], outputs[shown]
    right = score(prepared.target.units, [target], [output], data.normalization)["exact_match"] == 100
    return scores, Sample(source, target, output, right)
