"""The decoding options of ``pantoum predict``."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum, TypeIn


def test_flags_reach_the_outputs(
    pantoum: Pantoum, reverser: Path, type_in: TypeIn, tmp_path: Path
) -> None:
    allowed = tmp_path / "allowed.txt"
    allowed.write_text("acba\nbb\n")
    for flags, expected in (
        (["--prefix", "cc"], lambda text: text.startswith("cc")),
        (["--require", "cc", "bb"], lambda text: "cc" in text and "bb" in text),
        (["--require", "cc", "--require", "bb"], lambda text: "cc" in text and "bb" in text),
        (["--forbid", "a", "--forbid", "c"], lambda text: not set(text) & {"a", "c"}),
        (["--forbid", "a", "c"], lambda text: not set(text) & {"a", "c"}),
        (["--allowed", allowed], lambda text: text == "acba"),
        (["--max_length_ratio", 0.5, "--beam", 3], lambda text: len(text) <= 3),
        (["--min_length_ratio", 2], lambda text: len(text) >= 8),
        (["--no_repeat_ngram_size", 1], lambda text: len(set(text)) == len(text)),
        (["--ensemble", reverser, reverser, "--combine", "vote"], lambda text: text == "acba"),
        (["--int8"], lambda text: text == "acba"),
    ):
        type_in(b"abca\n\n")
        done = pantoum("predict", reverser, *flags)
        assert (done.status, done.err) == (0, "")
        first, second = done.out.splitlines()
        assert expected(first), flags
        assert second == ""


def test_alignments(pantoum: Pantoum, reverser: Path, type_in: TypeIn) -> None:
    type_in(b"abca\n\n")
    done = pantoum("predict", reverser, "--format", "pharaoh")
    pairs = [pair.split("-") for pair in done.out.splitlines()[0].split()]
    assert [int(written) for _, written in pairs] == [0, 1, 2, 3]
    assert all(0 <= int(read) < 4 for read, _ in pairs)
    assert done.out.endswith("\n\n")


def test_samples(pantoum: Pantoum, reverser: Path, type_in: TypeIn) -> None:
    outs = []
    for seed in (1, 1, 2):
        type_in(b"abcab\n")
        done = pantoum(
            "predict", reverser, "--sample", "--temperature", 3, "--nbest", 4, "--seed", seed
        )
        outs.append(done.out.splitlines())
    assert len(outs[0]) == 4
    assert outs[0] == outs[1] != outs[2]


def test_what_cannot_be_is_counted(
    pantoum: Pantoum, reverser: Path, type_in: TypeIn, tmp_path: Path
) -> None:
    allowed = tmp_path / "allowed.txt"
    allowed.write_text("acba\n")
    type_in(b"abca\ncab\n")
    done = pantoum("predict", reverser, "--allowed", allowed, "--prefix", "b", "--format", "jsonl")
    assert done.status == 0
    assert [json.loads(line)["score"] for line in done.out.splitlines()] == [None, None]
    assert done.err == "pantoum: 2 inputs have no output that meets all constraints\n"


@pytest.mark.parametrize(
    ("flags", "rule"),
    [
        (["--temperature", 2], "--temperature is of outputs that are drawn: add --sample"),
        (
            ["--sample", "--beam", 3],
            "--beam is of a search, and --sample draws outputs in its place",
        ),
        (
            ["--sample", "--require", "b"],
            "--require is of a search, and --sample draws outputs in its place",
        ),
        (["--combine", "vote"], "--combine needs an --ensemble of models that decide together"),
    ],
)
def test_flags_that_do_not_fit(
    pantoum: Pantoum, reverser: Path, type_in: TypeIn, flags: list[object], rule: str
) -> None:
    type_in(b"abca\n")
    done = pantoum("predict", reverser, *flags)
    assert done.status == 2
    assert rule in done.err


def test_a_prefix_of_unknown_symbols(pantoum: Pantoum, reverser: Path, type_in: TypeIn) -> None:
    type_in(b"abca\n")
    done = pantoum("predict", reverser, "--prefix", "\u00e9")
    assert done.status == 1
    assert (
        done.err
        == "pantoum: error: prefix '\u00e9' has '\u00e9', a symbol that the model cannot write\n"
    )


def test_a_list_without_a_possible_output(
    pantoum: Pantoum, reverser: Path, type_in: TypeIn, tmp_path: Path
) -> None:
    allowed = tmp_path / "allowed.txt"
    allowed.write_text("xyz\n")
    type_in(b"abca\n")
    done = pantoum("predict", reverser, "--allowed", allowed)
    assert done.status == 1
    assert (
        "none of the allowed outputs can be written: the first, 'xyz' has 'x', a symbol" in done.err
    )
