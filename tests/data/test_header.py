"""A first line that looks like names is noticed; one that looks like an example is not."""

from pathlib import Path

import pytest
from tests.data.files import write

from pantoum.config import DataConfig
from pantoum.data import read_training
from pantoum.errors import PantoumError

HEADERS = {
    "letters above numbers": ("a.csv", "nr,written,sounds\n1,af,ok\n2,ti,ka\n"),
    "a name that is often used": ("a.tsv", "spelling\tsaid\naf\tav\nti\tta\n"),
    "a name of something else": ("a.tsv", "ID\tsaid\taf\nx1\ta\tb\nx2\tc\td\n"),
    "a word above spaced phones": ("a.tsv", "written\tspoken\naf\ta v\nti\tt i\n"),
    "Latin above another script": ("a.tsv", "english\thindi\napple\tसेब\nwater\tपानी\n"),
}
EXAMPLES = {
    "spaced phones": ("a.tsv", "abby\ta b i\naf\ta v\nti\tt i\n"),
    "words": ("a.tsv", "abandon\tabandonner\nfind\ttrouver\n"),
    "features": ("a.tsv", "go\twent\tV;PST\nrun\tran\tV;PST\n"),
    "a date": ("a.tsv", "19 Mai 1950\t1950-05-19\n1 May 2001\t2001-05-01\n"),
    "a name that comes again": ("a.tsv", "form\tforma\nform\tforma\ntext\ttexto\n"),
    "keys": (
        "a.jsonl",
        '{"spelling": "form", "said": "f o r m"}\n{"spelling": "b", "said": "a b"}\n',
    ),
    "one line": ("a.tsv", "spelling\tsaid\n"),
    "no script to tell by": ("a.tsv", "apple\tApfel\nwater\tWasser\n"),
}


@pytest.mark.parametrize("case", HEADERS)
def test_a_header_that_is_read_as_an_example_is_said(tmp_path, case):
    name, content = HEADERS[case]
    path = write(tmp_path, name, content)
    training = read_training([path], DataConfig())
    cells = content.splitlines()[0].replace(",", "\t").split("\t")
    assert training.notes[:1] == [
        f"line 1 seems to be a header ({', '.join(cells)}) but is read as an example: if it is "
        f"one, name a column, as in --data.source_column {cells[0]}"
    ]
    assert training.examples[0][:2] == (cells[0], cells[1])


@pytest.mark.parametrize("case", EXAMPLES)
def test_an_example_is_not_taken_for_one(tmp_path, case):
    name, content = EXAMPLES[case]
    assert not read_training(
        [write(tmp_path, name, content)], DataConfig("1", "2") if "jsonl" in name else DataConfig()
    ).notes


def test_the_advice_names_the_column_of_the_input_and_mends_it(tmp_path):
    path = write(tmp_path, "a.csv", "id,the word,spoken\n1,af,a v\n2,ti,t i\n")
    training = read_training([path], DataConfig(source_column="2", target_column="3"))
    assert "--data.source_column 'the word'" in training.notes[0]
    assert len(training.examples) == 3
    mended = read_training([path], DataConfig(source_column="the word", target_column="3"))
    assert (len(mended.examples), list(mended.notes)) == (
        2,
        ['column id ("1") is not read'],
    )


def test_a_header_that_is_known_needs_no_word(tmp_path):
    path = write(tmp_path, "a.csv", "id,spelling,ipa\n1,af,a v\n2,ti,t i\n")
    assert read_training([path], DataConfig()).notes == ['column id ("1") is not read']


def test_a_long_header_is_shown_in_part(tmp_path):
    names = ["word", "spoken", *(f"the {number}th" for number in range(100))]
    rows = ["\t".join(names), *("\t".join(["af", "a v", *"0" * 100]) for _ in range(3))]
    note = read_training([write(tmp_path, "a.tsv", "\n".join(rows))], DataConfig()).notes[0]
    assert note.startswith("line 1 seems to be a header (word, spoken, the 0th, the 1th")
    assert "the 17th) but is read" in note


@pytest.mark.parametrize(
    ("header", "role", "settings"),
    [
        ("word\tform\tform", "target", {}),
        ("word\tword\tform", "source", {}),
        ("word\tform\tfeatures\tfeatures", "features", {}),
        ("word\tform\tway\tway", "group", {"group_column": "way"}),
        ("word\tform\tn\tn", "weight", {"weight_column": "n"}),
    ],
)
def test_a_name_that_comes_twice_is_refused(
    tmp_path: Path, header: str, role: str, settings: dict[str, str]
) -> None:
    row = "\t".join(["a", "b", "V;SG", "1"][: header.count("\t") + 1])
    path = tmp_path / "a.tsv"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    with pytest.raises(PantoumError, match=f", and the {role} cannot be in all of them") as caught:
        read_training([path], DataConfig(**settings))  # pyright: ignore[reportArgumentType]
    assert caught.value.setting == f"data.{role}_column"
    assert caught.value.where == f"{path}, line 1"


def test_a_name_that_comes_twice_and_is_not_read_is_right(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("word\tform\tnote\tnote\na\tb\tc\td\n", encoding="utf-8")
    assert read_training([path], DataConfig()).examples[0][:2] == ("a", "b")


def test_a_column_of_such_a_name_can_be_given_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("word\tform\tway\tway\na\tb\tc\td\n", encoding="utf-8")
    read = read_training([path], DataConfig(group_column="4"))
    assert [one.group for one in read.examples] == ["d"]
