"""The format of a file: its name and its content decide together."""

from pathlib import Path

import pytest
from tests.data.files import message, write

from pantoum.config import Config, DataConfig
from pantoum.data import Example, open_file, read_examples, read_token_file, read_training
from pantoum.data.columns import Columns
from pantoum.data.file_format import format_of
from pantoum.tasks import registry

NEWS = (
    "-DOCSTART- -X- -X- O\n\nBo NN B-NP B-PER\nran VB B-VP O\n\nAnn NN B-NP B-PER\nsat VB B-VP O\n"
)
SPACED = "Bo B-PER\nran O\n. O\n\nAnn B-PER\nsat O\n. O\n"
TABS = "Bo\tnoun\nran\tverb\n.\tstop\n\nAnn\tnoun\nsat\tverb\n.\tstop\n"
TREEBANK = "# text = Ann ran\n" + "".join(
    f"{number}\t{word}\t_\t{tag}\t_\t_\t_\t_\t_\t_\n"
    for number, word, tag in ((1, "Ann", "PROPN"), (2, "ran", "VERB"))
)
PAIRS = "abby\ta b i\ncab\tk a b\n"
TEXT = "the cat sat\n\nthe dog ran\nand so on\n"
ALIGNER = "kami\t0.99\t0.2\t1.0\t1.0\tk a m i\nmika\t0.5\t0.2\t1.0\t1.0\tm i k a\n"
CMUDICT = ";;; a comment\nA  AH0\nA(1)  EY1\nCAT  K AE1 T\n"
KALDI = "<eps> SIL\ncat k ae t\ndog d ao g\n"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.tsv", PAIRS, "tsv"),
        ("a.csv", "abby,a b i\n", "csv"),
        ("a.jsonl", TABS, "jsonl"),
        ("a.txt", TEXT, "text"),
        ("a.txt", PAIRS, "text"),
        ("a.conll", SPACED, "conll"),
        ("a.conllu", SPACED, "conllu"),
        ("a.txt", NEWS, "conll"),
        ("a.txt", SPACED, "conll"),
        ("a.tsv", TABS, "conll"),
        ("a.csv", TABS, "conll"),
        ("fd", TABS, "conll"),
        ("a.txt", TREEBANK, "conllu"),
        ("a.tsv", TREEBANK, "conllu"),
        ("a.conll", TREEBANK, "conllu"),
        ("fd", TREEBANK.replace("\n", "\r\n"), "conllu"),
        ("a.tsv", ALIGNER, "lexicon"),
        ("a.dict", ALIGNER, "lexicon"),
        ("a.dict", CMUDICT, "lexicon"),
        ("cmudict-0.7b", CMUDICT, "lexicon"),
        ("lexicon.txt", KALDI, "lexicon"),
        ("test.ref", "ABADI\tAH B AE D\nACAPULCO\tAE K AH\tAA K AH\n", "tsv"),
        ("words.txt", KALDI, "text"),
        ("fd", PAIRS, "tsv"),
        ("fd", '{"input": "a"}\n', "jsonl"),
        ("fd", TEXT, None),
        ("fd", "", None),
        # A double-spaced file of pairs, and one in two parts.
        ("a.tsv", "abby\tX\n\ncab\tX\n\nbac\tX\n\nbab\tX\n", "tsv"),
        ("a.tsv", "abby\tabi\ncab\tkab\n\nbac\tbak\nbab\tbob\n", "tsv"),
        # A table in sections, and one of ten columns with a number in front.
        ("a.tsv", "gato\tes\nperro\tes\nmesa\tes\n\nchat\tfr\nchien\tfr\ntable\tfr\n", "tsv"),
        ("a.tsv", "".join(f"{i}\ta\tb\tc\td\te\tf\tg\th\ti\n" for i in range(1, 9)), "tsv"),
        # Plain text with as many words in each line, and words that come again.
        ("a.txt", "a b\nc b\n\nd b\ne b\n", "text"),
    ],
)  # fmt: skip
def test_the_format(name, content, expected):
    assert format_of(Path(name), content) == expected
    assert format_of(Path(name + ".gz"), content) == expected


def test_content_speaks_only_for_what_is_expected():
    assert format_of(Path("a.txt"), NEWS, ("text",)) == "text"
    assert format_of(Path("a.tsv"), TABS, ("tsv", "csv")) == "tsv"


def test_one_line_of_twenty_does_not_decide():
    lines = ["abby\ta b i\n"] * 19
    assert format_of(Path("fd"), "".join([*lines, "no tab\n"])) == "tsv"
    assert format_of(Path("fd"), "".join([*lines[:9], "no tab\n"])) is None


def test_a_note_says_what_the_name_does_not(tmp_path):
    path = write(tmp_path, "a.txt", NEWS)
    file = open_file(path)
    assert file.note == (
        f"{path} is read as words and tags in CoNLL columns, which its lines look like (--format "
        "sets it)"
    )
    assert open_file(path, "text").format == "text"
    assert open_file(write(tmp_path, "a.tsv", PAIRS)).note == ""
    assert read_token_file(file).sentences[1].words == ("Ann", "sat")


def test_a_format_that_is_given(tmp_path):
    path = write(tmp_path, "fd", "abby,a b i\n")
    assert message(path) == (
        f"{path}: the file name has no suffix, and the content does not tell the format: say it "
        "with --format tsv, csv, jsonl, lexicon, conll, conllu or text, rename the file to .tsv, "
        ".csv or .jsonl, as fits, or give two line-aligned text files"
    )
    assert read_examples([path], Columns(), form="csv") == [Example("abby", "a b i")]
    assert read_training([open_file(path, "csv")], DataConfig())[0] == [Example("abby", "a b i")]


def test_columns_that_are_given_make_no_lexicon(tmp_path):
    path = write(tmp_path, "a.tsv", ALIGNER)
    columns = Columns("1", "6")
    assert read_examples([path], columns) == [
        Example("kami", "k a m i"),
        Example("mika", "m i k a"),
    ]
    assert read_examples([path], Columns()) == read_examples([path], columns)
    config = Config(data=DataConfig(target_column="6"))
    (file,) = registry.open_training([path], config)
    assert file.format == "tsv"
    (file,) = registry.open_training([path], Config())
    assert file.format == "lexicon"


def test_words_and_tags_between_commas_are_pairs_with_a_note(tmp_path):
    path = write(tmp_path, "a.csv", TABS.replace("\t", ","))
    training = read_training([path], DataConfig())
    assert training.examples[0] == Example("Bo", "noun")
    assert training.notes == [
        "the lines look like words and tags in sentences: to train a tagger, put a TAB in place of "
        "each comma and name the file .conll"
    ]


def test_a_quote_behind_a_space_opens_a_cell(tmp_path):
    path = write(tmp_path, "a.csv", 'kami, "k a m i"\nmika, "m, i"\n')
    assert read_examples([path], Columns()) == [Example("kami", "k a m i"), Example("mika", "m, i")]
