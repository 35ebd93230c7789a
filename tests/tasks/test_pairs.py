"""Which task a file of pairs is for: labels are few and each comes often, all else is to be
written.
"""

import random
from itertools import product
from pathlib import Path

import pytest
from tests.labelling import labelled
from tests.reversing import reversals, write_tsv

from pantoum.data import Columns, Example
from pantoum.tasks.pairs import Pairs, task_of_pairs


def task_of(rows: list[tuple[str, str]]) -> tuple[str, str]:
    return task_of_pairs(Pairs([Path("x.tsv")], [Example(*row) for row in rows], Columns()))


def chosen(count: int, labels: list[str]) -> list[tuple[str, str]]:
    """Texts with labels that come equally often."""
    return [(f"text {number}", labels[number % len(labels)]) for number in range(count)]


def test_labels_are_told_with_the_reason() -> None:
    assert task_of(labelled()) == (
        "classifier",
        "3 different outputs in 120 pairs, each a label; --task seq2seq learns to write them",
    )
    assert task_of(reversals())[0] == "seq2seq"
    assert task_of(reversals()) == ("seq2seq", "120 different outputs in 120 pairs")


@pytest.mark.parametrize(
    "rows",
    [
        chosen(40, ["yes", "no"]),
        chosen(4_000, [f"intent_{number}" for number in range(200)]),
        chosen(100, ["very negative", "negative", "0", "positive"]),
        [*chosen(5_000, ["a", "b"]), *[("x", f"rare_{number}") for number in range(10)]],
    ],
)
def test_few_outputs_that_come_often_are_labels(rows: list[tuple[str, str]]) -> None:
    assert task_of(rows)[0] == "classifier"


@pytest.mark.parametrize(
    "rows",
    [
        chosen(39, ["yes", "no"]),  # too few of each to tell
        chosen(5_000, [f"intent_{number}" for number in range(201)]),
        chosen(1_000, ["one output alone"]),
        chosen(1_000, ["this is a sentence", "this is another one"]),
        chosen(1_000, ["a" * 41, "b"]),
        [*chosen(900, ["a", "b"]), *[("x", f"rare_{number}") for number in range(10)]],
    ],
)
def test_other_outputs_are_to_be_written(rows: list[tuple[str, str]]) -> None:
    assert task_of(rows)[0] == "seq2seq"


@pytest.mark.parametrize("count", [16, 40, 400, 4_000])
def test_what_people_write_is_never_taken_for_labels(count: int) -> None:
    chance = random.Random(count)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(count)]
    verbs = ["walk", "run", "jump", "look"]
    times = ["", " twice", " thrice"]
    commands = [f"{a}{n} and {b}{m}" for a, n, b, m in product(verbs, times, verbs, times)]
    pronunciation = [(word, " ".join(word)) for word in words]
    inflection = [(word, word + chance.choice(("s", "ed", "ing", ""))) for word in words]
    dates = [
        (f"{word} day", f"{chance.randint(1950, 2049)}-{number % 12 + 1:02}-01")
        for number, word in enumerate(words)
    ]
    scan = [(text, text.upper().replace("AND", "I")) for text in chance.choices(commands, k=count)]
    translation = [
        (" ".join(words[start : start + 3]), " ".join(words[start : start + 4]))
        for start in range(count)
    ]
    for rows in (pronunciation, inflection, dates, scan, translation):
        assert task_of(rows)[0] == "seq2seq"


def test_a_task_that_is_given_is_taken(tmp_path: Path) -> None:
    from tests.reversing import TINY_MODEL, tiny

    from pantoum.tasks import prepare

    path = write_tsv(tmp_path / "labels.tsv", labelled())
    assert prepare([path], [], tiny(base=TINY_MODEL)).config.task == "classifier"
    assert prepare([path], [], tiny({"task": "seq2seq"})).config.task == "seq2seq"
    notes = prepare([path], [], tiny({"task": "classifier"}, TINY_MODEL)).notes
    assert notes[0] == 'columns: input 1 ("bbac"), output 2 ("beta")'
