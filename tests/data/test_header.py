"""A first line that looks like names is noticed; one that looks like an example is not."""

import pytest
from tests.data.files import write

from pantoum.config import DataConfig
from pantoum.data import read_training

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
