"""`check_data` finds whatever training refuses in data, in the same words: both run on a table of
bad files.
"""

import os
import threading
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.reversing import with_settings

from pantoum.config import Config
from pantoum.data.quality import Finding
from pantoum.errors import PantoumError
from pantoum.tasks import prepare
from pantoum.tasks.checking import check_data

PAIRS = "".join(f"{a}{b}\t{b}{a}\n" for a in "abcd" for b in "abcd")
GROUPED = "".join(f"{a}{b}\t{b}{a}\t{a}\t{1 + (b == 'a')}\n" for a in "abcd" for b in "abcd")
NAMED = "word\tform\tway\tcount\n" + GROUPED
LINES = PAIRS.replace("\t", "").splitlines()
TEXT = "\n".join(LINES) + "\n"
TAGGED = "a\tX\nb\tY\n\nc\tX\nd\tY\n\n" * 4
SPANS = "a\tB-X\nb\tI-X\nc\tO\n\nd\tO\ne\tB-X\n\n" * 12
GROUP = {"data.group_column": "3"}
WEIGHT = {"data.weight_column": "4"}
LABELS = "".join(f"word{number}\t{'xy'[number % 2]}\n" for number in range(60))
CONLLU_LINE = "\t".join(["1", "a", "_", "X", "_", "_", "0", "_", "_", "_"]) + "\n"


class Bad(NamedTuple):
    """Data that training refuses, and how often one kind of mistake is in them."""

    train: dict[str, str]
    dev: dict[str, str] = {}  # noqa: RUF012 - it is never changed
    settings: dict[str, Any] = {}  # noqa: RUF012
    times: int = 1


def pairs(more: str, settings: dict[str, Any] | None = None, times: int = 1) -> Bad:
    """A table with further lines."""
    return Bad({"a.tsv": (GROUPED if settings else PAIRS) + more}, {}, settings or {}, times)


