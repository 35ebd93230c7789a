"""`pantoum predict --engine ray`: the outputs of `predict`, by processes of Ray Data."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Done, Pantoum, TypeIn
from tests.reversing import reversals

pytestmark = pytest.mark.filterwarnings("ignore")  # of Ray's own
WORDS = [source for source, _ in reversals()]


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    """A cluster that the tests of this module share: a start takes seconds."""
    pytest.importorskip("ray")
    from pantoum.scale.ray_cluster import cluster

    with cluster(None, 2) as module:
        yield module


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.txt"
    path.write_text("".join(f"{word}\n" for word in WORDS))
    return path


@pytest.fixture
def bulk(ray: Any, pantoum: Pantoum) -> Pantoum:
    def run(*arguments: object, workers: int = 1) -> Done:
        return pantoum("predict", *arguments, "--engine", "ray", "--workers", workers)

    return run


def descendants() -> dict[int, str]:
    """The processes that this one has started, and those that they have, with their names."""
    parents, names = {}, {}
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            stat = (path / "stat").read_text()
            parents[int(path.name)] = int(stat.rpartition(")")[2].split()[1])
            names[int(path.name)] = (path / "cmdline").read_bytes().decode(errors="replace")
    own = {os.getpid()}
    for _ in range(10):
        own |= {one for one, parent in parents.items() if parent in own}
    return {one: names.get(one, "") for one in own}


def without(line: str, *names: str) -> dict[str, Any]:
    return {name: value for name, value in json.loads(line).items() if name not in names}


def test_text_and_tables_are_those_of_predict(
    bulk: Pantoum, pantoum: Pantoum, reverser: Path, words: Path, tmp_path: Path
) -> None:
    with words.open("ab") as file:
        file.write(b"a\tb\n\xff\n")
    (tmp_path / "good.txt").write_text("".join(f"{word}\n" for word in WORDS))
    flags = ("--beam", 1, "--format", "tsv")
    expected = pantoum("predict", reverser, tmp_path / "good.txt", *flags)
    done = bulk(reverser, words, *flags, "-o", tmp_path / "out", workers=2)
    assert done.status == 0
    assert done.err == "pantoum: 2 inputs have no output (--format jsonl says why)\n"
    lines = (tmp_path / "out").read_text().splitlines()
    assert lines[: len(WORDS)] == expected.out.splitlines()
    assert lines[len(WORDS) :] == ["a b\t\t-inf", "\t\t-inf"]


def test_parquet_in_and_out(bulk: Pantoum, reverser: Path, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    given = {"id": list(range(30)), "word": [*WORDS[:28], None, "abc" * 20_000], "text": ["x"] * 30}
    (tmp_path / "in").mkdir()
    for name, rows in (("a", slice(0, 20)), ("b", slice(20, 30))):
        table = pa.table({column: values[rows] for column, values in given.items()})
        pq.write_table(table, tmp_path / "in" / f"{name}.parquet")
    done = bulk(reverser, tmp_path / "in", "--beam", 1, "-o", tmp_path / "out.parquet")
    assert done.status == 0
    assert done.err == "pantoum: 2 inputs have no output\n"
    found = pq.read_table(tmp_path / "out.parquet")
    # The input's own columns are kept, and its column `text` is not the output.
    assert found.column_names[:5] == ["id", "word", "text", "predicted_text", "score"]
    assert found["id"].to_pylist() == given["id"]
    assert found["text"].to_pylist() == given["text"]
    outputs = found["predicted_text"].to_pylist()
    assert outputs[:28] == [word[::-1] for word in WORDS[:28]]
    assert outputs[28:] == [None, None]
    errors = found["error"].to_pylist()
    assert errors[:28] == [None] * 28
    assert errors[28] == "the input is missing or is no text"
    assert errors[29].startswith("the input starting 'abcabc")
    assert found["tokens"].to_pylist()[0] == [*WORDS[0][::-1], "</s>"]

    done = bulk(reverser, tmp_path / "in", "--unordered", "--beam", 1, "-o", f"{tmp_path}/parts/")
    assert done.status == 0
    parts = pq.read_table(tmp_path / "parts").sort_by("id")
    assert parts["predicted_text"].to_pylist() == outputs
    assert [path.name for path in tmp_path.glob("*.partial")] == []
    again = bulk(reverser, tmp_path / "in", "-o", tmp_path / "parts")
    assert again.error.endswith("the folder is not empty: give the name of a new folder")


@pytest.mark.exhaustive
def test_other_kinds_of_models(
    bulk: Pantoum, pantoum: Pantoum, labeller: Path, writer: Path, clause_tagger: Path, words: Path
) -> None:
    for model, form in ((labeller, "tsv"), (writer, "text"), (clause_tagger, "jsonl")):
        expected = pantoum("predict", model, words, "--format", form).out.splitlines()
        done = bulk(model, words, "--format", form)
        assert done.status == 0, done.err
        found = done.out.splitlines()
        if form == "jsonl":
            assert [without(line, "source", "tagged") for line in found] == [
                without(line, "source", "rank") for line in expected
            ]
        else:
            assert found == expected


@pytest.mark.exhaustive
def test_an_actor_that_is_killed_is_started_again(
    bulk: Pantoum, ray: Any, reverser: Path, tmp_path: Path
) -> None:
    lines = WORDS * 100
    (tmp_path / "long.txt").write_text("".join(f"{word}\n" for word in lines))
    killed: list[int] = []

    def kill() -> None:
        while not killed:
            # So it is called while it answers.
            actors = [one for one, name in descendants().items() if "Answering)).submit" in name]
            if actors:
                os.kill(actors[0], signal.SIGKILL)
                killed.append(actors[0])
            time.sleep(0.02)

    thread = threading.Thread(target=kill, daemon=True)
    thread.start()
    done = bulk(reverser, tmp_path / "long.txt", "--beam", 1)
    assert killed
    assert done.status == 0
    assert done.out.splitlines() == [line[::-1] for line in lines]


def test_what_is_refused_before_anything_is_started(
    pantoum: Pantoum, reverser: Path, labeller: Path, words: Path, type_in: TypeIn
) -> None:
    pytest.importorskip("ray")
    type_in(b"abc\n")
    for flags, status, sentence in (
        ((reverser, "--engine", "ray"), 1, "stdin: the engine ray reads files: give the names"),
        ((reverser, words, "--address", "a:1"), 2, "--address is of --engine ray"),
        ((reverser, words, "--unordered"), 2, "--unordered is of --engine ray"),
        ((reverser, words, words), 2, "one INPUT is read at a time; --engine ray reads several"),
        ((reverser, "a.parquet"), 2, "a.parquet is a Parquet file, which --engine ray reads: add"),
        ((reverser, words, "--engine", "ray", "--nbest", 2), 2, "--nbest is not used by --engine"),
        ((reverser, words, "--engine", "ray", "--shard", "1/2"), 2, "--shard is not used by"),
        ((labeller, words, "--engine", "ray", "--beam", 2), 2, "--beam is not used by --engine"),
        ((reverser, "none", "--engine", "ray"), 1, "none: no such file: check the path"),
        ((reverser, words, "--engine", "ray", "--format", "pharaoh"), 2, "--format pharaoh is not"),
    ):
        done = pantoum("predict", *flags)
        assert done.status == status, done.err
        assert sentence in done.err
        assert "Traceback" not in done.err
