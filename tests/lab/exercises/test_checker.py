"""The checker in its process: what it says of files that are no answers."""

import sys
from pathlib import Path

import pytest
from tests.lab.exercises.answers import RIGHT

from pantoum.errors import PantoumError
from pantoum.lab.exercises import EXERCISES, check_exercise
from pantoum.lab.exercises.student import judge_file

STEP = "def steps_to_fade(w, share):\n    "


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "answer.py"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


# What an answer comes to is of test_exercises, which needs no process for each.
@pytest.mark.parametrize("name", ["lstm-1", "deep-3"])
def test_a_right_answer_is_right(name: str, tmp_path: Path) -> None:
    verdict = check_exercise(name, written(tmp_path, RIGHT[name]))
    assert verdict.right
    assert verdict.sentence.startswith(f"{name} is right: ")
    assert verdict.sentence.endswith(".")
    assert (verdict.details, verdict.printed) == ((), "")


def test_a_wrong_answer_says_the_first_difference(tmp_path: Path) -> None:
    file = written(tmp_path, f"print('working')\n{STEP}return 7")
    verdict = check_exercise("gradients-2", file)
    assert not verdict.right
    assert verdict.sentence == (
        "gradients-2 is not right yet: in call 1, steps_to_fade(w=0.5, share=0.1), the number of "
        "steps is 7, and 4 is expected."
    )
    assert verdict.printed == "working\n"


def test_what_ends_the_process_ends_no_more(tmp_path: Path) -> None:
    file = written(tmp_path, f"import os\n{STEP}os._exit(3)")
    verdict = check_exercise("gradients-2", file)
    assert verdict.status == "failed"
    assert verdict.sentence == (
        "gradients-2 could not be checked: it ended Python with status 3 before there was an "
        "answer."
    )


def test_an_endless_loop_ends(tmp_path: Path) -> None:
    file = written(tmp_path, f"{STEP}while True:\n        pass")
    verdict = check_exercise("gradients-2", file, seconds=0.5)
    assert verdict.sentence == (
        "gradients-2 could not be checked: in call 1, steps_to_fade(w=0.5, share=0.1), took longer "
        "than 0.5 seconds (line 2: `while True:`)."
    ) or verdict.sentence.endswith("took longer than 0.5 seconds (line 3: `pass`).")


def test_what_waits_for_keys_or_prints_for_ever_ends(tmp_path: Path) -> None:
    verdict = check_exercise("gradients-2", written(tmp_path, f"{STEP}return input()"))
    assert "raised EOFError" in verdict.sentence
    text = f"{STEP}while True:\n        print('a' * 1000)"
    verdict = check_exercise("gradients-2", written(tmp_path, text))
    assert "raised OSError" in verdict.sentence
    assert len(verdict.printed) == 2000


@pytest.mark.exhaustive
def test_a_file_that_is_called_as_a_module_of_python_hides_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "random.py").write_text("raise SystemExit\n")
    monkeypatch.chdir(tmp_path)
    file = written(tmp_path, RIGHT["gradients-2"])
    assert check_exercise("gradients-2", file).right


def test_unknown_exercises_and_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PantoumError, match=r"no exercise 'lstm1'.*did you mean lstm-1\?"):
        check_exercise("lstm1", tmp_path)
    with pytest.raises(PantoumError, match=r"no exercise 'x'.*they are called lstm-1, "):
        check_exercise("x", tmp_path)
    with pytest.raises(PantoumError, match="is a directory: give a file"):
        check_exercise("lstm-1", tmp_path)
    with pytest.raises(PantoumError, match="there is no such file"):
        check_exercise("lstm-1", tmp_path / "nothing.py")
    with pytest.raises(PantoumError, match="is no plain file"):
        check_exercise("lstm-1", "/dev/zero")
    long = written(tmp_path, "#" * 1_000_001)
    with pytest.raises(PantoumError, match="has more than 1,000,000 bytes"):
        check_exercise("lstm-1", long)


