"""`pantoum lab`: lists, runs, goes on, and refuses."""

import json
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.reversing import reversals, write_tsv

from pantoum.lab import EXPERIMENTS

pytest.importorskip("matplotlib")

TINY = ("--cells", "rnn,gru", "--lags", "12", "--hidden", 4, "--steps", 3, "--batch", 2)


def test_without_a_name_it_lists_all(pantoum: Pantoum) -> None:
    done = pantoum("lab")
    assert (done.status, done.err) == (0, "")
    for name, experiment in EXPERIMENTS.items():
        assert f"  {name:<12} {experiment.summary}\n" in done.out


def test_a_wrong_name_lists_the_names(pantoum: Pantoum) -> None:
    done = pantoum("lab", "addding")
    assert (done.status, done.out) == (2, "")
    assert "'addding'" in done.err
    assert all(name in done.err for name in EXPERIMENTS)


def test_it_prints_a_table_and_draws(pantoum: Pantoum, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = pantoum("lab", "adding", "--seeds", "1-2", "--output", folder, *TINY)
    assert done.status == 0
    assert " 12  plain RNN  0 of 2" in done.out
    assert "Hochreiter & Schmidhuber (1997)" in done.out
    assert "The GRU solves it at lag 12 with 0 of 2 seeds" in done.out
    lines = done.err.splitlines()
    assert [line.partition(": ")[0] for line in lines[:4]] == [
        f"adding {number}/4" for number in range(1, 5)
    ]
    assert lines[4:] == [
        f"pantoum: runs and values are in {folder}, the picture is {folder / 'adding.png'}"
    ]
    assert (folder / "adding.png").read_bytes().startswith(b"\x89PNG")
    again = pantoum("lab", "--output", folder, "--json", "adding", "--seeds", "1,2", *TINY)
    assert again.status == 0
    assert again.err.splitlines() == lines[4:]
    assert json.loads(again.out) == json.loads((folder / "result.json").read_text("utf-8"))


def test_the_default_directory_has_the_name_of_the_experiment(
    pantoum: Pantoum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert pantoum("lab", "adding", "--seeds", 4, *TINY).status == 0
    assert (tmp_path / "pantoum-lab" / "adding" / "runs" / "rnn_12_seed4.json").exists()


def test_other_settings_in_the_same_directory(pantoum: Pantoum, tmp_path: Path) -> None:
    assert pantoum("lab", "adding", "--seeds", 1, "-o", tmp_path / "a", *TINY).status == 0
    done = pantoum("lab", "adding", "--seeds", 1, "-o", tmp_path / "a", *TINY, "--hidden", 5)
    assert (done.status, done.out) == (1, "")
    assert done.error == (
        f"{tmp_path / 'a'}: holds runs with hidden 4, not 5; give another directory, or the "
        "settings of before"
    )


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--seeds", "3-1"), "--seeds: must be different values, but is 3-1"),
        (("--seeds", "1,1"), "--seeds: must be different values, but is 1,1"),
        (("--seeds", "a"), "--seeds: must be a whole number of at least 0, but is a"),
        (("--seeds", "1-99999999999"), "--seeds: must be at most 10,000 values"),
        (("--cells", "rnn,x"), "--cells: must be one of lstm, gru, rnn, peephole_lstm"),
        (("--lags", "4"), "--lags: must be a whole number from 5 to 10,000, but is 4"),
        (("--lag", "5"), "unrecognized arguments: --lag 5; did you mean --lags?"),
        (("--output", ""), "--output/-o: must not be empty"),
    ],
)
def test_wrong_usage(pantoum: Pantoum, flags: tuple[str, ...], message: str) -> None:
    done = pantoum("lab", "adding", *flags)
    assert (done.status, done.out) == (2, "")
    assert message in done.err.replace("argument ", "")


def test_bottleneck_with_data_of_ones_own(pantoum: Pantoum, tmp_path: Path) -> None:
    train = write_tsv(tmp_path / "train.tsv", reversals()[:30])
    test = write_tsv(tmp_path / "test.tsv", reversals()[30:40])
    tiny = ("--hidden", 4, "--epochs", 1, "--lengths", 4, "--seeds", 1, "-o", tmp_path / "out")
    done = pantoum("lab", "bottleneck", "--data", train, test, *tiny)
    assert done.status == 0
    assert "With additive attention, trained on up to 20 symbols: BLEU is" in done.out
    assert (tmp_path / "out" / "bottleneck.png").read_bytes().startswith(b"\x89PNG")
    done = pantoum("lab", "bottleneck", "--data", train, tmp_path / "none", *tiny)
    assert (done.status, done.out) == (1, "")
    assert done.error == f"{tmp_path / 'none'}: is no file: give files of training and test"
    done = pantoum("lab", "bottleneck", "--data", train, *tiny)
    assert (done.status, done.out) == (2, "")
    assert "--data: expected 2 arguments" in done.err


def test_alignment_draws_maps(pantoum: Pantoum, tmp_path: Path) -> None:
    tiny = ("--hidden", 4, "--steps", 2, "--looks", "0,2", "--sentences", 3, "--seeds", 1)
    done = pantoum("lab", "alignment", *tiny, "-o", tmp_path / "out")
    assert done.status == 0
    assert "European Economic Area" in done.out
    assert (tmp_path / "out" / "alignment.png").read_bytes().startswith(b"\x89PNG")
    done = pantoum("lab", "alignment", *tiny, "--looks", "0,3", "-o", tmp_path / "other")
    assert (done.status, done.out) == (1, "")
    assert done.error == (
        "looks must be in order, and none above the 2 steps of training, but is (0, 3)"
    )


def test_without_matplotlib_the_numbers_stay(
    pantoum: Pantoum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    done = pantoum("lab", "adding", "--seeds", 1, "-o", tmp_path / "a", *TINY)
    assert done.status == 1
    assert "plain RNN" in done.out
    assert done.err.splitlines()[-1].startswith("pantoum: error: plots need matplotlib")
    assert (tmp_path / "a" / "result.json").exists()


def test_help_needs_no_pytorch() -> None:
    import subprocess

    program = (
        "import sys\nfrom pantoum.cli import main\n"
        "try: main(['lab', 'adding', '--help'])\nexcept SystemExit: pass\n"
        "main(['lab'])\nprint([name for name in ('torch', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.stdout.endswith("\n[]\n")
    assert "by default 25,50,100" in " ".join(done.stdout.split())
