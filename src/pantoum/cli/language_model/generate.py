"""``pantoum generate`` with a language model."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from pantoum.cli.lines import cell
from pantoum.cli.messages import say
from pantoum.cli.streams import output_stream

if TYPE_CHECKING:
    from pantoum.predictor import LanguageModelPredictor

# Texts that are drawn before they are written: bounds memory for any number of them.
CHUNK = 256

# The flags that it reads, and their defaults.
FLAGS: dict[str, Any] = {
    **{"count": 1, "prefix": "", "temperature": 1.0, "top_k": 0, "top_p": 1.0},
    **{"seed": 1, "length": 1_000},
}


def run(model: LanguageModelPredictor, options: argparse.Namespace) -> None:
    """Write the texts, one on each line, after a word on a prefix that the model cannot read."""
    unknown = model(options.prefix).unknown if options.prefix else 0
    if unknown:
        what = "symbol of the prefix is" if unknown == 1 else "symbols of the prefix are"
        say(f"{unknown} {what} unknown to the model")
    with output_stream(options.output) as out:
        for first in range(0, options.count, CHUNK):
            texts = model.generate(
                min(CHUNK, options.count - first),
                options.prefix,
                temperature=options.temperature,
                top_k=options.top_k,
                top_p=options.top_p,
                seed=options.seed,
                longest=options.length,
                first=first,
            )
            out.writelines(cell(one.text) + "\n" for one in texts)
            out.flush()
