"""Data for tiny runs, and one that nothing interrupted."""

from pathlib import Path

import pytest
from tests import reversing
from tests.training.runs import train


@pytest.fixture(scope="session")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty pairs: four batches of the tiny settings."""
    return reversing.write_tsv(
        tmp_path_factory.mktemp("data") / "train.tsv", reversing.reversals()[:40]
    )


@pytest.fixture(scope="session")
def dev_pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return reversing.write_tsv(
        tmp_path_factory.mktemp("data") / "dev.tsv", reversing.reversals()[40:52]
    )


@pytest.fixture(scope="session")
def whole(pairs: Path, dev_pairs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a run of three epochs that was left alone."""
    folder = tmp_path_factory.mktemp("runs") / "whole"
    train(pairs, folder, dev=dev_pairs)
    return folder
