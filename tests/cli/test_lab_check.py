"""`pantoum lab check`: lists exercises, prints a task, judges an answer, and refuses."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.lab.exercises.answers import RIGHT

from pantoum.lab.exercises import EXERCISES


def written(folder: Path, text: str) -> Path:
    path = folder / "answer.py"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_an_exercise_it_lists_all_by_page(pantoum: Pantoum) -> None:
    done = pantoum("lab", "check")
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert [line[:-1] for line in lines if line.endswith(":")] == [
        "lstm", "gru", "gradients", "bidirectional",
        "deep", "encoder_decoder", "sequence_to_sequence", "attention",
    ]  # fmt: skip
    assert [line.split()[0] for line in lines if line.startswith("  ")] == list(EXERCISES)
    assert "  lstm-2                  Count the parameters of an LSTM cell as it is stored" in (
        done.out
    )


def test_an_exercise_alone_prints_its_task(pantoum: Pantoum) -> None:
    done = pantoum("lab", "check", "gru-2")
    assert (done.status, done.err) == (0, "")
    exercise = EXERCISES["gru-2"]
    assert done.out.splitlines()[:3] == [exercise.task, "", "def update_bias(steps): ..."]


def test_a_right_answer(pantoum: Pantoum, tmp_path: Path) -> None:
    file = written(tmp_path, f"print('\\x1b[31mhello')\n{RIGHT['gradients-2']}")
    done = pantoum("lab", "check", "gradients-2", file)
    assert (done.status, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].startswith("gradients-2 is right: ")
    # What an answer prints steers no terminal.
    assert lines[1:] == ["It printed:", "  \\x1b[31mhello"]


def test_wrong_answers_and_those_that_fail(pantoum: Pantoum, tmp_path: Path) -> None:
    file = written(tmp_path, "def steps_to_fade(w, share):\n    return 1\n")
    done = pantoum("lab", "check", "gradients-2", file)
    assert (done.status, done.err) == (1, "")
    assert done.out.startswith("gradients-2 is not right yet: ")
    file = written(tmp_path, "def steps_to_fade(w, share):\n    return 1 / 0\n")
    done = pantoum("lab", "check", "gradients-2", file)
    assert (done.status, done.err) == (1, "")
    first, *rest = done.out.splitlines()
    assert first.startswith("gradients-2 could not be checked: ")
    assert any("line 2" in line for line in rest)
    assert "Traceback" not in done.out


def test_as_json(pantoum: Pantoum, tmp_path: Path) -> None:
    listed = json.loads(pantoum("lab", "check", "--json").out)["exercises"]
    assert [one["name"] for one in listed] == list(EXERCISES)
    alone = json.loads(pantoum("lab", "check", "lstm-2", "--json").out)
    assert alone in listed
    assert alone["page"] == "lstm"
    assert alone["signature"] == "lstm_parameters(input_size, hidden_size)"
    file = written(tmp_path, "def lstm_parameters(a, b):\n    return 0\n")
    done = pantoum("lab", "check", "lstm-2", file, "--json")
    verdict = json.loads(done.out)
    assert done.status == 1
    assert (verdict["exercise"], verdict["status"]) == ("lstm-2", "wrong")
    assert verdict["details"] == []


def test_what_is_not_there(pantoum: Pantoum, tmp_path: Path) -> None:
    done = pantoum("lab", "check", "lstm1")
    assert (done.status, done.out) == (1, "")
    assert done.error == "there is no exercise 'lstm1': did you mean lstm-1?"
    done = pantoum("lab", "check", "lstm-1", tmp_path / "none.py")
    assert (done.status, done.out) == (1, "")
    assert done.error == (
        f"{tmp_path / 'none.py'}: there is no such file: give a file of Python with the answer"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check", "lstm-1", ""), "FILE: must not be empty"),
        (("check", "lstm-1", "a.py", "--seconds", "0"), "--seconds: must be"),
        (("check", "lstm-1", "a.py", "b.py"), "unrecognized arguments: b.py"),
        (("--json", "check"), "check comes first: pantoum lab check EXERCISE FILE"),
    ],
)
def test_wrong_usage(pantoum: Pantoum, arguments: tuple[str, ...], message: str) -> None:
    done = pantoum("lab", *arguments)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
