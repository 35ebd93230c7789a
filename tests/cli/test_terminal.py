"""What a run shows: plain lines in a file, a bar that moves in a terminal."""

import io
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console
from tests.cli.conftest import Pantoum
from tests.reversing import TINY, flags
from torch import nn

from pantoum.api.terminal import TerminalListener, best_of, clock
from pantoum.tasks import Sample
from pantoum.training.checkpoint import Progress
from pantoum.training.events import Began, Ended, Evaluated, Plan, Record, RunState, Stepped

PLAN = Plan("pairs", 1_200, 100, 45_678, 30, "cpu", ["columns: input 1, output 2"])
RECORD = Record(
    2.0, 76, 1.2345, 0.001, 12_345.6, 61.0, {"word_error_rate": 12.345, "examples": 100.0}, True
)

SAMPLE = Sample("abc", "cba", "cab", right=False)
STEPS = (Stepped(1, 0.25, 20.0, 2.5, 9_876.0), Stepped(2, 0.5, 61.0, 1.5, 12_000.0))
STATE = RunState(Progress(), {})


def output_of(terminal: bool, sample: Sample = SAMPLE, steps: Sequence[Stepped] = STEPS) -> str:
    """All that a short run puts on a console."""
    out = io.StringIO()
    listener = TerminalListener(
        Console(file=out, force_terminal=terminal, width=100, highlight=False)
    )
    listener(Began(PLAN, False, STATE))
    listener(Evaluated(RECORD, sample, nn.Identity(), "the weights of the step", 0, [12.3], STATE))
    for step in steps:
        listener(step)
    listener(Ended("all 30 epochs are done", RECORD, STATE))
    return out.getvalue()


def test_outside_a_terminal_there_are_only_plain_lines() -> None:
    assert output_of(terminal=False).splitlines() == [
        "columns: input 1, output 2",
        "1,200 training and 100 dev pairs, 45,678 parameters, 30 epochs on cpu",
        "epoch 2/30  loss 1.234  dev word error rate 12.35  12,346 symbols/s  1:01  best",
        "  abc -> cab (not cba)",
    ]


def test_an_output_that_stands_by_itself_has_no_verdict() -> None:
    sample = Sample("", None, "a text", right=False)
    assert output_of(terminal=False, sample=sample).splitlines()[-1] == "  a text"


@pytest.mark.parametrize(
    ("step", "parts"),
    [
        # A quarter took 20 seconds; half of it took 61.
        (STEPS[0], ["epoch 2/30", "loss 2.500", "9,876 symbols/s", "1:00 left"]),
        (STEPS[1], ["epoch 3/30", "loss 1.500", "12,000 symbols/s", "1:01 left"]),
        (Stepped(0, 0.0, 0.5, 4.0, 10.0), ["epoch 1/30", "loss 4.000", "10 symbols/s", "? left"]),
    ],
)
def test_in_a_terminal_a_bar_shows_epoch_loss_speed_and_time_left(
    step: Stepped, parts: list[str]
) -> None:
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", output_of(True, steps=[step]))
    assert "  abc -> cab (not cba)\n" in text
    bar = text.rstrip().splitlines()[-1]
    assert [part for part in parts if part not in bar] == []


def test_the_cursor_comes_back() -> None:
    text = output_of(terminal=True)
    assert text.rindex("\x1b[?25h") > text.rindex("\x1b[?25l")


@pytest.mark.parametrize(
    ("sample", "line"),
    [
        (Sample("abc", "cba", "cba", right=True), "  abc -> cba (right)"),
        (Sample("[red]", "[/red]", ":cat:", right=False), "  [red] -> :cat: (not [/red])"),
        (Sample("a\nb", "x\u2028y", "x\r\ny", right=False), "  a b -> x y (not x y)"),
    ],
)
def test_a_sample_is_shown_as_it_is_on_one_line(sample: Sample, line: str) -> None:
    assert output_of(False, sample).splitlines()[-1] == line


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0, "0:00"), (59.9, "0:59"), (61.0, "1:01"), (3_600.0, "1:00:00")]
)
def test_the_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


@pytest.mark.parametrize(
    ("weights", "what"),
    [("the moving average", "epoch 3"), ("the weights of the last step, not averaged",) * 2],
)
def test_what_was_best(tmp_path: Path, weights: str, what: str) -> None:
    scores = {
        "dev": {"examples": 4, "symbol_error_rate": 1.0, "word_error_rate": 7.5},
        "epoch": 3,
        "weights": weights,
    }
    (tmp_path / "metrics.json").write_text(json.dumps(scores))
    assert best_of(tmp_path) == f"best: {what}, dev word error rate 7.50"


def test_a_run_that_is_not_watched_writes_lines(
    pantoum: Pantoum, reversals: Path, tmp_path: Path
) -> None:
    settings = flags(TINY | {"training.epochs": 1})
    done = pantoum(
        "train", reversals, "--dev", reversals, "--output", tmp_path / "model", *settings
    )
    assert (done.status, done.out) == (0, "")
    assert "\x1b" not in done.err
    assert "\r" not in done.err
    pattern = (
        r"epoch 1/1  loss \d\.\d{3}  dev word error rate [\d.]+  symbol error rate [\d.]+  "
        r"exact match [\d.]+"
    )
    assert "parameters, 1 epoch on cpu\n" in done.err
    assert re.search(rf"^{pattern}  [\d,]+ symbols/s  \d+:\d\d  best$", done.err, re.MULTILINE)
