"""`pantoum index`, and a training from what it makes."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.cli.conftest import Pantoum
from tests.reversing import reversals, write_tsv

TINY = (
    *("--model.embedding", 8, "--model.hidden", 12, "--training.epochs", 1),
    *("--training.threads", 1, "--training.batch_tokens", 400),
)


def test_from_files_to_a_model(pantoum: Pantoum, tmp_path: Path) -> None:
    pairs = reversals()
    folder = tmp_path / "parts"
    folder.mkdir()
    write_tsv(folder / "1.tsv", pairs[:60])
    write_tsv(folder / "2.tsv", pairs[60:90])
    dev = write_tsv(tmp_path / "dev.tsv", pairs[90:100])
    index = tmp_path / "big.index"
    done = pantoum("index", folder, "--output", index)
    assert (done.status, done.out) == (0, "")
    said = done.err.splitlines()
    assert any("input: characters" in line for line in said)
    assert any(f"{index} has 90 pairs, indexed in " in line for line in said)
    assert said[-1] == (f"pantoum: go on with `pantoum train {index} --dev DEV --output DIR`")
    again = pantoum("index", folder, "--output", index)
    assert f"pantoum: {index} has 90 pairs already: nothing to do" in again.err.splitlines()
    model = tmp_path / "model"
    done = pantoum("train", index, "--dev", dev, "--output", model, *TINY)
    assert done.status == 0, done.err
    run = json.loads((model / "run.json").read_text(encoding="utf-8"))
    assert run["examples"] == {"train": 90, "dev": 10}
    assert [one["path"] for one in run["data"]["train"]] == [
        str(folder / "1.tsv"),
        str(folder / "2.tsv"),
    ]
    words = tmp_path / "words.txt"
    words.write_text("abc\n")
    assert pantoum("predict", model, words).status == 0


def test_what_is_wrong_is_one_line(pantoum: Pantoum, tmp_path: Path) -> None:
    pairs = reversals()[:60]
    train = write_tsv(tmp_path / "train.tsv", [*pairs[:30], ("ab", ""), *pairs[30:]])
    index = tmp_path / "index"
    done = pantoum("index", train, "--output", index)
    assert done.status == 1
    assert done.error == f"{train}, line 31: the target is empty: fill it in or remove the line"
    done = pantoum("index", train, "--output", index, "--leave_out_unusable")
    assert done.status == 0
    assert f"left out: 1 line that cannot be used, the first: {train}, line 31" in done.err
    done = pantoum("train", index, "--output", tmp_path / "model")
    assert done.error.startswith(
        f"{index}: an index has no part that is held out: give development"
    )
    done = pantoum("train", index, "--dev", train, "--data.max_length", 5, "--output", "model")
    assert "the index was made with data.max_length 1000, but 5 is given" in done.error
    pipe = tmp_path / "pipe.tsv"
    os.mkfifo(pipe)
    done = pantoum("index", pipe, "--output", index)
    assert done.error.startswith(f"{pipe}: this is a pipe or a device, which can be read only once")
    done = pantoum("index", tmp_path / "none.tsv", "--output", index)
    assert done.error == f"{tmp_path}/none.tsv: no such file: check the path"
    done = pantoum("index", train)
    assert done.status == 2
    assert "--output" in done.err
