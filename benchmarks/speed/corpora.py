"""The real corpora whose batches and runs are measured."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from cases import CASES, MIN_COUNT

from pantoum.config import Config, DataConfig, TaskName


class Corpus(NamedTuple):
    """Training and dev files in the data folder, and what is learned from them, with the default
    sizes.
    """

    train: tuple[str, ...]
    dev: tuple[str, ...]
    task: TaskName = "seq2seq"
    data: DataConfig = DataConfig()

    def files(self, data: Path) -> tuple[list[Path], list[Path]]:
        """The training and the dev files."""
        return [data / name for name in self.train], [data / name for name in self.dev]

    def config(self) -> Config:
        """The settings, with those open that the data choose."""
        return Config(task=self.task, seed=1, data=self.data)


def _columns(path: str) -> Corpus:
    return Corpus((f"{path}_train.tsv",), (f"{path}_dev.tsv",))


CORPORA = {
    **{name: _columns(f"g2p/{name}") for name in ("fre", "hin", "dut", "kor", "ice-low")},
    "turkish": _columns("inflection/turkish"),
    "multi30k": Corpus(
        CASES["multi30k"].train,
        CASES["multi30k"].dev,
        data=DataConfig(source_units="words", target_units="words", min_count=MIN_COUNT),
    ),
    "ewt": Corpus(("tagging/en_ewt-ud-train.conllu",), ("tagging/en_ewt-ud-dev.conllu",), "tagger"),
    "wnut17": Corpus(("tagging/wnut17_train.conll",), ("tagging/wnut17_dev.conll",), "tagger"),
}
