"""A lexicon inside an exported file: the file answers its words, as the directory does with it."""

import json
from pathlib import Path
from typing import Any

import onnx
import pytest
from tests.cli.conftest import Pantoum, pantoum  # noqa: F401 - a fixture

import pantoum as library
import pantoum_runtime
from pantoum import Lexicon, PantoumError
from pantoum.exporting import Exported, export
from pantoum.exporting.lexicon import KEY
from pantoum.exporting.seq2seq_export import Seq2SeqExport
from pantoum.exporting.verification import Verification
from pantoum_runtime import PantoumRuntimeError

ENTRIES = [("b", "xyz", 0.25), ("b", "e\u0301", 0.75), ("\u00e9", "aa", 1.0)]
WORDS = ["abc", "b", "", "e\u0301", "B"]


@pytest.fixture(scope="module")
def with_lexicon(
    reverser: Path, exported_reverser: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The file of `reverser` with a lexicon inside; its graph is not made a second time."""
    file = tmp_path_factory.mktemp("exported") / "known.onnx"

    def made(self: Seq2SeqExport, path: Path, dev: Any, *, int8: bool) -> tuple[Exported, bytes]:
        checked = Verification(1, 1, 0, 1, 0.0, None, "inputs")
        return Exported(path, 0, checked), exported_reverser.read_bytes()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Seq2SeqExport, "file", made)
        exported = export(reverser, file, lexicon=Lexicon(ENTRIES))
    assert exported.bytes == file.stat().st_size
    assert exported.lexicon is not None
    assert exported.lexicon[:3] == (2, 3, 2)
    assert "2 words are answered from the lexicon (0.0 MB)" in exported.sentences()
    assert "2 of 3 outputs of the lexicon have symbols" in exported.sentences()[-1]
    return file


def test_the_file_answers_as_the_directory_with_the_lexicon(
    reverser: Path, with_lexicon: Path
) -> None:
    model: Any = library.load(reverser)
    expected = model(WORDS, nbest=2, beam=3, attention=False, lexicon=Lexicon(ENTRIES))
    exported: Any = library.load(with_lexicon)
    for found in (
        pantoum_runtime.load(with_lexicon)(WORDS, nbest=2, beam=3, attention=False),
        exported(WORDS, nbest=2, beam=3, attention=False),
    ):
        for ours, theirs in zip(expected, found, strict=True):
            assert [one.text for one in theirs] == [one.text for one in ours]
            assert [one.tokens for one in theirs] == [one.tokens for one in ours]
            assert [one.source_tokens for one in theirs] == [one.source_tokens for one in ours]
            assert [one.from_lexicon for one in theirs] == [one.from_lexicon for one in ours]
            assert [one.warnings for one in theirs] == [one.warnings for one in ours]
            assert [one.score for one in theirs] == pytest.approx(
                [one.score for one in ours], abs=1e-4
            )
            known = zip(ours, theirs, strict=True)
            assert all(
                one.to_dict("b") == other.to_dict("b") for one, other in known if one.from_lexicon
            )
    assert [row[0].from_lexicon for row in expected] == [False, True, False, True, False]


def test_a_call_may_have_another_one_or_none(with_lexicon: Path) -> None:
    for package in (library, pantoum_runtime):
        model = package.load(with_lexicon)
        other = package.Lexicon([("abc", "z")])
        assert model("b").text == "\u00e9"
        assert model("b", lexicon=False).text == "b"
        assert model("abc", lexicon=other).text == "z"
        assert model("b", lexicon=other).text == "b"
        assert next(iter(model.stream(["b"]))).from_lexicon
        assert package.load(with_lexicon, lexicon=other)("abc").text == "z"


def test_a_file_without_one_can_be_given_one(exported_reverser: Path, tmp_path: Path) -> None:
    known = tmp_path / "known.tsv"
    known.write_text("abc\tz\n", encoding="utf-8")
    for package in (library, pantoum_runtime):
        assert package.load(exported_reverser, lexicon=known)("abc").text == "z"
        assert package.load(exported_reverser)("abc").text == "cba"


def test_an_evaluation_is_of_the_network(
    with_lexicon: Path,
    exported_reverser: Path,
    reversals: Path,
    pantoum: Pantoum,  # noqa: F811
) -> None:
    files = (with_lexicon, exported_reverser)
    found = [json.loads(pantoum("evaluate", file, reversals, "--json").out) for file in files]
    assert found[0]["exact_match"] == found[1]["exact_match"]
    assert found[0]["symbol_error_rate"] == found[1]["symbol_error_rate"] < 1


def test_a_command_answers_from_the_file(
    with_lexicon: Path,
    tmp_path: Path,
    pantoum: Pantoum,  # noqa: F811
) -> None:
    words = tmp_path / "words.txt"
    words.write_text("b\nabc\n", encoding="utf-8")
    known = tmp_path / "known.tsv"
    known.write_text("abc\tz\n", encoding="utf-8")
    done = pantoum("predict", with_lexicon, words)
    assert (done.out, done.err) == ("é\ncba\n", "pantoum: 1 input is answered from the lexicon\n")
    assert pantoum("predict", with_lexicon, words, "--lexicon", known).out == "b\nz\n"
    aligned = pantoum("predict", with_lexicon, words, "--format", "pharaoh").out
    assert aligned.splitlines()[0] == "0-0"


@pytest.mark.parametrize("text", ["{", "{}", "[]", '[["a"]]', '[["a", "b", 3]]', "[[[[", "7"])
def test_a_damaged_one_is_named(exported_reverser: Path, tmp_path: Path, text: str) -> None:
    model = onnx.load(exported_reverser)
    model.metadata_props.add(key=KEY, value=text)
    onnx.save(model, tmp_path / "model.onnx")
    with pytest.raises(PantoumRuntimeError, match="damaged lexicon") as caught:
        pantoum_runtime.load(tmp_path / "model.onnx")
    assert str(caught.value).startswith(str(tmp_path / "model.onnx"))
    assert "\n" not in str(caught.value)


def test_what_cannot_be_put_inside_is_refused_first(
    reverser: Path, labeller: Path, two_ways: Path, tmp_path: Path
) -> None:
    file = tmp_path / "known.dict"
    file.write_text("b 0.5 x\nc y\n", encoding="utf-8")
    for folder, lexicon, problem in (
        (reverser, file, "line 1: a number stands behind"),
        (reverser, tmp_path / "gone.tsv", "no such file"),
        (two_ways, Lexicon(ENTRIES), "this model reads groups"),
    ):
        with pytest.raises(PantoumError, match=problem):
            export(folder, tmp_path / "model.onnx", lexicon=lexicon)
    with pytest.raises(PantoumError, match=r"a classifier|another kind of model"):
        export(labeller, tmp_path / "model.onnx", lexicon=Lexicon(ENTRIES))
    assert not (tmp_path / "model.onnx").exists()


def test_what_is_no_lexicon_is_refused(exported_reverser: Path) -> None:
    model = pantoum_runtime.load(exported_reverser)
    with pytest.raises(PantoumRuntimeError, match=r"must be a pantoum_runtime\.Lexicon"):
        model("b", lexicon="known.tsv")
