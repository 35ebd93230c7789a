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
from pantoum.cli.pairs import read_pairs
from pantoum.cli.streams import output_stream

if TYPE_CHECKING:
    from pantoum.data import Example
    from pantoum.metrics import Texts
    from pantoum.predictor import Predictor

# The flags that it reads, and their defaults.
FLAGS = {**SEARCH, **MODELS, "errors": None, "target_column": None}


def run(model: Predictor, options: argparse.Namespace) -> None:
    """Predict, score, and print."""
    from pantoum.data import with_references

    examples = read_pairs(model, options.test, options.data_format, options.target_column)
    rows, references = with_references(examples)
    inputs = [examples[row] for row in rows]
    began = time.perf_counter()
    predictions = model(
        [example.source for example in inputs],
        _features(model, inputs),
        **{name: getattr(options, name) for name in SEARCH},
        attention=False,
    )
    seconds = time.perf_counter() - began
    outputs = [prediction.text for prediction in predictions]
    scores = _scores(model, examples, references, outputs) | {"seconds": round(seconds, 3)}
    _print_notes(model, examples)
    if options.errors is not None:
        _write_errors(model, inputs, references, outputs, options.errors)
    if options.json:
        print(json.dumps(scores))
        return
    from pantoum.cli.seq2seq.tables import print_report

    sources = [example.source for example in inputs]
    print_report(model.config.data, scores, sources, references, outputs)


def _features(model: Predictor, examples: Sequence[Example]) -> list[str | None] | None:
    return [example.features for example in examples] if model.reads_features else None


def _print_notes(model: Predictor, examples: Sequence[Example]) -> None:
    """Write on stderr how many inputs have several right outputs, and which symbols the model does
    not know: they bound how good it can be.
    """
    from pantoum.tasks.seq2seq import reference_notes, unknown_notes

    sources, targets = zip(*((example.source, example.target) for example in examples), strict=True)
    unknown = model.unknown_symbols(sources, _features(model, examples), targets)
    for note in [*reference_notes(examples, "test"), *unknown_notes(unknown, "test")]:
        print(f"pantoum: {note}", file=sys.stderr)


def _write_errors(
    model: Predictor,
    inputs: Sequence[Example],
    references: Sequence[Texts],
    outputs: Sequence[str],
    name: str,
) -> None:
    """Write the input, the right output and the predicted one of each example that is not exactly
    right; of several right outputs the closest.
    """
    from pantoum.metrics import closest_text, split_symbols

    data = model.config.data
    units = data.target_units
    count = 0
    with output_stream(name) as out:
        for example, texts, output in zip(inputs, references, outputs, strict=True):
            target = closest_text(texts, output, units, data.normalization)
            right, predicted = (
                split_symbols(text, units, data.normalization) for text in (target, output)
            )
            if right != predicted:
                count += 1
                features = [example.features or ""] if model.reads_features else []
                out.write(
                    "\t".join(cell(text) for text in (example.source, target, output, *features))
                )
                out.write("\n")
    print(
        f"pantoum: {count:,} of {len(inputs):,} outputs are wrong; {name} has them",
        file=sys.stderr,
    )


def _scores(
    model: Predictor,
    examples: Sequence[Example],
    references: Sequence[Texts],
    outputs: Sequence[str],
) -> dict[str, float]:
    """The scores of the outputs, and the perplexity of all pairs.

    Args:
        references: for each output the right text, or a tuple of several.
    """
    from pantoum.metrics import score

    data = model.config.data
    scores = score(data.target_units, references, outputs, data.normalization)
    perplexity = model.perplexity(
        [example.source for example in examples],
        [example.target or "" for example in examples],
        _features(model, examples),
    )
    return {name: round(value, 4) for name, value in (scores | {"perplexity": perplexity}).items()}
