"""Parts of an input: together they are the whole, in its order."""

from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum, TypeIn
from tests.reversing import reversals
from tests.tagging import clauses, write_conllu

from pantoum.cli.shards import Shard, shard


@pytest.mark.parametrize("lines", [0, 1, 2, 7, 100])
@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_parts_follow_each_other_and_are_alike(lines: int, count: int) -> None:
    parts = [range(*Shard(number, count).bounds(lines)) for number in range(1, count + 1)]
    assert [line for part in parts for line in part] == list(range(lines))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_of_runs_each_nth_is_a_part() -> None:
    runs = list("abcdefgh")
    parts = [Shard(number, 3).each_nth(runs) for number in (1, 2, 3)]
    assert parts[1] == ["b", "e", "h"]
    assert sorted(run for part in parts for run in part) == runs


@pytest.mark.parametrize("text", ["0/2", "3/2", "1", "1/0", "/", "a/b", "-1/2", "1/2/3", ""])
def test_what_is_no_part(text: str, pantoum: Pantoum, reverser: Path, lines: Path) -> None:
    done = pantoum("predict", reverser, lines, f"--shard={text}")
    assert done.status == 2
    assert f"must be I/N, the part I of N from 1/N to N/N, but is {text}" in done.err
    assert shard("2/2") == Shard(2, 2)


def test_cat_puts_the_outputs_together(pantoum: Pantoum, reverser: Path, tmp_path: Path) -> None:
    words = [source for source, _ in reversals()[:25]]
    (tmp_path / "in.txt").write_text("".join(f"{word}\n" for word in words))
    (tmp_path / "in.tsv").write_text("input\n" + "".join(f"{word}\n" for word in words))
    for name in ("in.txt", "in.tsv"):
        whole = pantoum("predict", reverser, tmp_path / name, "--beam", 1)
        parts = [
            pantoum("predict", reverser, tmp_path / name, "--beam", 1, "--shard", f"{number}/3")
            for number in (1, 2, 3)
        ]
        assert [part.status for part in parts] == [0, 0, 0]
        assert len(whole.out.splitlines()) == 25
        assert [len(part.out.splitlines()) for part in parts] == [8, 8, 9]
        assert "".join(part.out for part in parts) == whole.out
        # What is said of the file is said once by each.
        assert [part.err.count("read as names") for part in parts] == [
            whole.err.count("read as names")
        ] * 3


def test_other_kinds_of_models_have_parts_too(
    pantoum: Pantoum, labeller: Path, writer: Path, clause_tagger: Path, lines: Path
) -> None:
    for model in (labeller, writer, clause_tagger):
        whole = pantoum("predict", model, lines, "--format", "text")
        parts = [
            pantoum("predict", model, lines, "--format", "text", "--shard", f"{number}/2")
            for number in (1, 2)
        ]
        assert "".join(part.out for part in parts) == whole.out
        assert [len(part.out.splitlines()) for part in parts] == [1, 2]


def test_a_stream_and_a_file_of_words_have_none(
    pantoum: Pantoum, reverser: Path, clause_tagger: Path, type_in: TypeIn, tmp_path: Path
) -> None:
    type_in(b"abc\n")
    done = pantoum("predict", reverser, "--shard", "1/2")
    assert done.status == 1
    assert done.error == (
        "stdin: a shard is a part of a file, whose lines are counted first: give the name of a "
        "file, or leave --shard out"
    )
    words = write_conllu(tmp_path / "words.conllu", clauses()[:3])
    done = pantoum("predict", clause_tagger, words, "--shard", "1/2")
    assert done.status == 2
    assert "--shard is for lines of plain text, and not for a file of words" in done.err
