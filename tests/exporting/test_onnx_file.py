"""Files that are no exported models are refused in one sentence, before anything of them is run."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, external_data_helper, helper, numpy_helper
from tests.tiers import tiered

from pantoum_runtime import PantoumRuntimeError, load
from pantoum_runtime.onnx_file import metadata_of


def refusal(path: Path) -> str:
    with pytest.raises(PantoumRuntimeError) as caught:
        load(path)
    return str(caught.value)


@pytest.mark.parametrize(
    "content", [b"", b"hello\n", b"\x00" * 64, b"\xff" * 64, b"PK\x03\x04 and so on", b"\x08"]
)
def test_a_file_of_another_kind_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "model.onnx"
    file.write_bytes(content)
    assert "is no ONNX file" in refusal(file)
    assert str(file) in refusal(file)


def test_a_file_that_is_cut_short_is_named_wherever_it_ends(
    exported_reverser: Path, tmp_path: Path
) -> None:
    data = exported_reverser.read_bytes()
    file = tmp_path / "model.onnx"
    for end in range(1, len(data), len(data) // 40):
        file.write_bytes(data[:end])
        message = refusal(file)
        assert "\n" not in message
        assert str(file) in message


def test_a_file_of_another_program_is_named(tmp_path: Path) -> None:
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    result = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])
    graph = helper.make_graph([helper.make_node("Neg", ["x"], ["y"])], "g", [value], [result])
    onnx.save(helper.make_model(graph), tmp_path / "model.onnx")
    assert "an ONNX file of another program" in refusal(tmp_path / "model.onnx")


def altered(source: Path, target: Path, old: str, new: str) -> Path:
    model = onnx.load(source)
    (entry,) = model.metadata_props
    assert old in entry.value
    entry.value = entry.value.replace(old, new, 1)
    onnx.save(model, target)
    return target


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"format": 1', '"format": 2', "by a newer version of Pantoum"),
        ('"task": "seq2seq"', '"task": "oracle"', "unknown kind of model"),
        ('"task": "seq2seq"', '"task": 7', "damaged metadata"),
        ('"sources": [', '"springs": [', "damaged search"),
        ('"nbest": 1', '"nbest": 0', "damaged search"),
        ('"units": "characters"', '"units": "runes"', "damaged symbols"),
        ('"symbols": ["<pad>"', '"symbols": ["<dap>"', "damaged symbols"),
        ("{", "[", "damaged metadata"),
    ],
)
def test_damaged_metadata_are_named(
    exported_reverser: Path, tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert message in refusal(altered(exported_reverser, tmp_path / "model.onnx", old, new))


# Files that other tests of this folder need as well; to make a tagger's takes longer.
QUICK = ("exported_labeller", "exported_writer")
# Of each kind that does not search: what is changed in its metadata, and what is said then.
CHANGES = {
    "exported_tagger": [
        ('"words": [{', '"wards": [{', "damaged words"),
        ('"words": ["<pad>"', '"words": ["<dap>"', "damaged words"),
        ('"longest_spelling": 40', '"longest_spelling": 0', "damaged words"),
        ('"tags": [{', '"tugs": [{', "damaged words"),
        ('"scheme": "none"', '"scheme": "runes"', "damaged tags"),
        ('"longest_source": 4', '"longest_source": -4', "damaged words"),
        ('"task": "tagger"', '"task": "classifier"', "damaged inputs"),
    ],
    "exported_labeller": [
        ('"sources": [{', '"sources": [], "sauces": [{', "damaged inputs"),
        ('"units": "characters"', '"units": "runes"', "damaged symbols"),
        ('"labels": ["alpha", ', '"labels": ["beta", ', "damaged labels"),
        ('"labels": [', '"libels": [', "damaged labels"),
        ('"task": "classifier"', '"task": "language_model"', "damaged text"),
    ],
    "exported_writer": [
        ('"text": {', '"test": {', "damaged text"),
        ('"states": [[', '"states": [["x", ', "damaged text"),
        ('"longest_source": ', '"longest_source": 0.', "damaged text"),
        ('"states": [[', '"states": [[], [], [], [], [], [], [', "which its metadata promise"),
        ('"task": "language_model"', '"task": "tagger"', "damaged words"),
    ],
}


@pytest.mark.parametrize("kind", tiered(CHANGES, QUICK))
def test_damaged_metadata_of_other_kinds_are_named(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    file = request.getfixturevalue(kind)
    for old, new, message in CHANGES[kind]:
        assert message in refusal(altered(file, tmp_path / "model.onnx", old, new))


@pytest.mark.parametrize("kind", tiered(CHANGES, QUICK))
def test_a_graph_that_its_metadata_do_not_fit_fails_in_a_sentence(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    model = onnx.load(request.getfixturevalue(kind))
    (entry,) = model.metadata_props
    metadata = json.loads(entry.value)
    if kind == "exported_tagger":
        metadata["tags"][0]["labels"] = metadata["tags"][0]["labels"][:1]
    elif kind == "exported_labeller":
        metadata["labels"].append("delta")
    else:
        metadata["text"]["symbols"].append("z")
    entry.value = json.dumps(metadata)
    onnx.save(model, tmp_path / "model.onnx")
    with pytest.raises(PantoumRuntimeError, match="its graph gives what its metadata do not know"):
        load(tmp_path / "model.onnx")(["the dog runs", "ab"])


def test_states_of_other_sizes_fail_in_a_sentence(exported_writer: Path, tmp_path: Path) -> None:
    file = altered(exported_writer, tmp_path / "model.onnx", '"states": [[', '"states": [[9')
    with pytest.raises(PantoumRuntimeError, match="its graph fails on its inputs, perhaps because"):
        load(file)("ab")


def test_metadata_of_another_graph_are_named(exported_reverser: Path, tmp_path: Path) -> None:
    model = onnx.load(exported_reverser)
    for value in (*model.graph.input, *model.graph.output):
        value.name = {"lengths": "sizes"}.get(value.name, value.name)
    for node in model.graph.node:
        node.input[:] = ["sizes" if name == "lengths" else name for name in node.input]
    onnx.save(model, tmp_path / "model.onnx")
    assert "no 'lengths', which its metadata promise" in refusal(tmp_path / "model.onnx")


def test_weights_outside_the_file_are_refused(tmp_path: Path) -> None:
    array = np.ones((4, 4), dtype=np.float32)
    weight = numpy_helper.from_array(array, "w")
    external_data_helper.set_external_data(weight, "/etc/passwd")
    weight.ClearField("raw_data")
    inner = helper.make_graph(
        [helper.make_node("Identity", ["w"], ["z"])],
        "inner",
        [],
        [helper.make_tensor_value_info("z", TensorProto.FLOAT, [4, 4])],
        [weight],
    )
    condition = helper.make_tensor_value_info("c", TensorProto.BOOL, [])
    result = helper.make_tensor_value_info("y", TensorProto.FLOAT, [4, 4])
    node = helper.make_node("If", ["c"], ["y"], then_branch=inner, else_branch=inner)
    model = helper.make_model(helper.make_graph([node], "g", [condition], [result]))
    with pytest.raises(PantoumRuntimeError, match="keeps its weights in other files"):
        metadata_of(model.SerializeToString(), "model.onnx")


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.onnx")
    assert "is no file of a model" in refusal(tmp_path / "pipe.onnx")
    assert "no such file: check the path" in refusal(tmp_path / "gone.onnx")
    assert "is no file of a model" in refusal(Path("/dev/zero"))
    assert "cannot be read" in refusal(tmp_path) or "is no file" in refusal(tmp_path)