FAULTS = {
    "empty": ("", "missing", "answer.py is empty; it needs a function steps_to_fade(w, share)"),
    "other name": ("def fade(w, s): ...", "missing", "has no function steps_to_fade(w, share)"),
    "no function": ("steps_to_fade = 3", "missing", "something that is no function where"),
    "arguments": (
        "def steps_to_fade(w): ...",
        "missing",
        "steps_to_fade must take (w, share), but takes (w)",
    ),
    "no return": (STEP + "n = 3", "wrong", "the number of steps is None: the function has no"),
    "a text": (STEP + "return '4'", "wrong", "is '4', and a number is expected"),
    "a truth": (STEP + "return True", "wrong", "is True, and a number is expected"),
    "not a number": (STEP + "return float('nan')", "wrong", "is nan, and 4 is expected"),
    "syntax": ("def steps_to_fade(w, share:\n", "failed", "line 1 of answer.py is no Python: '('"),
    "bytes": (b"\xff\xfe\xfa", "failed", "answer.py is no text in UTF-8"),
    "null": (b"a = 1\x00", "failed", "answer.py is no Python: "),
    "raises": (
        STEP + "return w / 0",
        "failed",
        "raised ZeroDivisionError: float division by zero (line 2: `return w / 0`)",
    ),
    "raises at once": ("1 / 0", "failed", "it raised ZeroDivisionError: division by zero (line 1"),
    "input": (STEP + "raise SystemExit", "failed", "ended Python (line 2: `raise SystemExit`)"),
    "several lines": (STEP + "raise ValueError('a\\nb')", "failed", "raised ValueError: a (line 2"),
    "ours": ("import pantoum.cells", "wrong", "line 1 uses pantoum, and the point is to write it"),
    "cannot be shown": (
        "class Odd:\n    def __repr__(self):\n        raise ValueError\n" + STEP + "return Odd()",
        "wrong",
        "the answer cannot be used as the number of steps",
    ),
    "annotations": (
        "def steps_to_fade(w: Unknown, share): ...",
        "failed",
        "cannot be run: it raised NameError",
    ),
    "recursion": (STEP + "return steps_to_fade(w, share)", "failed", "raised RecursionError"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_is_no_answer(fault: str, tmp_path: Path) -> None:
    text, status, said = FAULTS[fault]
    before = list(sys.path)
    judgement = judge_file(EXERCISES["gradients-2"], written(tmp_path, text), 1)
    assert judgement.status == status, judgement
    assert said in judgement.reason
    assert "\n" not in judgement.reason
    assert len(judgement.details) <= 3
    assert sys.path == before


def test_their_frames_are_shown_and_no_others(tmp_path: Path) -> None:
    text = f"import torch\ndef inner():\n    torch.ones(2) @ torch.ones(3)\n{STEP}inner()"
    judgement = judge_file(EXERCISES["gradients-2"], written(tmp_path, text), 1)
    assert judgement.details == (
        "line 5, in steps_to_fade: inner()",
        "line 3, in inner: torch.ones(2) @ torch.ones(3)",
    )


def test_a_forbidden_module_is_not_only_a_name(tmp_path: Path) -> None:
    text = "def lstm_step(x, a, c, weights):\n    import torch\n    return torch.nn.LSTMCell(1, 1)"
    judgement = judge_file(EXERCISES["lstm-1"], written(tmp_path, text), 1)
    assert judgement.reason.startswith("line 3 uses LSTMCell, ")


def test_arguments_that_are_written_to_do_not_change_what_is_expected(tmp_path: Path) -> None:
    text = "def clip(gradients, limit):\n    for one in gradients:\n        one.zero_()\n    return"
    judgement = judge_file(EXERCISES["gradients-3"], written(tmp_path, text), 1)
    assert "clipped is None" in judgement.reason
    text = "def masked_softmax(energies, lengths):\n    return energies.zero_()"
    judgement = judge_file(EXERCISES["attention-2"], written(tmp_path, text), 1)
    assert "weights[0, 0] is 0, and 0." in judgement.reason


def test_another_default_type_does_no_harm(tmp_path: Path) -> None:
    import torch

    text = "import torch\ntorch.set_default_dtype(torch.float64)\n"
    for name in ("gru-1", "lstm-3", "gru-3"):
        file = written(tmp_path, text + RIGHT[name])
        assert judge_file(EXERCISES[name], file, 1).status == "right"
    assert torch.get_default_dtype() == torch.float32
