"""Data to explain a model on: with answers as an evaluation reads them, and without."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.stored.making import FOLDER

import pantoum
from pantoum.data import data_file
from pantoum.errors import PantoumError
from pantoum.explaining.examined import Examined
from pantoum.explaining.reading import read_examined

STORED = FOLDER / "format4"


def read(name: str, data: Any, **options: Any) -> Examined:
    return read_examined(pantoum.load(STORED / name), data, **options).examined


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def sources(examined: Examined) -> list[tuple[str, str | None]]:
    return [(one.source, one.features) for one in examined.data]


@pytest.mark.parametrize("name", ["a.txt", "a.tsv", "a"])
def test_lines_are_inputs_without_answers(tmp_path: Path, name: str) -> None:
    found = read("additive_lstm", written(tmp_path, name, "abc\n\n cab \n"))
    assert sources(found) == [("abc", None), ("cab", None)]
    assert found.references is None
    assert [one.text for one in found.predictions] == [
        one.text for one in found.predictor(["abc", "cab"])
    ]


def test_lines_with_features(tmp_path: Path) -> None:
    found = read("dot_gru_features", written(tmp_path, "a.txt", "abc\tX;Y\ncab\t\n"))
    assert sources(found) == [("abc", "X;Y"), ("cab", "")]
    assert found.references is None


def test_pairs_have_answers_each_input_once(tmp_path: Path) -> None:
    found = read("additive_lstm", written(tmp_path, "a.tsv", "abc\tcba\nab\tba\nabc\tccc\n"))
    assert sources(found) == [("abc", None), ("ab", None)]
    assert found.references == [("cba", "ccc"), "ba"]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_columns_may_hold_inputs_alone(tmp_path: Path, name: str) -> None:
    text = "source\nabc\n" if name == "a.csv" else '{"source": "abc"}\n'
    found = read("additive_lstm", written(tmp_path, name, text))
    assert sources(found) == [("abc", None)]
    assert found.references is None


def test_two_files(tmp_path: Path) -> None:
    files = [written(tmp_path, "a.src", "ab\nc\n"), written(tmp_path, "a.trg", "ba\nc\n")]
    assert read("additive_lstm", files).references == ["ba", "c"]


def test_a_classifier(tmp_path: Path) -> None:
    model: Any = pantoum.load(STORED / "classifier")
    label = model.labels.labels[0]
    found = read("classifier", written(tmp_path, "a.tsv", f"abc\t{label}\nabc\t{label}\n"))
    assert found.references == [label, label]
    assert read("classifier", ["abc", "cab"]).references is None


CONLLU = "1\tdog\t_\t{tag}\t{fine}\t_\t_\t_\t_\t_\n2\truns\t_\t{tag}\t{fine}\t_\t_\t_\t_\t_\n\n"


def test_sentences(tmp_path: Path) -> None:
    model: Any = pantoum.load(STORED / "softmax_tagger")
    tag, fine = (column.labels.labels[0] for column in model.columns)
    text = CONLLU.format(tag=tag, fine=fine)
    found = read("softmax_tagger", written(tmp_path, "a.conllu", text))
    assert [one.words for one in found.data] == [("dog", "runs")]
    assert found.references == [((tag, tag), (fine, fine))]


def test_sentences_whose_tags_are_left_open(tmp_path: Path) -> None:
    file = written(tmp_path, "a.conllu", CONLLU.format(tag="_", fine="_"))
    found = read_examined(pantoum.load(STORED / "softmax_tagger"), file)
    assert found.examined.references is None
    assert found.notes == ["all tags are '_', which stands for none, so there are no answers"]
    assert [one.words for one in found.examined.data] == [("dog", "runs")]


@pytest.mark.parametrize(
    "given", ["the dog\n\nruns\n", ["the dog", "runs"], [["the", "dog"], ["runs"]]]
)
def test_sentences_without_tags(tmp_path: Path, given: Any) -> None:
    data = written(tmp_path, "a.txt", given) if isinstance(given, str) else given
    found = read("crf_tagger", data)
    assert [one.words for one in found.data] == [("the", "dog"), ("runs",)]
    assert found.references is None


def test_texts(tmp_path: Path) -> None:
    found = read("language_model", written(tmp_path, "a.txt", "abab\n\n ba\n"))
    assert list(found.data) == ["abab", "ba"]
    assert list(read("language_model", ["abab"]).data) == ["abab"]


@pytest.mark.parametrize("name", ["additive_lstm", "classifier", "crf_tagger", "language_model"])
@pytest.mark.parametrize("text", ["", "\n\n"])
def test_a_file_without_inputs_is_refused(tmp_path: Path, name: str, text: str) -> None:
    file = written(tmp_path, "a.txt", text)
    with pytest.raises(PantoumError, match=str(file)):
        read(name, file)


def test_only_some_answers_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PantoumError, match="line 2"):
        read("additive_lstm", written(tmp_path, "a.tsv", "ab\tba\nabc\t\n"))


def test_an_ensemble_is_refused() -> None:
    model = pantoum.ensemble([STORED / "additive_lstm"] * 2)
    with pytest.raises(PantoumError, match="an ensemble"):
        read_examined(model, ["abc"])


def test_a_sample_is_of_inputs_that_hold_something() -> None:
    found = read("additive_lstm", ["a", "", "b", " ", "c", "ab"])
    assert found.sample(10) == [0, 2, 4, 5]
    some = found.sample(2, seed=3)
    assert len(some) == 2
    assert some == sorted(some) == found.sample(2, seed=3)
    assert set(some) <= {0, 2, 4, 5}


@pytest.mark.parametrize(
    ("name", "text"),
    [("additive_lstm", "abc\tcba\n"), ("softmax_tagger", CONLLU.format(tag="_", fine="_"))],
)
def test_a_file_is_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    """A pipe can be read no second time."""
    suffix = "tsv" if name == "additive_lstm" else "conllu"
    file = written(tmp_path, f"a.{suffix}", text)
    read_text = data_file.read_text
    opened: list[Path] = []

    def counted(path: Path) -> Any:
        opened.append(path)
        return read_text(path)

    monkeypatch.setattr(data_file, "read_text", counted)
    assert len(read(name, file).data) == 1
    assert opened == [file]
