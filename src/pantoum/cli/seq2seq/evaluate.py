"""``pantoum evaluate`` with an encoder-decoder."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pantoum.cli.arguments import MODELS, SEARCH
from pantoum.cli.lines import cell
from pantoum.cli.pairs import naming_lines, read_pairs
from pantoum.cli.streams import output_stream

if TYPE_CHECKING:
    from pantoum.data import Example
    from pantoum.predictor import Predictor

# The flags that it reads, and their defaults.
FLAGS = {**SEARCH, **MODELS, "errors": None}


def run(model: Predictor, options: argparse.Namespace) -> None:
    """Predict, score, and print."""
    examples = read_pairs(model, options.test)
    began = time.perf_counter()
    with naming_lines(options.test, examples):
        predictions = model(
            [example.source for example in examples],
            _features(model, examples),
            **{name: getattr(options, name) for name in SEARCH},
            attention=False,
        )
    seconds = time.perf_counter() - began
    outputs = [prediction.text for prediction in predictions]
    scores = _scores(model, examples, outputs) | {"seconds": round(seconds, 3)}
    _print_unknown(model, examples)
    if options.errors is not None:
        _write_errors(model, examples, outputs, options.errors)
    if options.json:
        print(json.dumps(scores))
        return
    from pantoum.cli.seq2seq.tables import print_report

    sources = [example.source for example in examples]
    print_report(
        model.config.data, scores, sources, [example.target or "" for example in examples], outputs
    )


def _features(model: Predictor, examples: Sequence[Example]) -> list[str | None] | None:
    return [example.features for example in examples] if model.reads_features else None


def _print_unknown(model: Predictor, examples: Sequence[Example]) -> None:
    """Write on stderr which symbols the model does not know: they bound how good it can be."""
    from pantoum.tasks.seq2seq import unknown_notes

    sources, targets = zip(*((example.source, example.target) for example in examples), strict=True)
    for note in unknown_notes(
        model.unknown_symbols(sources, _features(model, examples), targets), "test"
    ):
        print(f"pantoum: {note}", file=sys.stderr)


def _write_errors(
    model: Predictor, examples: Sequence[Example], outputs: Sequence[str], name: str
) -> None:
    """Write the input, the right output and the predicted one of each example that is not exactly
    right.
    """
    from pantoum.metrics import split_symbols

    data = model.config.data
    units = data.target_units
    count = 0
    with output_stream(name) as out:
        for example, output in zip(examples, outputs, strict=True):
            right, predicted = (
                split_symbols(text, units, data.normalization)
                for text in (example.target or "", output)
            )
            if right != predicted:
                count += 1
                features = [example.features or ""] if model.reads_features else []
                out.write(
                    "\t".join(
                        cell(text)
                        for text in (example.source, example.target or "", output, *features)
                    )
                )
                out.write("\n")
    print(
        f"pantoum: {count:,} of {len(examples):,} outputs are wrong; {name} has them",
        file=sys.stderr,
    )


def _scores(
    model: Predictor, examples: Sequence[Example], outputs: Sequence[str]
) -> dict[str, float]:
    from pantoum.metrics import score

    data = model.config.data
    references = [example.target or "" for example in examples]
    scores = score(data.target_units, references, outputs, data.normalization)
    perplexity = model.perplexity(
        [example.source for example in examples], references, _features(model, examples)
    )
    return {name: round(value, 4) for name, value in (scores | {"perplexity": perplexity}).items()}
