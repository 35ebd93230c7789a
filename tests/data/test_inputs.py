"""Inputs to predict from in files with columns, with and without names, with and without
features.
"""

import pytest
from tests.data.files import write

from pantoum.data import Columns, open_file
from pantoum.data.inputs import has_input_columns, read_inputs
from pantoum.errors import PantoumError

UNNAMED = Columns(features="3")
NAMED = Columns("lemma", "form", "feats")


def inputs(path, columns, has_features):
    return [one[:2] for one in read_inputs(open_file(path), columns, has_features).inputs]


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        ("deve,N;PL\nev,\n", UNNAMED),
        ("deve,develer,N;PL\nev,evi,\n", UNNAMED),
        ("deve,N;PL\nev,\n", NAMED),
        ("feats,lemma\nN;PL,deve\n,ev\n", NAMED),
        ("input,features\ndeve,N;PL\nev,\n", UNNAMED),
        ("id,word,tags\n7,deve,N;PL\n8,ev,\n", NAMED),
    ],
)
def test_features_stand_with_their_inputs(tmp_path, content, columns):
    path = write(tmp_path, "a.csv", content)
    assert inputs(path, columns, True) == [("deve", "N;PL"), ("ev", "")]
    path = write(tmp_path, "a.tsv", content.replace(",", "\t"))
    assert inputs(path, columns, True) == [("deve", "N;PL"), ("ev", "")]


def test_a_model_without_features_reads_the_inputs_alone(tmp_path):
    path = write(tmp_path, "a.csv", "deve,develer,N;PL\nev,evi,N\n")
    assert inputs(path, Columns(), False) == [("deve", None), ("ev", None)]
    path = write(tmp_path, "b.jsonl", '{"tags": "N;PL", "lemma": "deve"}\n{"lemma": "ev"}\n')
    assert inputs(path, Columns(), False) == [("deve", None), ("ev", None)]
    path = write(tmp_path, "c.dict", "deve D E\nev(2) E V\n")
    assert inputs(path, Columns("word", "ipa"), False) == [("deve", None), ("ev", None)]


@pytest.mark.parametrize(
    ("cells", "has_features", "expected"),
    [
        (["kato"], False, False),
        (["kato", ""], False, False),
        (["word"], False, True),
        (["kato", "k a t o"], False, True),
        (["kato", "N"], True, False),
        (["kato", "katot", "N"], True, True),
        (["lemma", "tags"], True, True),
    ],
)
def test_a_tsv_file_as_narrow_as_the_inputs_is_plain_lines(cells, has_features, expected):
    assert has_input_columns(cells, UNNAMED, has_features) == expected


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "a,b,c\nd\n", "line 2: the line has 1 column, but the features should be"),
        ("a.csv", "x,y\nlemma,feats\n", None),
        ("a.csv", "lemma,note,page\na,b,c\n", "line 1: no column 'feats' for the features (the"),
        (
            "a.jsonl",
            '{"lemma": "a"}\n',
            "line 1: no key 'feats' for the features (there are: lemma)",
        ),
        ("a.jsonl", '{"lemma": 1, "feats": ""}\n', "line 1: 'lemma' is a number, but must be a"),
    ],
)
def test_what_cannot_be_read(tmp_path, name, content, message):
    path = write(tmp_path, name, content)
    columns = NAMED if "lemma" in content else UNNAMED
    if message is None:
        assert inputs(path, columns, True)[0] == ("x", "y")
        return
    with pytest.raises(PantoumError) as caught:
        inputs(path, columns, True)
    assert str(caught.value).startswith(f"{path}, {message}")


def test_a_name_that_comes_twice_is_refused(tmp_path):
    path = write(tmp_path, "a.csv", "lemma,lemma,note,note\ndeve,x,y,z\n")
    with pytest.raises(PantoumError) as caught:
        inputs(path, NAMED, False)
    assert str(caught.value) == (
        f"{path}, line 1: the header names 2 columns 'lemma' (1, 2), and the source cannot be in "
        "all of them: give them different names"
    )
    path = write(tmp_path, "a.csv", "lemma,note,note\ndeve,y,z\n")
    assert inputs(path, NAMED, False) == [("deve", None)]
