"""The file that is written: where, what stands in it, and when nothing is written."""

import json
from pathlib import Path

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


def test_other_kinds_of_models_are_named(labeller: Path, tmp_path: Path) -> None:
    with pytest.raises(PantoumError, match="a classifier"):
        export(labeller, tmp_path / "model.onnx")
