"""Words per second of a trained tagger, in bulk and one sentence at a time, start-up left out.

python benchmarks/tagging_speed.py MODEL TEST.conllu --threads 2
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import torch

import pantoum
from pantoum.data import read_token_file


def main() -> None:
    """Print a table of medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("test", type=Path, help="a file of words")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = pantoum.load(options.model)
    file = read_token_file(options.test, model.config.data.words_column, (), need_tags=False)
    sentences = [list(sentence.words) for sentence in file.sentences]
    alone = sentences[:300]
    print(
        f"| {options.threads} threads | words/s, median of {options.repeat} | least | most "
        "|\n|---|---|---|---|"
    )
    print(_row("bulk", sentences, options.repeat, lambda: model.tags(sentences)))
    print(
        _row(
            "one sentence at a time",
            alone,
            options.repeat,
            lambda: [model.tags([one]) for one in alone],
        )
    )


def _row(name: str, sentences: list[list[str]], repeat: int, run: Callable[[], object]) -> str:
    words = sum(map(len, sentences))
    run()
    speeds = []
    for _ in range(repeat):
        began = time.perf_counter()
        run()
        speeds.append(words / (time.perf_counter() - began))
    return f"| {name} | {median(speeds):,.0f} | {min(speeds):,.0f} | {max(speeds):,.0f} |"


if __name__ == "__main__":
    main()
