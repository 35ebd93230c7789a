"""``pantoum evaluate`` with an encoder-decoder."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pantoum.cli.arguments import MODELS, SEARCH
from pantoum.cli.lines import cell
from pantoum.cli.report import print_json, print_notes
from pantoum.cli.streams import output_stream

if TYPE_CHECKING:
    from pantoum.data import Example
    from pantoum.predictor import Predictor

# The flags that it reads, and their defaults.
FLAGS = {**SEARCH, **MODELS, "errors": None, "seed": 1, "train": None}


def run(model: Predictor, options: argparse.Namespace) -> None:
    """Predict, score, and print."""
    from pantoum.predictor.evaluating import evaluate_pairs
    from pantoum.predictor.examples import read_pairs

    examples = read_pairs(model, options.test)
    evaluation = evaluate_pairs(
        model,
        examples,
        train=None if options.train is None else read_pairs(model, options.train),
        seed=options.seed,
        **{name: getattr(options, name) for name in SEARCH},
    )
    print_notes(evaluation.notes)
    if options.errors is not None:
        _write_errors(model, examples, evaluation.outputs, options.errors)
    if options.json:
        print_json(evaluation.to_dict())
        return
    from pantoum.cli.seq2seq.tables import print_report

    references = [example.target or "" for example in examples]
    print_report(model.config.data, evaluation, references)


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
