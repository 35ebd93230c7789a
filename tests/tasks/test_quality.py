"""What `pantoum train` says of its data: the two worst findings of the cheap checks."""

from pathlib import Path

import pytest
from tests.reversing import reversals, tiny, write_tsv
from tests.tagging import names, tiny_tagger, write_conll
from tests.writing import write_text

from pantoum.config import Config
from pantoum.tasks import prepare

PAIRS = reversals()[:60]


def said(train: Path, dev: Path | None = None, config: Config | None = None) -> list[str]:
    notes = prepare([train], [dev] if dev else [], config or tiny()).notes
    return [note for note in notes if note.startswith("data: ")]


def test_nothing_is_said_of_good_data(tmp_path: Path) -> None:
    assert said(write_tsv(tmp_path / "train.tsv", PAIRS)) == []


def test_the_two_worst_are_said(tmp_path: Path) -> None:
    other = [(PAIRS[0][0], "x"), (PAIRS[1][0], "y"), ("a\u200bb", "ba"), ("p\u0430", "ap")]
    train = write_tsv(tmp_path / "train.tsv", [*PAIRS, *other])
    dev = write_tsv(tmp_path / "dev.tsv", [(PAIRS[3][0], "z"), *reversals()[60:70]])
    first, second = said(train, dev)
    assert first.startswith("data: 1 input of dev in train too, but with another output")
    assert second.startswith("data: 2 inputs of train with several outputs")
    assert second.endswith(" (`pantoum check` has more)")
    (only,) = said(write_tsv(tmp_path / "one.tsv", [*PAIRS, other[2]]))
    assert "invisible characters: U+200B" in only


@pytest.mark.parametrize("task", [None, "seq2seq"])
def test_a_task_that_is_given_makes_no_difference(tmp_path: Path, task: str | None) -> None:
    train = write_tsv(tmp_path / "train.tsv", [*PAIRS, (PAIRS[0][0], "x")])
    (only,) = said(train, config=tiny({} if task is None else {"task": task}))
    assert only.startswith("data: 1 input of train with several outputs")


def test_words_and_tags_and_plain_text(tmp_path: Path) -> None:
    train = write_conll(tmp_path / "train.conll", names()[:40])
    dev = write_conll(tmp_path / "dev.conll", names()[30:50])
    (only,) = said(train, dev, tiny_tagger())
    assert only.startswith("data: 10 of 20 examples of dev are in train too")
    texts = write_text(tmp_path / "train.txt", [source for source, _ in PAIRS])
    some = write_text(tmp_path / "dev.txt", [PAIRS[0][0], "ccccc"])
    (only,) = said(texts, some, Config())
    assert only.startswith("data: 1 of 2 examples of dev is in train too")
