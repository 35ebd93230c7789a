"""What an encoder-decoder does for one input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.data.lines import trimmed
from pantoum.explaining.alternatives import alternatives
from pantoum.explaining.asked import OUTPUTS, Asked, of_one_input
from pantoum.explaining.beam_tree import beam_tree
from pantoum.explaining.recording import Recording
from pantoum.models import ReferenceSeq2Seq
from pantoum.predictor import Prediction, Predictor
from pantoum.predictor.seq2seq_ensemble import Trained
from pantoum.search.beam_trace import BeamNode, BeamTrace, best_output
from pantoum.symbols import BOS, EOS, EOS_SYMBOL


class Answer(NamedTuple):
    """The outputs of a call, and the symbols of the best one as the model has written them.

    output: with </s> if it ended by itself; None where the network has written none; nodes, width:
    of the beam of the search, if there was one.
    """

    predictions: list[Prediction]
    output: list[int] | None
    nodes: list[BeamNode]
    width: int


def inspect_seq2seq(
    predictor: Predictor, trained: Trained, text: str, asked: Asked
) -> dict[str, Any]:
    """Its outputs, the tree of its search, its cells while it writes the best output, and what else
    could have come there.
    """
    answer = _answer(predictor, trained, text, asked)
    best = answer.predictions[0]
    found: dict[str, Any] = {
        "source_tokens": best.source_tokens,
        "predictions": [
            one.to_dict(text, rank) for rank, one in enumerate(answer.predictions, start=1)
        ],
        "cells": [],
    }
    target = trained.task.target
    if asked.beam:
        found["beam"] = beam_tree(answer.nodes, answer.width, target, len(answer.predictions))
    if answer.output is None or not (asked.places or asked.alternatives):
        return found
    recording = Recording(trained.model, asked.places)
    device = next(trained.model.parameters()).device
    scores = _write(
        ReferenceSeq2Seq(recording.model, trained.shortlist),
        torch.tensor([_read(predictor, trained, text, asked)], device=device),
        answer.output,
    )
    written = best.tokens
    if len(written) != len(answer.output):  # symbols that spell the same text
        written = [target.token(id) for id in answer.output]
    tokens = {"encoder": best.source_tokens, "decoder": [target.token(BOS), *written]}
    for one in recording.recorded():
        read = tokens[one.place.part.partition(".")[0]][: len(one.values)]
        found["cells"].append(one.to_dict(read, values=one.place.part in asked.units))
    if asked.alternatives and answer.output:
        found["alternatives"] = alternatives(scores, answer.output, target, asked.alternatives)
    return found


def _answer(predictor: Predictor, trained: Trained, text: str, asked: Asked) -> Answer:
    """What the predictor says, with whatever options."""
    options = dict(asked.options)
    known = options.get("score")
    target = trained.task.target
    if known is not None:
        if asked.nbest is not None:
            options["nbest"] = asked.nbest  # which such a call refuses
        scored = predictor(text, **options)
        output = target.encode(trimmed(of_one_input(known) or ""))
        return Answer([scored], [*output, EOS], [], 0)
    drawn = options.get("sample") not in (None, False)
    trace = BeamTrace()
    if not drawn:
        options["trace"] = trace
    count = asked.nbest or _outputs(predictor, options.get("beam"))
    predictions = predictor(text, nbest=count, **options)
    best = predictions[0]
    if best.from_lexicon or not trimmed(text):
        return Answer(predictions, None, [], 0)
    if not drawn:
        nodes = trace.nodes()
        return Answer(predictions, best_output(nodes), nodes, trace.width)
    ended = best.tokens[-1:] == [EOS_SYMBOL]
    return Answer(predictions, target.encode(best.text) + [EOS] * ended, [], 0)


def _outputs(predictor: Predictor, beam: object) -> int:
    """How many outputs a search gives that was not told: what it holds anyway, so that it is the
    search of a plain call.
    """
    width = beam if type(beam) is int and beam > 0 else predictor.config.search.beam
    return min(OUTPUTS, width)


def _read(predictor: Predictor, trained: Trained, text: str, asked: Asked) -> list[int]:
    """The ids that the model reads, of an input that the predictor has read already."""
    options = asked.options
    features = of_one_input(options.get("features"))
    groups = predictor.checked_groups(1, options.get("group"), options.get("unseen_group"))
    return trained.task.source.encode_all([trimmed(text)], [features], groups)[0]


def _write(
    model: ReferenceSeq2Seq, read: Int[Tensor, "1 source"], output: Sequence[int]
) -> Float[Tensor, "symbols vocabulary"]:
    """The log-probabilities of what comes at each place of an output while it is written."""
    state = model.start(read, torch.full_like(read[:, 0], read.shape[1]))
    each = []
    for token in [BOS, *output][: len(output)]:
        scores, state, _ = model.step(torch.full_like(read[:, 0], token), state)
        each.append(scores[0])
    return torch.stack(each) if each else torch.zeros(0, 0)
