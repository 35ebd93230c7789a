"""What a run that starts from a trained model is prepared with, and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from tests.labelling import labelled
from tests.reversing import reversals, tiny, write_tsv
from tests.tagging import clauses, names, tiny_tagger, write_conll, write_conllu

from pantoum.config import Config
from pantoum.errors import PantoumError
from pantoum.tasks import Prepared, Start, prepare, prepare_data, read_data


def start_of(prepared: Prepared[Any]) -> Start:
    """A model with fresh weights as one to start from."""
    torch.manual_seed(7)
    weights = prepared.task.build(prepared.config).state_dict()
    return Start("old", "a digest", prepared.config, prepared.task, weights)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    return write_tsv(tmp_path / "old.tsv", reversals()[:40])


@pytest.fixture
def start(pairs: Path) -> Start:
    return start_of(prepare([pairs], [pairs], tiny()))


def test_notes_say_where_it_starts_and_what_is_new(start: Start, tmp_path: Path) -> None:
    new = write_tsv(tmp_path / "new.tsv", [("abx", "yba"), ("zz", "ab")] * 3)
    prepared = prepare([new], [new], Config(), start)
    start_note = "starts from old, learning rate 0.002; new: input symbols 2, output symbols 1"
    assert prepared.notes[0] == start_note
    again = prepare([new], [new], tiny({"training.freeze": "encoder"}, {}), start)
    assert "frozen: the weights of the encoder; those of what is new stay as they were drawn" in (
        again.notes
    )


def test_no_note_says_that_something_is_new_where_nothing_is(start: Start, pairs: Path) -> None:
    prepared = prepare([pairs], [pairs], tiny({"training.freeze": "embeddings"}, {}), start)
    assert prepared.notes[0] == "starts from old, learning rate 0.002; new: no symbols"
    assert prepared.notes[1] == "frozen: the weights of the embeddings"
    fresh = prepare([pairs], [pairs], tiny({"training.freeze": "embeddings"}))
    assert "frozen: the fresh weights of the embeddings" in fresh.notes


def test_only_what_the_user_set_counts_as_set(start: Start, pairs: Path) -> None:
    prepared = prepare([pairs], [pairs], tiny({"training.epochs": 9}, {}), start)
    assert prepared.explicit_settings == ("training.epochs",)
    assert prepared.config.model.hidden == start.config.model.hidden
    assert prepared.fingerprint()["start"] == "a digest"


def test_the_kind_of_model_is_that_of_the_start_whatever_the_data_seem_to_be(
    start: Start, tmp_path: Path
) -> None:
    labels = write_tsv(tmp_path / "labels.tsv", labelled())
    assert prepare([labels], [labels], Config()).task.name == "classifier"
    assert prepare([labels], [labels], Config(), start).task.name == "seq2seq"


def test_files_of_another_kind_are_refused(start: Start, tmp_path: Path) -> None:
    conllu = write_conllu(tmp_path / "new.conllu", clauses())
    with pytest.raises(
        PantoumError, match="the model to start from, old, is an encoder-decoder"
    ) as no:
        prepare([conllu], [conllu], Config(), start)
    assert (no.value.where, bool(no.value.remedy)) == (str(conllu), True)
    file_format, data = read_data([conllu], Config())
    with pytest.raises(PantoumError, match="does not learn from such data: start from another"):
        prepare_data(file_format, data, data, Config(), start)


def test_a_setting_that_the_model_does_not_use_is_refused(start: Start, pairs: Path) -> None:
    with pytest.raises(PantoumError, match=r"tagger\.crf is not used by an encoder-decoder"):
        prepare([pairs], [pairs], tiny({"tagger.crf": True}, {}), start)


def test_outputs_may_be_as_long_as_before(start: Start, tmp_path: Path) -> None:
    short = write_tsv(tmp_path / "new.tsv", [("abcabcabc", "a")] * 4)
    assert prepare([short], [short], Config(), start).task.limit == start.task.limit


def test_features_may_be_left_out_and_may_be_new(pairs: Path, start: Start, tmp_path: Path) -> None:
    rows = [(*pair, "V;PST") for pair in reversals()[:40]]
    with_features = write_tsv(tmp_path / "features.tsv", rows)
    new = prepare([with_features], [with_features], Config(), start).task.source
    assert new.features is not None
    assert (new.text.size, new.size) == (start.task.source.size, start.task.source.size + 2)
    featured = start_of(prepare([with_features], [with_features], tiny()))
    plain = prepare([pairs], [pairs], Config(), featured).task.source
    assert plain.to_json() == featured.task.source.to_json()


def test_features_with_another_separator_are_refused(tmp_path: Path) -> None:
    rows = [(*pair, "V;PST") for pair in reversals()[:40]]
    old = write_tsv(tmp_path / "old.tsv", rows)
    featured = start_of(prepare([old], [old], tiny()))
    new = write_tsv(tmp_path / "new.tsv", [(*pair, "V|FUT") for pair in reversals()[:9]])
    settings = tiny({"data.features_column": "3"}, {})
    with pytest.raises(PantoumError, match=r"separated by '\|', but by ';' in the model") as no:
        prepare([new], [new], settings, featured)
    assert (no.value.where, no.value.value) == (str(new), "|")
    single = write_tsv(tmp_path / "single.tsv", [(*pair, "FUT") for pair in reversals()[:9]])
    source = prepare([single], [single], settings, featured).task.source
    assert source.size == featured.task.source.size + 1


def test_one_label_is_enough_for_a_classifier_that_has_others(tmp_path: Path) -> None:
    old = write_tsv(tmp_path / "old.tsv", labelled())
    new = write_tsv(tmp_path / "new.tsv", [("xa", "omega"), ("xb", "omega")])
    prepared = prepare([new], [new], Config(), start_of(prepare([old], [old], Config())))
    assert prepared.task.labels.labels == ["alpha", "beta", "gamma", "omega"]
    assert any("most frequent 'omega' (100.0 %" in note for note in prepared.notes)


class TestTags:
    def test_spans_are_learned_in_the_models_scheme(self, tmp_path: Path) -> None:
        old = write_conll(tmp_path / "old.conll", names())
        start = start_of(prepare([old], [old], tiny_tagger()))
        new = write_conll(tmp_path / "new.conll", [[("Zed", "U-ORG"), ("sees", "O")]] * 9)
        (column,) = prepare([new], [new], Config(), start).task.columns
        (before,) = start.task.columns
        assert (column.learned, column.scheme) == ("IOBES", "BILOU")
        assert column.labels.labels == [*before.labels.labels, "S-ORG"]

    def test_a_column_without_spans_is_read_as_the_model_has_them(self, tmp_path: Path) -> None:
        old = write_conll(tmp_path / "old.conll", names())
        start = start_of(prepare([old], [old], tiny_tagger()))
        new = write_conll(tmp_path / "new.conll", [[("sees", "O"), (",", "O")]] * 9)
        (column,) = prepare([new], [new], Config(), start).task.columns
        assert (column.scheme, column.labels.size) == ("BIO", start.task.columns[0].labels.size)
        with pytest.raises(PantoumError, match=r"tag_scheme is none, .* has learned IOBES") as no:
            prepare([new], [new], tiny({"data.tag_scheme": "none"}, {}), start)
        assert (no.value.setting, no.value.rule) == ("data.tag_scheme", "a scheme of spans")

    def test_other_columns_are_refused(self, tmp_path: Path) -> None:
        path = write_conllu(tmp_path / "old.conllu", clauses())
        two = tiny_tagger({"data.tag_columns": "upos,xpos"})
        start = start_of(prepare([path], [path], two))
        with pytest.raises(PantoumError, match=r"tags in upos, but .* has upos, xpos; name"):
            prepare([path], [path], Config(), start)
        turned = tiny({"data.tag_columns": "xpos,upos"}, {})
        with pytest.raises(PantoumError, match="tags in xpos, upos, but the model") as no:
            prepare([path], [path], turned, start)
        assert (no.value.setting, no.value.value) == ("data.tag_columns", "xpos,upos")

    def test_a_column_may_have_another_name(self, tmp_path: Path) -> None:
        old = write_conllu(tmp_path / "old.conllu", clauses())
        start = start_of(prepare([old], [old], tiny_tagger()))
        rows = [[("the", "DET"), ("dog", "NOUN"), ("barks", "X")]] * 3
        new = write_conll(tmp_path / "new.conll", rows)
        prepared = prepare([new], [new], Config(), start)
        (column,) = prepared.task.columns
        assert (column.name, start.task.columns[0].name) == ("2", "upos")
        assert prepared.notes[0].endswith("new: words 1, tags: 2 1")

    def test_pretrained_vectors_are_those_of_the_model(self, tmp_path: Path) -> None:
        vectors = tmp_path / "vectors.txt"
        vectors.write_text("dog 1 2\ncats 3 4\n", encoding="utf-8")
        path = write_conllu(tmp_path / "old.conllu", clauses())
        old = prepare([path], [path], tiny_tagger({"tagger.vectors": str(vectors)}))
        start = start_of(old)
        vectors.unlink()
        prepared = prepare([path], [path], Config(), start)
        assert prepared.task.files()["vectors.json"] == old.task.files()["vectors.json"]
        assert prepared.config.tagger.vectors == str(vectors)
