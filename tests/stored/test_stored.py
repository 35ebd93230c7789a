"""Model directories of every format that there has been load, and give the predictions that they
gave then.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from tests.stored.making import ANSWERS, FOLDER, SHORTLIST_ANSWERS, answers_of, read_answers

import pantoum
from pantoum.config import Config
from pantoum.model_dir import FORMAT, load_model
from pantoum.tasks import settings_to_save

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


def test_a_model_of_an_earlier_format_is_saved_in_the_present_one(tmp_path: Path) -> None:
    for earlier in ("format2", "format3"):
        folder = FOLDER / earlier / "additive_lstm"
        saved = tmp_path / earlier
        pantoum.load(folder).save(saved)
        assert json.loads((saved / "config.json").read_text())["format"] == FORMAT
        with_shortlist = pantoum.load(saved, shortlist=True)
        found = answers_of(folder.name, with_shortlist)
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


def test_settings_that_have_other_names_since_keep_their_values() -> None:
    old_names = {
        ("data", "longest"): "max_length",
        ("search", "no_repeat"): "no_repeat_ngram_size",
        ("tagger", "case"): "word_shape",
        ("tagger", "lower"): "lowercase",
        ("training", "averaging"): "ema_decay",
        ("training", "clip"): "max_grad_norm",
    }
    orders = {
        "previous": "attend_then_update",
        "current": "update_then_attend",
        None: None,
    }
    seen_orders = set()
    defaults = asdict(Config())
    for folder in (FOLDER / "format2").iterdir():
        written = json.loads((folder / "config.json").read_text(encoding="utf-8"))["settings"]
        read = asdict(settings_to_save(load_model(folder).config))
        for (section, old_name), name in old_names.items():
            assert read[section].pop(name) == written[section].pop(old_name)
        order = written["model"].pop("attention_query")
        seen_orders.add(order)
        assert read["model"].pop("attention_order") == orders[order]
        # All other settings have kept their names, and their values but for nulls.
        for section, values in written.items():
            if not isinstance(values, dict):
                assert read[section] == values
                continue
            for name, value in values.items():
                kept = read[section].pop(name)
                assert kept == value or (value is None and kept in ("", 0, "auto"))
            # What is left was added since, and has its default.
            added = {name: defaults[section][name] for name in read[section]}
            assert read[section] == added
    assert seen_orders == set(orders)
