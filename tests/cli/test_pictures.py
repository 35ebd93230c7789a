"""`pantoum plot` and `pantoum curves`."""

import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.reversing import reversals, write_tsv
from tests.tagging import clauses, write_conllu
from tests.training.runs import train

pytest.importorskip("matplotlib")


@pytest.mark.parametrize(
    ("suffix", "start"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")]
)
def test_plot_writes_where_the_model_looked(
    pantoum: Pantoum, reverser: Path, tmp_path: Path, suffix: str, start: bytes
) -> None:
    path = tmp_path / f"picture{suffix}"
    done = pantoum("plot", reverser, "abc", "--output", path)
    assert (done.status, done.out) == (0, "")
    assert done.err == f"pantoum: abc -> cba; the picture is {path}\n"
    assert path.read_bytes().startswith(start)


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_curves_draw_the_metrics_of_a_run(
    pantoum: Pantoum, reverser: Path, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"curves{suffix}"
    done = pantoum("curves", reverser, "-o", path)
    assert (done.status, done.out, done.err) == (0, "", f"pantoum: the picture is {path}\n")
    assert path.stat().st_size > 1_000


def test_without_a_name_they_are_in_the_working_directory(
    pantoum: Pantoum, reverser: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert pantoum("plot", reverser, "a").status == pantoum("curves", reverser).status == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["attention.png", "curves.png"]


def test_a_name_that_is_no_picture_is_refused_before_the_model_is_read(
    pantoum: Pantoum, tmp_path: Path
) -> None:
    done = pantoum("plot", tmp_path / "none", "abc", "--output", "picture.jpeg")
    assert (done.status, done.out) == (1, "")
    assert "picture.jpeg" in done.error
    assert ".png, .svg or .pdf" in done.error


def test_what_cannot_be_drawn(
    pantoum: Pantoum, reverser: Path, reversals: Path, tmp_path: Path
) -> None:
    done = pantoum("plot", reverser, "", "--output", tmp_path / "a.png")
    assert (done.status, done.error) == (
        1,
        "the output is empty, so there is no attention to draw: try another input",
    )
    done = pantoum("plot", reverser, "abc", "--features", "V", "--output", tmp_path / "a.png")
    assert (done.status, done.error.startswith("this model reads no features")) == (1, True)
    train(reversals, tmp_path / "plain", {"model.attention": "none", "training.epochs": 1})
    done = pantoum("plot", tmp_path / "plain", "abc", "--output", tmp_path / "a.png")
    assert (
        done.error
        == f"{tmp_path / 'plain'}: the model was trained without attention, so there is nothing to "
        "draw: give a model that has attention"
    )
    assert not (tmp_path / "a.png").exists()


def test_features_are_given_or_said_to_be_none(pantoum: Pantoum, tmp_path: Path) -> None:
    rows = [(*row, ("V;PST", "N;SG")[index % 2]) for index, row in enumerate(reversals()[:20])]
    train(write_tsv(tmp_path / "data.tsv", rows), tmp_path / "model", {"training.epochs": 1})
    done = pantoum("plot", tmp_path / "model", "ab", "--output", tmp_path / "a.png")
    assert (done.status, done.error) == (
        1,
        "this model reads features: give --features, or --features '' for none",
    )
    for features in ("N;SG", ""):
        done = pantoum(
            "plot", tmp_path / "model", "ab", "--features", features, "--output", tmp_path / "a.png"
        )
        assert done.status == 0


def test_a_tagger_s_curves_sentence_and_confusions(
    pantoum: Pantoum, clause_tagger: Path, tmp_path: Path
) -> None:
    assert pantoum("curves", clause_tagger, "--output", tmp_path / "curves.png").status == 0
    done = pantoum("plot", clause_tagger, "the dog", "--output", tmp_path / "a.png")
    assert (done.status, done.out) == (0, "")
    assert done.err.startswith("pantoum: the dog -> ")
    test = write_conllu(tmp_path / "test.conllu", clauses())
    assert pantoum("plot", clause_tagger, test, "--output", tmp_path / "b.png").status == 0
    for name in ("curves.png", "a.png", "b.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
    assert (
        "no column 'x' of tags" in pantoum("plot", clause_tagger, "the dog", "--column", "x").error
    )
    (tmp_path / "test.conll").write_text("the\tO\ndog\tO\n", encoding="utf-8")
    error = pantoum(
        "plot", clause_tagger, tmp_path / "test.conll", "--output", tmp_path / "c.png"
    ).error
    assert error.startswith(
        f"{tmp_path / 'test.conll'}: a file of CoNLL columns, but the model learned from CoNLL-U"
    )


def test_an_input_of_several_lines_is_told_in_one(
    pantoum: Pantoum, reverser: Path, tmp_path: Path
) -> None:
    done = pantoum("plot", reverser, "a\nb", "--output", tmp_path / "a.png")
    assert (done.status, done.err.count("\n")) == (0, 1)
    assert done.err.startswith("pantoum: a b -> ")


def test_two_dashes_are_no_input(pantoum: Pantoum, reverser: Path) -> None:
    done = pantoum("plot", reverser, "--", "--")
    assert (done.status, done.out) == (2, "")
    assert done.err.endswith("pantoum plot: error: the following arguments are required: INPUT\n")
    done = pantoum("evaluate", reverser, "--", "--")
    assert (done.status, done.out) == (2, "")
    assert done.err.endswith(
        "pantoum evaluate: error: the following arguments are required: TEST\n"
    )


def test_curves_of_nothing(pantoum: Pantoum, tmp_path: Path) -> None:
    done = pantoum("curves", tmp_path / "none", "--output", tmp_path / "a.png")
    assert done.error.startswith(f"{tmp_path / 'none'}: no such directory")
    done = pantoum("curves", tmp_path, "--output", tmp_path / "a.png")
    assert done.error == (
        f"{tmp_path}: holds no metrics.jsonl, the numbers of a training run, which copies of a "
        "model need not have; "
        "give the directory that `pantoum train --output` wrote"
    )


def test_curves_of_a_run_that_was_killed_and_resumed(
    pantoum: Pantoum, reversals: Path, tmp_path: Path
) -> None:
    train(reversals, tmp_path / "run", {"training.epochs": 1}, dev=reversals)
    with (tmp_path / "run" / "metrics.jsonl").open("a") as file:
        file.write('{"epoch": 2.0, "tra')
    shutil.copytree(tmp_path / "run", tmp_path / "copy")
    train(reversals, tmp_path / "run", {"training.epochs": 1}, dev=reversals, resume=True)
    assert pantoum("curves", tmp_path / "run", "--output", tmp_path / "a.png").status == 0


def test_groups(pantoum: Pantoum, two_ways: Path, tmp_path: Path) -> None:
    picture = ("--output", tmp_path / "a.png")
    assert pantoum("plot", two_ways, "abc", *picture).error == (
        "this model reads the group of its input: give one of reversed, same with --group"
    )
    assert (
        "the group 'new' is not"
        in pantoum("plot", two_ways, "ab", *picture, "--group", "new").error
    )
    unknown = ("--group", "new", "--unseen_group", "unknown")
    assert pantoum("plot", two_ways, "abc", *picture, *unknown).status == 0
    assert (tmp_path / "a.png").exists()
