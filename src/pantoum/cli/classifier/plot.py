"""``pantoum plot`` with a classifier: its confusions."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantoum.cli.arguments import GROUP
from pantoum.cli.pairs import naming_lines

if TYPE_CHECKING:
    from pantoum.predictor import ClassifierPredictor

# The flags that it reads, and their defaults; and the picture's name.
FLAGS: dict[str, Any] = {**GROUP}
PICTURE = "confusions.png"


def run(model: ClassifierPredictor, options: argparse.Namespace) -> tuple[str | None, str]:
    """Draw the confusions of a test file; a warning if there is one, and what was drawn in
    words."""
    from pantoum.data import labels_of
    from pantoum.metrics import confusion_matrix
    from pantoum.plots import plot_confusions
    from pantoum.predictor.evaluating import evaluate_labels
    from pantoum.predictor.examples import read_pairs

    paths = [Path(options.input)]
    of_group = {name: getattr(options, name) for name in GROUP}
    examples = read_pairs(model, paths, options.data_format, **of_group).examples
    references = labels_of(examples)
    with naming_lines(paths):
        evaluation = evaluate_labels(model, examples, unseen_group=options.unseen_group)
    hypotheses = evaluation.outputs
    right = sum(a == b for a, b in zip(references, hypotheses, strict=True))
    warnings = (
        *evaluation.notes,
        plot_confusions(confusion_matrix(references, hypotheses), options.output),
    )
    return "; ".join(
        filter(None, warnings)
    ) or None, f"{right:,} of {len(references):,} labels are right"
