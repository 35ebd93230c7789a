"""Model directories of every format that there has been load, and give the predictions that they
gave then.
"""

from pathlib import Path
from typing import Any

import pytest
from tests.stored.making import ANSWERS, FOLDER, SHORTLIST_ANSWERS, answers_of, read_answers

import pantoum
from pantoum.model_dir import FORMAT, load_model

STORED = sorted(path.parent for path in FOLDER.glob("format*/*/answers.json"))


def assert_close(found: Any, stored: Any) -> None:
    """Equal, numbers but for the rounding of other processors."""
    if isinstance(stored, dict):
        assert found.keys() == stored.keys()
        for key, value in stored.items():
            assert_close(found[key], value)
    elif isinstance(stored, list):
        assert len(found) == len(stored)
        for one, other in zip(found, stored, strict=True):
            assert_close(one, other)
    elif isinstance(stored, float):
        assert found == pytest.approx(stored, abs=2e-5)
    else:
        assert found == stored


@pytest.mark.parametrize("folder", STORED, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_a_stored_model_gives_its_stored_predictions(folder: Path):
    assert_close(answers_of(folder.name, pantoum.load(folder)), read_answers(folder / ANSWERS))


def test_a_stored_shortlist_gives_its_stored_predictions():
    folders = [folder for folder in STORED if (folder / SHORTLIST_ANSWERS).exists()]
    assert folders
    for folder in folders:
        found = answers_of(folder.name, pantoum.load(folder, shortlist=True))
        assert_close(found, read_answers(folder / SHORTLIST_ANSWERS))


def test_the_models_of_the_present_format_are_stored():
    assert f"format{FORMAT}" in {folder.parent.name for folder in STORED}, (
        "python -m tests.stored.add adds them"
    )


def test_every_kind_of_model_is_stored_in_every_format():
    kinds = {}
    for folder in STORED:
        kinds.setdefault(folder.parent.name, set()).add(load_model(folder).task.name)
    assert set(map(frozenset, kinds.values())) == {
        frozenset({"seq2seq", "tagger", "classifier", "language_model"})
    }
