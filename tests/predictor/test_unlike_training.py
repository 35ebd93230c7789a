"""Inputs unlike the training data are counted and named, in Python and from the shell."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.cli.conftest import pantoum as pantoum
from tests.stored.making import FOLDER

import pantoum as package
from pantoum.data.corpus import FlatSequences
from pantoum.data.source import SourceTokenizer
from pantoum.data.unlike_training import LongerInputs

LONG = "1 input is longer than any in training (6 symbols, training had up to 4); "
UNKNOWN = "all 2 input symbols are unknown to the model ('z')"


def newest(name: str) -> Path:
    return max(FOLDER.glob("format*")) / name


def test_predictions_say_how_their_inputs_are_unlike_training() -> None:
    model = package.load(newest("additive_lstm"), task="seq2seq")
    known, long, unknown, empty = model(["abca", "abcabc", "zz", ""])
    assert (known.warnings, empty.warnings) == ((), ())
    assert long.warnings == (LONG + "its output may stop early",)
    assert unknown.warnings == (UNKNOWN,)
    assert "warnings" not in known.to_dict("abca")
    assert long.to_dict("abcabc")["warnings"] == list(long.warnings)
    assert [one.warnings for one in model.nbest(["abcabc"], count=2)[0]] == [long.warnings] * 2
    assert model.score(["zz"], ["zz"])[0].warnings == (UNKNOWN,)


def test_each_input_is_spelled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    model = package.load(newest("additive_lstm"), task="seq2seq")
    spelled = []
    tokens = SourceTokenizer.tokens

    def counted(self: SourceTokenizer, source: str, *more: str | None) -> list[str]:
        spelled.append(source)
        return tokens(self, source, *more)

    monkeypatch.setattr(SourceTokenizer, "tokens", counted)
    model(["abca", "abcabc", "zz", ""])
    assert spelled == ["abca", "abcabc", "zz"]


def test_features_count_as_in_training() -> None:
    model = package.load(newest("dot_gru_features"), task="seq2seq")
    longest = model("abca", "FROM;THE;END")
    assert longest.warnings == ()
    assert "8 symbols, training had up to 7" in model("abcab", "FROM;THE;END").warnings[0]


def test_classifications_and_scores() -> None:
    classifier = package.load(newest("classifier"), task="classifier")
    assert classifier("abcabc").warnings == (LONG + "its label may be a guess",)
    assert classifier(["abca", "zz"])[1].warnings == (UNKNOWN,)
    assert classifier("abca").warnings == ()
    several = package.ensemble([newest("classifier")] * 2)
    assert [one.warnings for one in several(["abcabc", "zz", "abca"])] == [
        (LONG + "its label may be a guess",),
        (UNKNOWN,),
        (),
    ]
    writer = package.load(newest("language_model"), task="language_model")
    assert writer("abzz").warnings == ("2 of 4 symbols are unknown to the model",)
    assert writer("abab").warnings == ()


def test_a_model_that_does_not_know_its_longest_input_says_nothing() -> None:
    model = package.load(FOLDER / "format3" / "additive_lstm", task="seq2seq")
    assert model("abcabc").warnings == ()


@pytest.mark.parametrize(
    ("name", "effect"),
    [
        ("additive_lstm", "their outputs may stop early"),
        ("classifier", "their labels may be guesses"),
    ],
)
def test_from_the_shell_all_are_counted(
    pantoum: Pantoum, tmp_path: Path, name: str, effect: str
) -> None:
    (tmp_path / "in.txt").write_text("abcabc\nab\nabcab\nzz\nabcabcabc\n")
    done = pantoum("predict", newest(name), tmp_path / "in.txt")
    assert done.status == 0
    assert done.err.splitlines() == [
        "pantoum: 2 of 24 input symbols are unknown to the model ('z')",
        "pantoum: 3 inputs are longer than any in training (5 to 9 symbols, training had up to 4); "
        + effect,
    ]


def test_the_longest_input_is_kept_with_the_model(reverser: Path) -> None:
    task = json.loads((reverser / "config.json").read_text())["task"]
    assert task["longest_source"] == 4


def test_sums_of_longer_inputs() -> None:
    ids = FlatSequences.of([[5, 5, 3], [5, 5, 5, 5, 3], [5, 5, 5, 3]])
    two = LongerInputs.of(ids, 2)
    assert two == LongerInputs(2, 3, 4, 2)
    assert two + LongerInputs.of(ids, 3) == LongerInputs(3, 3, 4, 2)
    assert two + LongerInputs() == LongerInputs() + two == two
    assert not LongerInputs.of(ids, 4)
    assert not LongerInputs.of(ids, None)
