"""``pantoum evaluate`` with a language model."""

from __future__ import annotations

import argparse
import json
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pantoum.predictor import LanguageModelPredictor

# The flags that it reads, and their defaults.
FLAGS: dict[str, Any] = {}


def run(model: LanguageModelPredictor, options: argparse.Namespace) -> None:
    """Score the lines of a text file, and print."""
    from pantoum.data import read_texts

    texts = read_texts(options.test, options.data_format).texts
    began = time.perf_counter()
    scores = model.evaluate(texts) | {"seconds": time.perf_counter() - began}
    if options.json:
        print(json.dumps({name: round(value, 4) for name, value in scores.items()}))
        return
    from pantoum.cli.report import report, scores_table

    with report() as console:
        console.print(scores_table(scores))
