"""Exported taggers beside the taggers themselves: in Python and from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.cli.conftest import Pantoum
from tests.exported.outputs import assert_needs_no_torch, assert_same_output, loaded
from tests.tagging import clauses, words_of, write_conllu

import pantoum as package
from pantoum import PantoumError
from pantoum.exporting import export
from pantoum_runtime import PantoumRuntimeError, TaggerModel, load

SENTENCES = ["the dog runs", "", ["A", "New York", "saw", "cats"], "xyzzy", ["runs"] * 9]


def assert_same(found: list[Any], expected: list[Any]) -> None:
    for one, other in zip(found, expected, strict=True):
        assert (one.words, one.tags, one.columns) == (other.words, other.tags, other.columns)
        assert (one.labels, one.ids, one.warnings) == (other.labels, other.ids, other.warnings)
        for name, value in other.log_probability.items():
            assert one.log_probability[name] == pytest.approx(value, abs=1e-4)
        for name, values in (other.probabilities or {}).items():
            assert one.probabilities[name].shape == values.shape
            np.testing.assert_allclose(one.probabilities[name], values, atol=1e-5)


def test_taggings_are_those_of_the_directory(plain_tagger: Path, exported_tagger: Path) -> None:
    model = loaded(plain_tagger)
    exported = loaded(exported_tagger)
    sentences = [*SENTENCES, *words_of(clauses())]
    assert_same(exported(sentences), model(sentences))
    assert_same(exported(sentences, probabilities=True), model(sentences, probabilities=True))
    assert exported(sentences)[4].warnings == (
        "1 input is longer than any in training (9 words, training had up to 4); its tags may be "
        "worse",
    )
    assert exported.tags(sentences) == model.tags(sentences)
    assert exported("the dog").tags == model("the dog").tags
    assert list(exported.stream(iter(["the dog", "A"])))[1].tags == model("A").tags
    (listed,) = exported("the dog", nbest=1)
    assert listed.tags == model("the dog").tags
    assert [exported.knows(word) for word in ("dog", "DOG", "zebra")] == [
        model.knows(word) for word in ("dog", "DOG", "zebra")
    ]
    assert exported.schemes == model.schemes
    assert exported.words_column == model.words_column


def test_a_tagging_does_not_depend_on_the_others_or_on_threads(exported_tagger: Path) -> None:
    sentences = words_of(clauses()) * 30  # several batches
    one: TaggerModel = load(exported_tagger, 1)
    two: TaggerModel = load(exported_tagger, 2)
    together = one(sentences)
    for number in (0, 17, 40):
        alone = one([sentences[number]])[0]
        assert alone.columns == together[number].columns
        for name, value in alone.log_probability.items():
            assert together[number].log_probability[name] == pytest.approx(value, abs=1e-5)
    assert [tagging.to_dict() for tagging in two(sentences)] == [
        tagging.to_dict() for tagging in together
    ]


@pytest.mark.parametrize("form", [(), ("--format", "text"), ("--format", "jsonl")], ids=str)
def test_predict_writes_the_same(
    pantoum: Pantoum,
    plain_tagger: Path,
    exported_tagger: Path,
    tmp_path: Path,
    form: tuple[str, ...],
) -> None:
    data = write_conllu(tmp_path / "test.conllu", clauses()[:9])
    text = tmp_path / "test.txt"
    text.write_text("the dog runs\n\nA New York saw the cats again\n", encoding="utf-8")
    for path in (data, text):
        assert_same_output(pantoum, "predict", (plain_tagger, exported_tagger), path, *form)


def test_evaluate_prints_the_same(
    pantoum: Pantoum, plain_tagger: Path, exported_tagger: Path, tmp_path: Path
) -> None:
    sentences = [*clauses()[:9], [("the", "DET", "XX"), ("dog", "VERB", "NN")]]
    data = write_conllu(tmp_path / "test.conllu", sentences)
    models = (plain_tagger, exported_tagger)
    assert_same_output(pantoum, "evaluate", models, data, "--json", "--errors", tmp_path / "e")


def test_commands_need_no_torch(exported_tagger: Path, tmp_path: Path) -> None:
    data = write_conllu(tmp_path / "test.conllu", clauses()[:3])
    assert_needs_no_torch(exported_tagger, data)


def test_what_a_file_does_not_have_is_refused_by_name(
    pantoum: Pantoum, exported_tagger: Path, tmp_path: Path
) -> None:
    model = loaded(exported_tagger)
    with pytest.raises(PantoumError, match="gives the best tags alone, but nbest is 3"):
        model("the dog", nbest=3)
    with pytest.raises(PantoumError, match="has no option 'sample'"):
        model("the dog", sample=True)
    model("the dog", sample=None, group=False)  # as of other kinds
    with pytest.raises(PantoumError, match="scheme BIO is of spans, but the tags of this model"):
        model("the dog", scheme="BIO")
    with pytest.raises(PantoumRuntimeError, match="sentence 2 is 7, but a sentence is a string or"):
        load(exported_tagger)(["the dog", 7])
    with pytest.raises(PantoumError, match="has the word '', but words are strings"):
        model([["the", ""]])
    with pytest.raises(PantoumError, match="a stream is of sentences, but got 'the dog'"):
        next(model.stream("the dog"))
    with pytest.raises(PantoumRuntimeError, match="are a string or a list of them"):
        load(exported_tagger)({"the": "dog"})
    data = write_conllu(tmp_path / "test.conllu", clauses()[:2])
    done = pantoum("evaluate", exported_tagger, data, "--report", tmp_path / "page.html")
    assert done.status == 2
    assert "--report is made with the model's directory" in done.err
    done = pantoum("predict", exported_tagger, data, "--format", "jsonl", "--nbest", "3")
    assert done.error.startswith("an exported tagger gives the best tags alone")


@pytest.mark.exhaustive
def test_spans_in_every_scheme(name_tagger: Path, tmp_path: Path, pantoum: Pantoum) -> None:
    file = tmp_path / "names.onnx"
    export(name_tagger, file)
    model = loaded(name_tagger)
    exported = loaded(file)
    sentences = ["Ms Ada sees Oslo", "Oslo Rio de Janeiro Oslo", "Ada , Rio de", "sees"]
    for scheme in (None, "BIO", "IOB1", "IOBES", "BILOU"):
        assert_same(exported(sentences, scheme=scheme), model(sentences, scheme=scheme))
    assert_same(exported(sentences, probabilities=True), model(sentences, probabilities=True))
    data = tmp_path / "test.conll"
    data.write_text("Ms B-PER\nAda I-PER\n\nOslo I-LOC\nsees O\n", encoding="utf-8")
    assert_same_output(pantoum, "evaluate", (name_tagger, file), data, "--json")
    assert_same_output(pantoum, "predict", (name_tagger, file), data, "--scheme", "IOBES")


@pytest.mark.exhaustive
def test_an_ensemble_tags_together(plain_tagger: Path, clause_tagger: Path, tmp_path: Path) -> None:
    file = tmp_path / "two.onnx"
    export([plain_tagger, clause_tagger], file)
    both = package.ensemble([plain_tagger, clause_tagger])
    assert_same(loaded(file)(SENTENCES, probabilities=True), both(SENTENCES, probabilities=True))