BAD = {
    "empty group": pairs("x\ty\t\t1\nz\ty\t \t1\n", GROUP, 2),
    "no group in a line": pairs("x\ty\n", GROUP),
    "empty weight": pairs("x\ty\ta\t\n", WEIGHT),
    "weight that is none": pairs("x\ty\ta\tmany\nz\ty\ta\t0\nu\ty\ta\tnan\n", WEIGHT, 3),
    "no weight in a line": pairs("x\ty\ta\n", WEIGHT),
    "group column beyond": pairs("", {"data.group_column": "9"}, 16),
    "features column beyond": pairs("", {"data.features_column": "9"}, 16),
    "weight column beyond": pairs("", {"data.weight_column": "9"}, 16),
    "column 0": pairs("", {"data.group_column": "0"}),
    "group column without name": Bad({"a.tsv": NAMED}, {}, {"data.group_column": "language"}),
    "group is the output": pairs("", {"data.group_column": "2"}),
    "weight is the group": pairs("", {**GROUP, "data.weight_column": "3"}),
    "name twice": Bad({"a.tsv": NAMED.replace("count", "way")}, {}, {"data.group_column": "way"}),
    "output twice": Bad({"a.tsv": NAMED.replace("count", "form")}),
    "unseen dev group": Bad({"a.tsv": GROUPED}, {"d.tsv": "xy\tyx\tnew\nzy\tyx\tnew\n"}, GROUP, 2),
    "dev without group": Bad({"a.tsv": GROUPED}, {"d.tsv": "xy\tyx\n"}, GROUP),
    "dev with an empty group": Bad({"a.tsv": GROUPED}, {"d.tsv": "xy\tyx\t\n"}, GROUP),
    "dev without the columns": Bad(
        {"a.tsv": NAMED}, {"d.tsv": "in\tout\nab\tba\n"}, {"data.group_column": "way"}
    ),
    "dev without an output": Bad({"a.tsv": PAIRS}, {"d.tsv": "xy\n"}),
    "empty dev": Bad({"a.tsv": PAIRS}, {"d.tsv": ""}),
    "dev of other lengths": Bad({"a.tsv": PAIRS}, {"d.txt": "a\nb\n", "e.txt": "a\n"}),
    "dev that does not fit": Bad({"a.tsv": PAIRS}, {"d.conllu": CONLLU_LINE}),
    "empty input": pairs("\ty\n\tx\n", None, 2),
    "empty output": pairs("x\t\n"),
    "one column": pairs("x\n"),
    "empty file": Bad({"a.tsv": ""}),
    "blank file": Bad({"a.tsv": "\n\n"}),
    "only a header": Bad({"a.tsv": "word\tform\n"}),
    "one example": Bad({"a.tsv": "a\tb\n"}),
    "one input": Bad({"a.tsv": "a\tb\na\tc\n"}),
    "numbers for outputs": Bad({"a.tsv": "".join(f"{w}\t7\t{w}\n" for w in LINES)}),
    "no features": Bad({"a.tsv": PAIRS.replace("\n", "\t\n")}, {}, {"data.features_column": "3"}),
    "order of no features": Bad({"a.tsv": PAIRS}, {}, {"data.feature_order": "sorted"}),
    "unknown group without groups": Bad({"a.tsv": PAIRS}, {}, {"data.unseen_group": "unknown"}),
    "too long": Bad({"a.tsv": PAIRS}, {}, {"data.max_length": 1}),
    "three files": Bad({"a.txt": TEXT, "b.txt": TEXT, "c.txt": TEXT}),
    "aligned, a line empty": Bad(
        {"a.txt": TEXT + "\nx\n\n", "b.txt": TEXT + "x\n\nz\n"}, {}, {}, 2
    ),
    "aligned, other lengths": Bad({"a.txt": TEXT, "b.txt": TEXT + "x\n"}),
    "aligned, with columns": Bad({"a.txt": TEXT, "b.txt": TEXT}, {}, {"data.source_column": "1x"}),
    "aligned, with a group": Bad({"a.txt": TEXT, "b.txt": TEXT}, {}, GROUP),
    "aligned, empty": Bad({"a.txt": "\n", "b.txt": "\n"}),
    "json that is none": Bad({"a.jsonl": '{"source": "a", "target": "b"}\n{"source"\n'}),
    "json without a key": Bad(
        {"a.jsonl": '{"source": "a", "target": "b"}\n{"source": "a"}\n{"source": "c"}\n'}, {}, {}, 2
    ),
    "json with a number": Bad(
        {"a.jsonl": '{"source": "a", "target": "b"}\n' * 2 + '{"source": "a", "target": 5}\n'}
    ),
    "csv with open quotes": Bad({"a.csv": 'a,b\n"c,d\n'}),
    "lexicon with groups": Bad({"a.dict": "ab  A B\nba  B A\nca  K A\n"}, {}, GROUP),
    "one label": Bad({"a.tsv": "".join(f"{w}\tz\n" for w in LINES)}, {}, {"task": "classifier"}),
    "text with columns": Bad({"a.txt": PAIRS}),
    "blank text": Bad({"a.txt": "\n \n"}),
    "one text": Bad({"a.txt": "a\n"}),
    "two texts": Bad({"a.txt": TEXT, "b.txt": TEXT}, {}, {"task": "language_model"}),
    "table as text": Bad({"a.tsv": PAIRS}, {}, {"task": "language_model"}),
    "text for a tagger": Bad({"a.txt": TEXT}, {}, {"task": "tagger"}),
    "tags, a line without": Bad({"a.conll": TAGGED + "e\n\n"}),
    "tags, a line with more": Bad({"a.conll": TAGGED + "e\tX\tY\n\n"}),
    "tags that mark no span": Bad({"a.conll": SPANS + "f\tX\n\n"}),
    "tags of a column beyond": Bad({"a.conll": TAGGED}, {}, {"data.tag_columns": "7"}),
    "tags twice": Bad({"a.conll": TAGGED}, {}, {"data.tag_columns": "2,2"}),
    "tags that are the words": Bad({"a.conll": TAGGED}, {}, {"data.tag_columns": "1"}),
    "tags that are not annotated": Bad({"a.conllu": (CONLLU_LINE.replace("X", "_") + "\n") * 3}),
    "an id that does not follow": Bad({"a.conllu": (CONLLU_LINE + "\n") * 3 + CONLLU_LINE * 2}),
    "tags of dev in another format": Bad({"a.conll": TAGGED}, {"d.conllu": CONLLU_LINE}),
    "tags of two dev files": Bad({"a.conll": TAGGED}, {"d.conll": TAGGED, "e.conll": TAGGED}),
    "groups for tags": Bad({"a.conll": TAGGED}, {}, GROUP),
    "tag scheme of labels": Bad({"a.tsv": LABELS}, {}, {"data.tag_scheme": "BIO"}),
    "not known": Bad({"a.xyz": "ab ba\n" * 20}),
    "not UTF-8": Bad({"a.tsv": PAIRS + "\udcff\ty\n"}),
    "NUL": Bad({"a.tsv": PAIRS + "\0\ty\n"}),
    "half a character": Bad({"a.jsonl": '{"source": "\\ud800", "target": "b"}\n'}),
    "too long a line": Bad({"a.tsv": PAIRS + "x" * 100_001 + "\ty\n"}),
    "group temperature of no groups": Bad({"a.tsv": PAIRS}, {}, {"data.group_temperature": 3.0}),
}


