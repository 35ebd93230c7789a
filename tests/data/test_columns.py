"""Which columns hold what: told from names and first lines, given by the user, and refused where
these do not fit.
"""

import pytest
from tests.data.files import write

from pantoum.config import DataConfig
from pantoum.data import Columns, Example, read_examples, read_training
from pantoum.data.columns import choose_columns
from pantoum.data.feature_cells import holds_features
from pantoum.data.rows import read_rows
from pantoum.errors import PantoumError


def told(path):
    return choose_columns(read_rows(path))


def given(source="", target="", features=None):
    return DataConfig(source_column=source, target_column=target, features_column=features)


def test_columns_are_told_from_names(tmp_path):
    header = write(tmp_path, "a.tsv", "ID\tForm\tLemma \tFeatures\n1\tx\ty\tz\n")
    assert told(header) == Columns("Lemma", "Form", "Features")
    assert read_examples([header], told(header)) == [Example("y", "x", "z")]
    assert told(write(tmp_path, "b.csv", "pronunciation,word\nx,y\n")) == Columns(
        "word", "pronunciation"
    )
    assert told(write(tmp_path, "c.csv", "lemma,word\nx,y\n")) == Columns("lemma", "word")
    assert told(write(tmp_path, "d.jsonl", '{"output": "x", "input": "y"}')) == Columns(
        "input", "output"
    )
    assert told(write(tmp_path, "e.jsonl", '{"a": "x", "b": "y", "c": "z"}')) == Columns()


@pytest.mark.parametrize("numbers", ["17", "0.25", "1,204", "-3e-05"])
def test_a_third_column_of_numbers_is_no_features(tmp_path, numbers):
    rows = [f"abandonner\ta b ɑ̃ d ɔ n e\t{numbers}"] * 40
    assert told(write(tmp_path, "a.tsv", "\n".join(rows))) == Columns()
    assert told(write(tmp_path, "b.tsv", "\n".join([*rows, "a\tb\tN;1"]))) == Columns()
    mixed = [*rows[:10], *["a\tb\tN;1"] * 10]
    assert told(write(tmp_path, "c.tsv", "\n".join(mixed))) == Columns(features="3")


def test_a_third_column_of_sounds_is_no_features(tmp_path):
    words = {"guitarra": "ɡ i t a r a", "abeja": "a b e x a", "casa": "k a s a"}
    rows = [f"{number}\t{word}\t{sounds}" for number, (word, sounds) in enumerate(words.items())]
    assert told(write(tmp_path, "a.tsv", "\n".join(rows))) == Columns()


def test_a_third_column_is_features_if_its_parts_come_again(tmp_path):
    rows = [f"lemma{i}\tform{i}\tV;{('PST', 'PRS')[i % 2]};{i % 3 + 1};SG" for i in range(200)]
    assert told(write(tmp_path, "a.tsv", "\n".join(rows))) == Columns(features="3")
    notes = [f"go {i}.\tva {i}.\tCC-BY 2.0 (France) #{i} & #{7 * i + 1000}" for i in range(200)]
    assert told(write(tmp_path, "b.tsv", "\n".join(notes))) == Columns()
    assert told(write(tmp_path, "c.tsv", "a\tb\tV\nc\td\n")) == Columns()
    assert told(write(tmp_path, "d.tsv", "a\tb\tV;PST\tx\n")) == Columns()
    assert told(write(tmp_path, "e.tsv", "\n\n")) == Columns()


SWAPPED = {
    "a.tsv": "ipa\tword\nv t\tvt\n",
    "a.csv": "ipa,word\nv t,vt\n",
    "a.jsonl": '{"target": "v t", "source": "vt"}\n',
    "b.jsonl": '{"id": "7", "source": "vt", "target": "v t"}\n',
    "b.tsv": "lemma\tfeats\tform\na\tV\tb\n",
}


@pytest.mark.parametrize("name", SWAPPED)
def test_names_that_contradict_the_columns_of_files_without_names_are_refused(tmp_path, name):
    path = write(tmp_path, name, SWAPPED[name])
    with pytest.raises(
        PantoumError, match="but source '1', target '2' are read, as in training data without"
    ) as why:
        read_examples([path], Columns())
    assert str(why.value).startswith(
        f"{path}, line 1: the names say source {told(path).source!r}, "
    )
    with pytest.raises(PantoumError, match="but source '1', target '2', features '3' are read"):
        read_examples([path], Columns(features="3"))


def test_names_that_contradict_the_features_alone_are_refused(tmp_path):
    path = write(tmp_path, "a.tsv", "lemma\tform\tnote\ttags\na\tb\tc\tV\n")
    assert read_examples([path], Columns()) == [Example("a", "b")]
    with pytest.raises(PantoumError, match="features 'tags', but source '1'"):
        read_examples([path], Columns(features="3"))


def test_names_that_agree_or_are_not_known_change_nothing(tmp_path):
    path = write(tmp_path, "a.tsv", "word\tipa\tnote\nvt\tv t\tx\n")
    assert read_examples([path], Columns(features="3")) == [Example("vt", "v t", "x")]
    path = write(tmp_path, "a.jsonl", '{"y": "v t", "x": "vt"}\n')
    assert read_examples([path], Columns()) == [Example("v t", "vt")]


@pytest.mark.parametrize("name", ["a.tsv", "a.csv", "a.jsonl"])
def test_numbers_given_for_the_training_file_win_over_its_names(tmp_path, name):
    path = write(tmp_path, name, SWAPPED[name])
    examples, columns, _ = read_training([path], given("1", "2"))
    assert examples == [Example("v t", "vt")]
    assert read_examples([path], columns) == examples
    assert read_training([path], given("2", "1"))[0] == [Example("vt", "v t")]


