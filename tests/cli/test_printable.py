"""Nothing in the data steers the terminal: not a text, a tag, a label, a group or a name in it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console
from tests.cli.conftest import Done, Pantoum
from tests.reversing import TINY, flags, write_tsv
from tests.tagging import train_tagger
from tests.training.runs import train
from torch import nn

from pantoum.api.progress import NotebookListener
from pantoum.api.terminal import TerminalListener
from pantoum.cli.messages import cells_line
from pantoum.tasks import Sample
from pantoum.training.checkpoint import Progress
from pantoum.training.events import Began, Evaluated, Plan, Record, RunState

# It turns the line around, rings, and (ESC) colours all that follows.
RTL, BELL, ESCAPE = "\u202e", "\u0007", "\u001b[31m"
BAD = f"{RTL}{BELL}{ESCAPE}"
SHOWN = r"\u202e\x07\x1b[31m"
ONE_EPOCH = flags({**TINY, "training.epochs": 1})
GROUPS = ("--data.group_column", "3", "--data.source_units", "characters")


def steering(text: str) -> list[str]:
    """The characters of what was printed that a terminal does not show."""
    return [one for one in text if not one.isprintable() and one != "\n"]


def assert_shown(done: Done, stdout: bool = True) -> None:
    assert done.status in (0, 1), done.err
    assert "Traceback" not in done.err
    assert steering(done.err) == []
    assert not stdout or steering(done.out) == []


def rows(count: int) -> list[Sequence[str]]:
    """Pairs with groups: some inputs twice with two outputs, and letters seen once."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [
        (f"{BAD}{letters[at % 26]}{at % 7}", f"{letters[at % 5]}{BAD}", f"g{at % 2}{BAD}")
        for at in range(count)
    ]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tsv(tmp_path_factory.mktemp("data") / f"data{RTL}.tsv", rows(40))


@pytest.fixture(scope="module")
def model(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / f"model{RTL}"
    settings = {"data.group_column": "3", "data.source_units": "characters", "training.epochs": 1}
    train(data, folder, {**settings, "task": "seq2seq"}, dev=data)
    return folder


def test_training(pantoum: Pantoum, data: Path, tmp_path: Path) -> None:
    out = tmp_path / f"model{RTL}"
    done = pantoum(
        "train", data, "--dev", data, "-o", out, "--task", "seq2seq", *GROUPS, *ONE_EPOCH
    )
    assert done.status == 0
    assert_shown(done)
    assert SHOWN in done.err
    refused = pantoum("train", data, "-o", out, *GROUPS)
    assert_shown(refused)
    assert r"model\u202e: already holds a model" in refused.err


def test_checking(pantoum: Pantoum, data: Path) -> None:
    done = pantoum("check", data, "--dev", data, "--data.group_column", "3")
    assert_shown(done)
    assert r"data\u202e.tsv, line 1" in done.out


@pytest.mark.parametrize("command", ["evaluate", "predict", "info", "compare"])
def test_with_a_model(command: str, model: Path, data: Path, pantoum: Pantoum) -> None:
    arguments = {
        "evaluate": (model, data),
        "predict": (model, data),
        "info": (model,),
        "compare": (model, model, data),
    }[command]
    done = pantoum(command, *arguments)
    assert done.status == 0, done.err
    assert_shown(done, stdout=command != "predict")


def test_unknown_symbols_and_groups(model: Path, tmp_path: Path, pantoum: Pantoum) -> None:
    other = write_tsv(tmp_path / "other.tsv", [(f"\u202d{BAD}", "a", f"h{BAD}")])
    assert_shown(pantoum("evaluate", model, other))
    read = pantoum("evaluate", model, other, "--unseen_group", "unknown")
    assert read.status == 0
    assert_shown(read)
    assert r"\u202d" in read.err


def test_names_in_a_header(model: Path, tmp_path: Path, pantoum: Pantoum) -> None:
    rows_with_names = [(f"input{BAD}", f"output{BAD}", f"{BAD}language"), *rows(30)]
    data = write_tsv(tmp_path / "named.tsv", rows_with_names)
    columns = ("--data.source_column", f"input{BAD}", "--data.target_column", f"output{BAD}")
    assert_shown(pantoum("check", data, *columns))
    assert_shown(pantoum("train", data, "-o", tmp_path / "m", *columns, *ONE_EPOCH))


def test_tags(pantoum: Pantoum, tmp_path: Path) -> None:
    sentence = f"a\tB-X{BAD}\nb\tI-X{BAD}\nc{BAD}\tO\n\n"
    data = tmp_path / "data.conll"
    data.write_text(sentence * 20, encoding="utf-8")
    train_tagger(data, tmp_path / "tagger", {"training.epochs": 1}, dev=data)
    done = pantoum("evaluate", tmp_path / "tagger", data)
    assert done.status == 0
    assert_shown(done)
    assert SHOWN in done.out


def test_what_somebody_types(pantoum: Pantoum) -> None:
    for arguments in (("predict", "--x" + BAD), ("train", "a", "-o", "b", "--task", BAD), (BAD,)):
        done = pantoum(*arguments)
        assert done.status == 2
        assert steering(done.err) == []


def test_wrong_outputs_are_written_as_they_are_but_to_a_terminal(
    model: Path, data: Path, tmp_path: Path, pantoum: Pantoum
) -> None:
    """Programs read files and pipes; a person reads a terminal."""
    cells = (f"a{BAD}", "b\tc")
    assert cells_line(cells, is_terminal=False) == f"a{BAD}\tb c\n"
    assert cells_line(cells, is_terminal=True) == f"a{SHOWN}\tb c\n"
    pantoum("evaluate", model, data, "--errors", tmp_path / "wrong.tsv")
    assert BAD in (tmp_path / "wrong.tsv").read_text(encoding="utf-8")


def test_a_sample_in_a_terminal_and_in_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = Plan("pairs", 2, 1, 3, 1, "cpu", [f"columns: {BAD}"])
    record = Record(1.0, 1, 1.0, 0.1, 1.0, 1.0, {"word_error_rate": 1.0}, True)
    state = RunState(Progress(), {})
    sample = Sample(f"a{BAD}", f"b{BAD}", f"c{BAD}", right=False)
    evaluated = Evaluated(record, sample, nn.Identity(), "the weights of the step", 0, [1.0], state)

    out = io.StringIO()
    terminal = TerminalListener(Console(file=out, force_terminal=False, width=100))
    for event in (Began(plan, False, state), evaluated):
        terminal(event)
    assert f"  a{SHOWN} -> c{SHOWN} (not b{SHOWN})" in out.getvalue().splitlines()
    assert steering(out.getvalue()) == []

    pages: list[str] = []
    notebook = NotebookListener()
    monkeypatch.setattr(notebook, "_renew", lambda *_: pages.append(notebook._page(None, None)))
    monkeypatch.setattr(notebook, "_plan", plan)
    notebook(evaluated)
    assert f"a{SHOWN} -&gt; c{SHOWN}" in pages[-1]
    assert steering(pages[-1]) == []