def write(folder: Path, files: dict[str, str]) -> list[Path]:
    for name, content in files.items():
        (folder / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    return [folder / name for name in files]


def errors(found: list[Finding]) -> list[Finding]:
    return [one for one in found if one.severity == "error"]


@pytest.mark.parametrize("kind", BAD)
def test_what_training_refuses_is_found_in_the_same_words(tmp_path: Path, kind: str) -> None:
    bad = BAD[kind]
    train, dev = write(tmp_path, bad.train), write(tmp_path, bad.dev)
    config = with_settings(Config(), bad.settings)
    with pytest.raises(PantoumError) as refused:
        prepare(train, dev, config)
    error = refused.value
    found = check_data({"train": train, "dev": dev} if dev else {"train": train}, config)
    (finding,) = [one for one in errors(found) if error.problem.removesuffix(";") in one.problem]
    assert error.remedy is None or finding.remedy == error.remedy
    said = [finding.problem, *(f"{place.path}, line {place.line}" for place in finding.places)]
    assert error.where is None or any(error.where in text for text in said)
    assert finding.count == bad.times


@pytest.mark.parametrize(
    ("train", "settings"),
    [
        ({"a.tsv": PAIRS}, {}),
        ({"a.tsv": GROUPED}, {**GROUP, **WEIGHT}),
        ({"a.tsv": NAMED}, {"data.group_column": "way", "data.weight_column": "count"}),
        ({"a.tsv": PAIRS.replace("\n", "\tx\n")}, {"data.target_column": "2-"}),
        ({"a.txt": TEXT, "b.txt": TEXT}, {}),
        ({"a.txt": TEXT}, {}),
        ({"a.conll": TAGGED}, {}),
        ({"a.conll": SPANS}, {}),
        ({"a.tsv": LABELS}, {}),
        ({"a.xyz": PAIRS}, {"format": "tsv"}),
    ],
)
def test_what_training_takes_has_no_error(
    tmp_path: Path, train: dict[str, str], settings: dict[str, Any]
) -> None:
    paths = write(tmp_path, train)
    config = with_settings(Config(), settings)
    prepare(paths, [], config)
    assert not errors(check_data({"train": paths}, config))


def test_all_mistakes_are_found_at_once(tmp_path: Path) -> None:
    more = "x\ty\t\t1\nz\t\ta\t1\nu\ty\ta\t-1\nv\n\ty\ta\t1\n"
    (train,) = write(tmp_path, {"a.tsv": GROUPED + more})
    (dev,) = write(tmp_path, {"d.tsv": "xy\tyx\tnew\nzy\tyx\tother\n"})
    config = with_settings(Config(), {**GROUP, **WEIGHT})
    found = errors(check_data({"train": [train], "dev": [dev]}, config))
    lines = {one.problem: [place.line for place in one.places] for one in found}
    known = "is not in the training data, which have a, b, c, d (1 line of dev)"
    assert lines == {
        "the group is empty (1 line of train)": [17],
        "the target is empty (1 line of train)": [18],
        "the weight is -1, but must be a finite number above 0 (1 line of train)": [19],
        "the line has 1 column, but the target is column '2' (1 line of train)": [20],
        "the source is empty (1 line of train)": [21],
        f"the group 'new' {known}": [1],
        f"the group 'other' {known}": [2],
    }


def test_an_unseen_group_that_is_read_as_unknown_is_no_error(tmp_path: Path) -> None:
    (train,) = write(tmp_path, {"a.tsv": GROUPED})
    (test,) = write(tmp_path, {"t.tsv": "xy\tyx\tnew\n"})
    config = with_settings(Config(), {**GROUP, "data.unseen_group": "unknown"})
    assert not errors(check_data({"train": [train], "test": [test]}, config))
    refused = check_data({"train": [train], "test": [test]}, with_settings(Config(), GROUP))
    assert [one.check for one in errors(refused)] == ["unseen_group"]


def test_features_in_several_orders_are_found_with_their_lines(tmp_path: Path) -> None:
    orders = ("V;PST", "PST;V", "N;SG", "V;PST")
    rows = [f"{line}\t{orders[place % 4]}\n" for place, line in enumerate(PAIRS.splitlines())]
    (train,) = write(tmp_path, {"a.tsv": "".join(rows)})
    (finding,) = [
        one for one in check_data({"train": [train]}, Config()) if one.check == "feature_order"
    ]
    assert finding.problem == (
        "features: one set comes in several orders, such as V;PST and PST;V, which are read as "
        "different inputs"
    )
    assert (finding.severity, finding.count) == ("warning", 1)
    assert [place.line for place in finding.places] == [2, 6, 10, 14]
    config = with_settings(Config(), {"data.feature_order": "sorted"})
    assert "feature_order" not in {one.check for one in check_data({"train": [train]}, config)}


def test_a_pipe_is_read_once(tmp_path: Path) -> None:
    pipes = {"train": tmp_path / "train.tsv", "dev": tmp_path / "dev"}
    contents = {"train": GROUPED + "x\ty\t\t1\n", "dev": "xy\tyx\tnew\n"}
    writers = []
    for name, pipe in pipes.items():
        os.mkfifo(pipe)
        writers.append(
            threading.Thread(target=pipe.write_text, args=(contents[name],), daemon=True)
        )
        writers[-1].start()
    files = {name: [pipe] for name, pipe in pipes.items()}
    found = errors(check_data(files, with_settings(Config(), {**GROUP, "format": "tsv"})))
    for writer in writers:
        writer.join(timeout=10)
    assert {one.check for one in found} == {"refused", "unseen_group"}
