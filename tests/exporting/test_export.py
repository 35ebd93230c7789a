"""The file that is written: where, what stands in it, and when nothing is written."""

import json
from pathlib import Path
from typing import Any

import onnx
import pytest

import pantoum
from pantoum import PantoumError
from pantoum.exporting import export, seq2seq_export
from pantoum.exporting.metadata import KEY


def metadata(file: Path) -> dict:
    (entry,) = onnx.load(file).metadata_props
    assert entry.key == KEY
    return json.loads(entry.value)


def test_the_metadata_say_what_a_host_needs(exported_reverser: Path, reverser: Path) -> None:
    found = metadata(exported_reverser)
    trained = pantoum.load(reverser).trained
    assert found["format"] == 1
    assert found["version"] == pantoum.__version__
    assert found["task"] == "seq2seq"
    assert found["search"]["beam"] == trained.config.search.beam
    assert found["output_limit"] == trained.task.limit._asdict()
    assert found["models"][0]["parameters"] == sum(
        weights.numel() for weights in trained.model.parameters()
    )
    assert found["models"][0]["dev"] == pantoum.load(reverser).scores["dev"]
    symbols = found["sources"][0]["text"]["symbols"]
    assert symbols[:4] == ["<pad>", "<unk>", "<s>", "</s>"]
    assert symbols == [trained.task.source.text.token(id) for id in range(len(symbols))]


def test_the_comparison_stands_in_the_file(exported_reverser: Path) -> None:
    verified = metadata(exported_reverser)["verified"]
    assert verified["of"] == "development inputs"
    assert verified["equal"] + verified["ties"] == verified["inputs"] == 120
    assert verified["score"] < 1e-4
    assert verified["attention"] < 1e-4


def test_the_graph_is_valid(exported_reverser: Path) -> None:
    onnx.checker.check_model(onnx.load(exported_reverser), full_check=True)


def test_a_graph_with_other_answers_leaves_no_file(
    reverser: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = seq2seq_export.seq2seq_graph

    def other(models, *args, **options):  # type: ignore[no-untyped-def]
        models[0].decoder.output.bias.data += 0.5 * models[0].decoder.output.weight.data[:, 0]
        graph = make(models, *args, **options)
        models[0].decoder.output.bias.data -= 0.5 * models[0].decoder.output.weight.data[:, 0]
        return graph

    monkeypatch.setattr(seq2seq_export, "seq2seq_graph", other)
    with pytest.raises(PantoumError, match="does not answer as the model does"):
        export(reverser, tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("model", "ends in .onnx"),
        ("folder.onnx", "is a folder"),
        ("there.onnx", "is already there: give another name, or replace it"),
        ("nowhere/model.onnx", "there is no folder"),
        ("a\0b.onnx", "cannot be the name of a file"),
    ],
)
def test_a_place_that_will_not_do_is_refused_first(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "folder.onnx").mkdir()
    (tmp_path / "there.onnx").write_bytes(b"precious")
    with pytest.raises(PantoumError, match=message):
        export("no model", tmp_path / name)
    assert (tmp_path / "there.onnx").read_bytes() == b"precious"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"search": "greedy", "beam": 3}, "a greedy search has a beam of 1, but beam is 3"),
        ({"combine": "vote"}, "models that vote search each for itself"),
        ({"beam": 2, "nbest": 4}, "a beam of 2 cannot give 4 outputs"),
    ],
)
def test_options_that_do_not_work_are_refused(
    reverser: Path, tmp_path: Path, options: dict, message: str
) -> None:
    with pytest.raises(PantoumError, match=message):
        export(reverser, tmp_path / "model.onnx", **options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("search", "beam"),
        ("beam", 3),
        ("nbest", 2),
        ("length_penalty", 0.5),
        ("attention", True),
        ("combine", "log_probability"),
    ],
)
def test_options_of_a_search_are_refused_by_name_where_there_is_none(
    labeller: Path, tmp_path: Path, name: str, value: object
) -> None:
    options: Any = {name: value}
    with pytest.raises(PantoumError, match=f"{name} is for encoder-decoders, but this is a class"):
        export(labeller, tmp_path / "model.onnx", **options)
    assert list(tmp_path.iterdir()) == []


def test_models_that_cannot_decide_together_are_refused(
    labeller: Path, writer: Path, tmp_path: Path
) -> None:
    with pytest.raises(PantoumError, match="but this is a language model and the first is a class"):
        export([labeller, writer], tmp_path / "model.onnx")
    with pytest.raises(PantoumError, match="an ensemble is of encoder-decoders, classifiers or"):
        export([writer, writer], tmp_path / "model.onnx")
    with pytest.raises(PantoumError, match="no model is given"):
        export([], tmp_path / "model.onnx")
    assert list(tmp_path.iterdir()) == []


def assert_verified(found: dict, of: str, inputs: int) -> None:
    verified = found["verified"]
    assert verified["of"] == of
    assert verified["equal"] + verified["ties"] == verified["inputs"] == inputs
    assert verified["score"] < 1e-4


@pytest.mark.exhaustive
def test_the_metadata_of_a_tagger_say_what_a_host_needs(exported_tagger: Path) -> None:
    found = metadata(exported_tagger)
    assert found["task"] == "tagger"
    assert [column["name"] for column in found["tags"]] == ["upos", "xpos"]
    assert set(found["tags"][0]["labels"]) == {"DET", "NOUN", "PROPN", "VERB"}
    assert (found["words_column"], found["longest_source"]) == ("form", 4)
    assert len(found["words"]) == 1
    assert_verified(found, "development sentences", 38)
    onnx.checker.check_model(onnx.load(exported_tagger), full_check=True)


def test_the_metadata_of_a_classifier_say_what_a_host_needs(exported_labeller: Path) -> None:
    found = metadata(exported_labeller)
    assert found["task"] == "classifier"
    assert set(found["labels"]) == {"alpha", "beta", "gamma"}
    assert found["longest_source"] == 4
    assert_verified(found, "development inputs", 120)
    assert found["verified"]["attention"] < 1e-4
    onnx.checker.check_model(onnx.load(exported_labeller), full_check=True)


def test_the_metadata_of_a_language_model_say_what_a_host_needs(exported_writer: Path) -> None:
    found = metadata(exported_writer)
    assert found["task"] == "language_model"
    assert set(found["text"]["symbols"][4:]) == {"a", "b"}
    assert found["longest_source"] == 14
    assert_verified(found, "development texts", 127)
    onnx.checker.check_model(onnx.load(exported_writer), full_check=True)


@pytest.mark.exhaustive
def test_weights_of_8_bits_say_what_they_cost(writer: Path, tmp_path: Path) -> None:
    exported = export(writer, tmp_path / "model.onnx", int8=True)
    assert exported.perplexities is not None
    exact, rounded = exported.perplexities
    assert exact == pytest.approx(pantoum.load(writer).scores["dev"]["perplexity"], abs=1e-3)
    assert rounded == pytest.approx(exact, rel=0.05)
    assert exported.sentences()[2].startswith(f"perplexity: {exact:.4f} with weights of 32 bits")
    assert metadata(tmp_path / "model.onnx")["verified"]["perplexities"] == [exact, rounded]
    given = export(writer, tmp_path / "given.onnx", dev=["ab", "abab"])
    assert given.verification.of == "given texts"
    assert given.verification.inputs == 2
