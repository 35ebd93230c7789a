"""What is trained in the comparison: data, sizes and batches, the same for every program."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple


class Case(NamedTuple):
    """One model on one corpus. `hidden` is that of each direction of the encoder; `rows` pairs
    share a batch.

    For decoding: the first `inputs` of the test set, and `symbols` in every output, about as many
    as in the right ones.
    """

    name: str
    train: tuple[str, ...]
    dev: tuple[str, ...]
    units: str
    embedding: int
    hidden: int
    layers: int
    decoder_hidden: int
    rows: int
    steps: int
    test: tuple[str, ...]
    inputs: int
    symbols: int

    def files(self, data: Path) -> list[Path]:
        """The training files in the data folder."""
        return [data / name for name in self.train]


CASES = {
    "g2p": Case(
        name="g2p",
        train=("g2p/fre_train.tsv",),
        dev=("g2p/fre_dev.tsv",),
        units="symbols",
        embedding=128,
        hidden=256,
        layers=1,
        decoder_hidden=256,
        rows=32,
        steps=40,
        test=("g2p/fre_test.tsv",),
        inputs=450,
        symbols=8,
    ),
    "multi30k": Case(
        name="multi30k",
        train=("translation/multi30k_train.de", "translation/multi30k_train.en"),
        dev=("translation/multi30k_val.de", "translation/multi30k_val.en"),
        units="words",
        embedding=256,
        hidden=256,
        layers=1,
        decoder_hidden=512,
        rows=64,
        steps=8,
        test=(
            "translation/multi30k_test_2016_flickr.de",
            "translation/multi30k_test_2016_flickr.en",
        ),
        inputs=200,
        symbols=13,
    ),
}
MIN_COUNT = 2  # words seen once are the unknown word, in every program
DROPOUT = 0.4
LABEL_SMOOTHING = 0.1
LEARNING_RATE = 0.002
CLIP = 1.0


def never_ends(output: Any, end: int) -> None:
    """Put a symbol out of reach of an output layer: with a limit, all outputs then have the same
    length.
    """
    output.bias.data[end] = -1e9
