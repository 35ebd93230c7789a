"""The same run from an index as from the files that it is made of."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.reversing import tiny
from tests.training.runs import final_weights, same_tensors

from pantoum.config import Config, config_from_dict
from pantoum.errors import PantoumError
from pantoum.tasks import prepare
from pantoum.tasks.indexing import make_index
from pantoum.training.run import train_model

LETTERS = "abc éüñ e\u0301o\u0327 한국어\u1112\u1161\u11ab 👩\u200d👧🏽🇩🇪 नमस्ते ไทยำ \u3000中文"
WORDS = ["the", "cat", "sat", "e\u0301te\u0301", "한국어", "rare", "नमस्ते", "👩\u200d👧"]


def lines_of(count: int, seed: int = 1) -> list[str]:
    """Pairs of some letters in any script, and of some words."""
    drawn = random.Random(seed)
    found = []
    for _ in range(count):
        source = "".join(drawn.choices(LETTERS, k=drawn.randint(1, 9))).strip() or "x"
        target = " ".join(drawn.choices(WORDS, k=drawn.randint(1, 6)))
        found.append(f"{source}\t{target}")
    return found


def written(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def data_config(**settings: Any) -> Config:
    return config_from_dict({"task": "seq2seq", "data": settings})


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"source_units": "characters", "target_units": "words", "min_count": 1},
        {"source_units": "codepoints", "target_units": "symbols", "normalization": "NFD"},
        {"source_units": "words", "target_units": "characters", "vocabulary_size": 9},
        {"source_units": "bpe", "target_units": "bpe", "vocabulary_size": 300},
        {"source_units": "characters", "target_units": "codepoints", "max_length": 6},
        {"source_units": "characters", "target_units": "words", "normalization": "none"},
    ],
    ids=lambda settings: "-".join(map(str, settings.values())) or "inferred",
)
def test_an_index_has_what_the_files_have(tmp_path: Path, settings: dict[str, Any]) -> None:
    train = written(tmp_path / "train.tsv", lines_of(400))
    dev = written(tmp_path / "dev.tsv", lines_of(20, seed=2))
    config = data_config(**settings)
    make_index([train], tmp_path / "index", config)
    from_file = prepare([train], [dev], config)
    from_index = prepare([tmp_path / "index"], [dev], config)
    assert from_index.task.files() == from_file.task.files()
    assert from_index.task.metadata() == from_file.task.metadata()
    assert from_index.config == from_file.config
    assert from_index.notes == from_file.notes
    for side in ("source", "target"):
        stored, read = getattr(from_index.train, side), getattr(from_file.train, side)
        assert np.array_equal(stored.values, read.values)
        assert np.array_equal(stored.offsets, read.offsets)
        assert np.array_equal(stored.lengths, read.lengths)