def test_numbers_that_no_file_has_by_itself_win_everywhere(tmp_path):
    path = write(tmp_path, "a.tsv", "word\tipa\nvt\tv t\n")
    assert read_examples([path], Columns("2", "1")) == [Example("v t", "vt")]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.tsv", given("2")),
        ("a.tsv", given("2", "2")),
        ("a.tsv", given("2", "02")),
        ("a.tsv", given("word", "word")),
        ("a.tsv", given("word", "2")),
        ("a.tsv", given("1")),
        ("a.jsonl", given("source", "2")),
    ],
)
def test_the_output_is_no_input(tmp_path, name, data):
    path = write(tmp_path, name, SWAPPED[name] if data.source_column != "2" else "vt\tv t\n")
    with pytest.raises(PantoumError) as caught:
        read_training([path], data)
    assert str(caught.value).startswith(f"{path}: column ")
    assert (
        "is the target, but the source as well: set data.target_column, or data.source_column"
        in str(caught.value)
    )


def test_the_output_is_no_features(tmp_path):
    path = write(tmp_path, "a.tsv", "a\tb\tV\nc\td\tN\n")
    with pytest.raises(PantoumError, match=r"target, but the features as well: .* or '' for none"):
        read_training([path], given(features="2"))
    assert read_training([path], given())[1] == Columns(features="3")
    assert read_training([path], given(target="3"))[1] == Columns("1", "3")


@pytest.mark.parametrize(
    ("source", "target"),
    [("2", "spoken"), ("spelling", "spoken"), ("spelling", "3"), ("2", "3"), ("02", "03")],
)
def test_a_guess_takes_no_column_that_is_given(tmp_path, source, target):
    path = write(tmp_path, "t1.csv", "id,spelling,spoken\n1,af,N\n2,ti,V\n3,ok,N\n4,ka,V\n")
    assert told(path) == Columns(features="3")
    examples, columns, _ = read_training([path], given(source, target))
    assert columns == Columns(source, target)
    assert examples[-1] == Example("ka", "V")


def test_a_guess_may_take_a_column_that_has_the_same_cell_in_the_first_row(tmp_path):
    path = write(tmp_path, "a.tsv", "sheep\tN\tN\nran\tV\tV\n")
    assert read_training([path], given(target="2"))[1] == Columns(features="3")


def test_columns_are_counted_from_one(tmp_path):
    path = write(tmp_path, "data.tsv", "a\tb\n")
    with pytest.raises(PantoumError) as caught:
        read_training([path], given("0"))
    assert str(caught.value) == f"{path}: column '0' for the source: columns are counted from 1"


def test_an_object_without_a_key(tmp_path):
    path = write(tmp_path, "data.jsonl", "{}\n")
    with pytest.raises(
        PantoumError, match=r"no key '1' for the source \(there are: none\): write one object"
    ):
        read_training([path], given())


FEATURES = {
    "unimorph": [f"V;{('PST', 'PRS')[i % 2]};{i % 3 + 1};SG" for i in range(200)],
    "few rows": ["V;PST", "N;SG"],
    "universal": [
        f"Number={('Sing', 'Plur')[i % 2]}|Case={('Nom', 'Acc', 'Dat')[i % 3]}" for i in range(60)
    ],
    "hierarchical": [f"V;PRS;NOM({i % 3},SG);ACC({i % 2},SG)" for i in range(60)],
    "tags": ["NOUN", "VERB", "ADJ"],
    "gender": ["f", "m", "f", "n", "m", "f"],
    "spaced": ["N SG", "N PL", "V PST", "N SG", "N PL", "V PST"],
    "joined by a plus": [f"V+{('PST', 'PRS')[i % 2]}+{i % 3 + 1}+ARG{i % 20}" for i in range(300)],
    "joined by a line": [f"v_{('pst', 'prs')[i % 2]}_{i % 3 + 1}_arg{i % 20}" for i in range(300)],
    "accents": ["indéfini", "défini", "indéfini", "défini"],
    "decomposed": ["inde\u0301fini", "de\u0301fini", "inde\u0301fini", "de\u0301fini"],
    "many different": [f"V;ARG{i % 29}S;TNS{i % 23};MOD{i % 5}" for i in range(1000)],
}
OTHERS = {
    "spaced phones": ["a b ɑ̃ d ɔ n e", "a b i", "a b j e"] * 100,
    "phones of one letter only in the alphabet": [
        "k a s a",
        "p e r o",
        "t o d o",
        "m a n o",
        "v a s o",
    ]
    * 100,
    "few spaced phones": ["a v", "o k", "t i", "k a"],
    "phones in capitals": ["K AE1 T", "D AO1 G", "B ER1 D", "F IH1 SH"],
    "words of phones": ["abɑ̃dɔne", "abi", "abjɛ"],
    "few words of sounds": ["av", "ok", "ti", "ka"],
    "marks that no letter takes": ["ŋ̊", "m̥", "ŋ̊", "m̥"],
    "another script": ["सेब", "केला", "आम", "पानी"],
    "numbers": ["17", "0.25", "1,204", "-3e-05"],
    "notes": [f"CC-BY 2.0 (France) #{i} & #{7 * i + 1000}" for i in range(200)],
    "nothing": ["", "", ""],
}


@pytest.mark.parametrize("name", FEATURES)
def test_features(name):
    assert holds_features(FEATURES[name])


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_none(name):
    assert not holds_features(OTHERS[name])


def test_one_cell_in_twenty_may_be_otherwise():
    features = FEATURES["unimorph"][:19]
    assert holds_features([*features, "ʃ"])
    assert holds_features([*features, ""])
    assert not holds_features([*features[:18], "ʃ", "ʃa"])
