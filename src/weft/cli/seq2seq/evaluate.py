"""``weft evaluate`` with an encoder-decoder."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from weft.cli.pairs import read_pairs

if TYPE_CHECKING:
    from weft.data import Example
    from weft.predictor import Predictor

# The flags that it reads, and what they are if they are not given.
FLAGS = {"beam": None, "length_penalty": None}


def run(model: Predictor, options: argparse.Namespace) -> None:
    """Predict, score, and print."""
    examples = read_pairs(model, options.test)
    began = time.perf_counter()
    predictions = model(
        [example.source for example in examples],
        [example.features for example in examples] if model.reads_features else None,
        beam=options.beam,
        length_penalty=options.length_penalty,
        attention=False,
    )
    seconds = time.perf_counter() - began
    outputs = [prediction.text for prediction in predictions]
    scores = _scores(model, examples, outputs) | {"seconds": round(seconds, 3)}
    if options.json:
        print(json.dumps(scores))
        return
    from weft.cli.seq2seq.tables import print_report

    sources = [example.source for example in examples]
    print_report(model.config.data, scores, sources, [example.target or "" for example in examples], outputs)


def _scores(model: Predictor, examples: Sequence[Example], outputs: Sequence[str]) -> dict[str, float]:
    from weft.metrics import score

    data = model.config.data
    references = [example.target or "" for example in examples]
    scores = score(data.target_units or "characters", references, outputs, data.normalization)
    features = [example.features for example in examples] if model.reads_features else None
    perplexity = model.perplexity([example.source for example in examples], references, features)
    return {name: round(value, 4) for name, value in (scores | {"perplexity": perplexity}).items()}
