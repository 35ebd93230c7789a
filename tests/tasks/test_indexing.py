"""The same run from an index as from the files that it is made of."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.reversing import tiny
from tests.tiers import tiered
from tests.training.crashing import run_until_replacing
from tests.training.runs import final_weights, same_tensors

from pantoum.config import Config, config_from_dict
from pantoum.data.indexing import build, head, text_blocks
from pantoum.data.indexing.parts import Parts, read_state
from pantoum.data.indexing.stored import open_index
from pantoum.errors import PantoumError
from pantoum.tasks import prepare
from pantoum.tasks.indexing import make_index
from pantoum.training.run import train_model

LETTERS = "abc éüñ e\u0301o\u0327 한국어\u1112\u1161\u11ab 👩\u200d👧🏽🇩🇪 नमस्ते ไทยำ \u3000中文"
WORDS = ["the", "cat", "sat", "e\u0301te\u0301", "한국어", "rare", "नमस्ते", "👩\u200d👧"]


def lines_of(count: int, seed: int = 1) -> list[str]:
    """Pairs of some letters in any script, and of some words."""
    drawn = random.Random(seed)
    found = []
    for _ in range(count):
        source = "".join(drawn.choices(LETTERS, k=drawn.randint(1, 9))).strip() or "x"
        target = " ".join(drawn.choices(WORDS, k=drawn.randint(1, 6)))
        found.append(f"{source}\t{target}")
    return found


def written(path: Path, lines: list[str]) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def data_config(**settings: Any) -> Config:
    return config_from_dict({"task": "seq2seq", "data": settings})


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"source_units": "characters", "target_units": "words", "min_count": 1},
        {"source_units": "codepoints", "target_units": "symbols", "normalization": "NFD"},
        {"source_units": "words", "target_units": "characters", "vocabulary_size": 9},
        {"source_units": "bpe", "target_units": "bpe", "vocabulary_size": 300},
        {"source_units": "characters", "target_units": "codepoints", "max_length": 6},
        {"source_units": "characters", "target_units": "words", "normalization": "none"},
    ],
    ids=lambda settings: "-".join(map(str, settings.values())) or "inferred",
)
def test_an_index_has_what_the_files_have(tmp_path: Path, settings: dict[str, Any]) -> None:
    train = written(tmp_path / "train.tsv", lines_of(400))
    dev = written(tmp_path / "dev.tsv", lines_of(20, seed=2))
    config = data_config(**settings)
    make_index([train], tmp_path / "index", config)
    from_file = prepare([train], [dev], config)
    from_index = prepare([tmp_path / "index"], [dev], config)
    assert from_index.task.files() == from_file.task.files()
    assert from_index.task.metadata() == from_file.task.metadata()
    assert from_index.config == from_file.config
    # Those on the quality of the data have no dev set beside training data that are not at hand.
    of_index, of_file = (
        sorted(note for note in one.notes if not note.startswith("data: "))
        for one in (from_index, from_file)
    )
    assert of_index == of_file
    for side in ("source", "target"):
        stored, read = getattr(from_index.train, side), getattr(from_file.train, side)
        assert np.array_equal(stored.values, read.values)
        assert np.array_equal(stored.offsets, read.offsets)
        assert np.array_equal(stored.lengths, read.lengths)


def test_the_same_weights_bit_for_bit(tmp_path: Path) -> None:
    train = written(tmp_path / "train.tsv", lines_of(60))
    dev = written(tmp_path / "dev.tsv", lines_of(5, seed=2))
    config = tiny({"training.epochs": 2, "training.batch_tokens": 60, "data.max_length": 9})
    make_index([train], tmp_path / "index", config)
    weights = []
    for name, data in (("file", train), ("stored", tmp_path / "index")):
        prepared = prepare([data], [dev], config)
        train_model(prepared, tmp_path / name)
        weights.append(final_weights(tmp_path / name))
    assert same_tensors(*weights)
    told = json.loads((tmp_path / "stored" / "run.json").read_text(encoding="utf-8"))
    read = json.loads((tmp_path / "file" / "run.json").read_text(encoding="utf-8"))
    assert told["data"] == read["data"]
    assert told["examples"] == read["examples"]


def test_a_stopped_run_goes_on_from_an_index_as_if_it_had_not_stopped(tmp_path: Path) -> None:
    train = written(tmp_path / "train.tsv", lines_of(60))
    dev = written(tmp_path / "dev.tsv", lines_of(5, seed=2))
    config = tiny({"training.epochs": 2, "training.batch_tokens": 60})
    make_index([train], tmp_path / "index", config)
    train_model(prepare([tmp_path / "index"], [dev], config), tmp_path / "whole")
    steps = iter(range(10**6))
    stopped = train_model(
        prepare([tmp_path / "index"], [dev], config),
        tmp_path / "stopped",
        stop=lambda: next(steps) == 4,
    )
    assert not stopped.finished
    train_model(prepare([tmp_path / "index"], [dev], config), tmp_path / "stopped", resume=True)
    assert same_tensors(final_weights(tmp_path / "stopped"), final_weights(tmp_path / "whole"))
    # An index of other data is other data.
    other = written(tmp_path / "other.tsv", lines_of(60, seed=9))
    make_index([other], tmp_path / "other", config)
    with pytest.raises(PantoumError, match=r"the run was started with other data"):
        train_model(prepare([tmp_path / "other"], [dev], config), tmp_path / "whole", resume=True)


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a few lines, and a checkpoint behind each."""
    monkeypatch.setattr(text_blocks, "BLOCK", 2000)
    monkeypatch.setattr(build, "SECONDS", 0.0)


def contents(folder: Path) -> dict[str, bytes]:
    """What the files of an index hold."""
    assert not (folder / "building").exists()
    return {path.name: path.read_bytes() for path in folder.iterdir()}


SIDES_AND_UNITS = {"source_units": "characters", "target_units": "bpe", "max_length": 7}


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("count", tiered(range(1, 40), {1, 4, 9, 20}))
def test_killed_before_any_file_takes_its_place(tmp_path: Path, count: int) -> None:
    train = written(tmp_path / "train.tsv", lines_of(300))
    config = data_config(**SIDES_AND_UNITS)
    make_index([train], tmp_path / "whole", config)
    killed = run_until_replacing(count, lambda: make_index([train], tmp_path / "killed", config))
    assert killed or count > 20
    made = make_index([train], tmp_path / "killed", config)
    assert made.pairs == 300 - left_out(made)
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")


def left_out(made: Any) -> int:
    """How many pairs a note says are left out."""
    (note,) = (note for note in made.notes if note.startswith("left out"))
    return int(note.split()[2].replace(",", ""))


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("part", tiered(range(1, 80), {2, 17, 40}))
def test_killed_while_it_writes(tmp_path: Path, part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts are then longer than the checkpoint says."""
    train = written(tmp_path / "train.tsv", lines_of(300))
    config = data_config(**SIDES_AND_UNITS)
    make_index([train], tmp_path / "whole", config)
    child = os.fork()
    if not child:
        add, seen = Parts.add, iter(range(1, 10**6))

        def killing(self: Parts, name: str, data: bytes) -> None:
            add(self, name, data)
            if next(seen) == part:
                self._open[name].flush()
                os.kill(os.getpid(), signal.SIGKILL)

        Parts.add = killing
        try:
            make_index([train], tmp_path / "killed", config)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    make_index([train], tmp_path / "killed", config)
    assert contents(tmp_path / "killed") == contents(tmp_path / "whole")


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("when", ["reading", "finishing"])
def test_a_full_disk_is_one_line_and_what_was_done_stays(tmp_path: Path, when: str) -> None:
    """The system lets files become no larger than a limit, and writing more fails."""
    train = written(tmp_path / "train.tsv", lines_of(300))
    config = data_config(source_units="characters", target_units="words")
    make_index([train], tmp_path / "whole", config)
    sizes = {name: len(data) for name, data in contents(tmp_path / "whole").items()}
    limit = max(sizes.values()) - 1 if when == "finishing" else sizes["source.ids.npy"] - 500
    said = tmp_path / "said"
    child = os.fork()
    if not child:
        said.touch()
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            make_index([train], tmp_path / "full", config)
        except PantoumError as error:
            said.write_text(str(error))
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    folder = re.escape(str(tmp_path / "full"))
    assert re.fullmatch(
        rf"{folder}: cannot be written: File too large: make room there and give the same command "
        r"again: it goes on from where it stood",
        said.read_text(),
    )
    with pytest.raises(PantoumError, match=r"the index is not finished: give the command that"):
        prepare([tmp_path / "full"], [train], config)
    state = read_state(tmp_path / "full")
    assert state is not None
    assert state.pairs > 0
    make_index([train], tmp_path / "full", config)
    assert contents(tmp_path / "full") == contents(tmp_path / "whole")


def test_what_a_folder_holds_already(tmp_path: Path) -> None:
    train = written(tmp_path / "train.tsv", lines_of(50))
    config = data_config(source_units="characters", target_units="words")
    index = tmp_path / "index"
    assert make_index([train], index, config).new
    assert not make_index([train], index, config).new
    other = data_config(source_units="codepoints", target_units="words")
    with pytest.raises(
        PantoumError,
        match=r"index: is an index made with data\.source_units 'characters' \(now 'codepoints'\); "
        r"give --overwrite to make it anew, or another --output",
    ):
        make_index([train], index, other)
    assert make_index([train], index, other, overwrite=True).new
    written(train, lines_of(50, seed=4))
    with pytest.raises(PantoumError, match=r"index: the index was made of .*train\.tsv, which has"):
        prepare([index], [train], config)
    with pytest.raises(PantoumError, match=r"index: is an index of other data; give --overwrite"):
        make_index([train], index, other)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.tex").touch()
    with pytest.raises(PantoumError, match=r"full: is not empty and holds no index; give a new"):
        make_index([train], tmp_path / "full", config)
    with pytest.raises(PantoumError, match=r"train\.tsv: is a file; give a directory"):
        make_index([train], train, config)


def test_overwrite_replaces_an_index_and_nothing_else(tmp_path: Path) -> None:
    train = written(tmp_path / "train.tsv", lines_of(50))
    config = data_config(source_units="characters", target_units="words")
    other = tmp_path / "other"
    (other / "building").mkdir(parents=True)
    (other / "building" / "thesis.tex").touch()
    (other / "source.json").write_text("{}")
    with pytest.raises(PantoumError, match=r"other: is not empty and holds no index; give a new"):
        make_index([train], other, config, overwrite=True)
    with pytest.raises(PantoumError, match=r"train\.tsv: is a file; give a directory"):
        make_index([train], train, config, overwrite=True)
    assert (other / "building" / "thesis.tex").exists()
    assert (other / "source.json").read_text() == "{}"


@pytest.mark.usefixtures("small_blocks")
def test_overwrite_begins_anew_where_a_part_is_gone(tmp_path: Path) -> None:
    lines = lines_of(300)
    train = written(tmp_path / "train.tsv", [*lines[:200], "no tab"])
    config = data_config(source_units="characters", target_units="words")
    index = tmp_path / "index"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(head, "HEAD", 40)
        with pytest.raises(PantoumError, match="line 201: the line has 1 column"):
            make_index([train], index, config)
        (index / "building" / "source.ids").unlink()
        with pytest.raises(PantoumError, match="give --overwrite to begin anew"):
            make_index([train], index, config, leave_out=True)
        assert make_index([train], index, config, leave_out=True, overwrite=True).pairs == 200


@pytest.mark.parametrize("end", [b"\n\r", b"\n\xef\xbb\xbf", b"\n\n", b""])
def test_what_may_stand_behind_the_last_line(tmp_path: Path, end: bytes) -> None:
    train = tmp_path / "train.tsv"
    train.write_bytes("\n".join(lines_of(50)).encode() + end)
    config = data_config(source_units="characters", target_units="words")
    assert make_index([train], tmp_path / "index", config).pairs == 50


def test_lines_are_left_out_also_before_byte_pairs_are_learned(tmp_path: Path) -> None:
    lines = [f"the cat {number}\tsat {number}" for number in range(60)]
    train = written(tmp_path / "train.tsv", [*lines[:50], "no tab", *lines[50:]])
    config = data_config(source_units="bpe", target_units="words")
    assert make_index([train], tmp_path / "index", config, leave_out=True).pairs == 60


def test_half_empty_lines_of_line_aligned_files_are_left_out(tmp_path: Path) -> None:
    sources = [f"the cat {number}" for number in range(60)]
    files = [
        written(tmp_path / "train.de", [*sources[:5], "half", *sources[5:]]),
        written(tmp_path / "train.en", [*sources[:5], "", *sources[5:]]),
    ]
    config = data_config(source_units="words", target_units="words")
    assert make_index(files, tmp_path / "index", config, leave_out=True).pairs == 60


@pytest.mark.parametrize("name", ["source.ids.npy", "target.offsets.npy", "source.json"])
def test_an_index_of_which_a_file_is_gone_is_damaged(tmp_path: Path, name: str) -> None:
    train = written(tmp_path / "train.tsv", lines_of(50))
    config = data_config(source_units="characters", target_units="words")
    index = tmp_path / "index"
    make_index([train], index, config)
    assert not make_index([train], index, config).new
    (index / name).unlink()
    for again in (lambda: make_index([train], index, config), lambda: open_index(index)):
        with pytest.raises(PantoumError, match="the index is damaged: make it again with pantoum"):
            again()
    assert make_index([train], index, config, overwrite=True).new
    with pytest.raises(PantoumError, match="this is an index, which a training takes as it is"):
        make_index([index], tmp_path / "other", config)


@pytest.mark.parametrize(
    "damage",
    [
        lambda state: state["position"].__setitem__(1, 0),
        lambda state: state["chunks"].clear(),
        lambda state: state.update(pairs="x"),
        lambda state: state.update(identity=None),
    ],
)
@pytest.mark.usefixtures("small_blocks")
def test_a_state_that_was_changed_is_damaged(
    tmp_path: Path, damage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(head, "HEAD", 40)
    train = written(tmp_path / "train.tsv", [*lines_of(300)[:200], "no tab"])
    config = data_config(source_units="characters", target_units="words")
    index = tmp_path / "index"
    with pytest.raises(PantoumError, match="line 201"):
        make_index([train], index, config)
    path = index / "building" / "state.json"
    saved = json.loads(path.read_text())
    damage(saved["state"])
    path.write_text(json.dumps(saved))
    with pytest.raises(PantoumError, match="what was done of the index is damaged; give --over"):
        make_index([train], index, config, leave_out=True)
    assert make_index([train], index, config, leave_out=True, overwrite=True).pairs == 200


@pytest.mark.usefixtures("small_blocks")
def test_a_line_in_the_middle_that_cannot_be_used(tmp_path: Path) -> None:
    lines = lines_of(300)
    train = written(tmp_path / "train.tsv", [*lines[:200], "no tab", *lines[200:], "a\t"])
    config = data_config(source_units="characters", target_units="words")
    index = tmp_path / "index"
    with pytest.raises(PantoumError, match=r"train\.tsv, line 201: the line has 1 column"):
        make_index([train], index, config)
    assert not (index / "building").exists()  # the head is read first
    made = make_index([train], index, config, leave_out=True)
    assert made.pairs == 300
    (note,) = (note for note in made.notes if note.startswith("left out"))
    assert note.startswith("left out: 2 lines that cannot be used, the first: ")
    assert "train.tsv, line 201: the line has 1 column" in note


@pytest.mark.usefixtures("small_blocks")
def test_lines_before_one_behind_the_head_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(head, "HEAD", 40)
    lines = lines_of(300)
    train = written(tmp_path / "train.tsv", [*lines[:200], "no tab", *lines[200:]])
    whole = written(tmp_path / "whole.tsv", lines)
    config = data_config(source_units="characters", target_units="words")
    index = tmp_path / "index"
    with pytest.raises(PantoumError, match=r"train\.tsv, line 201: the line has 1 column"):
        make_index([train], index, config)
    state = read_state(index)
    assert state is not None
    assert 100 < state.pairs < 201
    made = make_index([train], index, config, leave_out=True)
    make_index([whole], tmp_path / "other", config)
    assert "columns and units were inferred from the first 40 pairs" in made.notes
    for name in ("source.ids.npy", "target.ids.npy", "source.json", "source.offsets.npy"):
        assert (index / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_where_a_pair_stands(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    lines = lines_of(30)
    first, second = written(folder / "1.tsv", lines[:20]), written(folder / "2.tsv", lines[20:])
    make_index([folder], tmp_path / "index", data_config())
    pairs = open_index(tmp_path / "index")
    for row, line in enumerate(lines):
        path, place = pairs.place(row)
        assert path == str(first if row < 20 else second)
        assert Path(path).read_bytes()[place:].decode().startswith(f"{line}\n")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"data": {"group_column": "3"}}, r"^an index has inputs and outputs alone, but data\.gr"),
        ({"data": {"weight_column": "3"}}, r"but data\.weight_column is '3': leave it out"),
        ({"task": "tagger"}, r"^an index is made for an encoder-decoder, but task is tagger"),
        ({"data": {"max_length": 1}}, r"^no pair has at most data\.max_length = 1 symbols"),
    ],
)
def test_what_an_index_cannot_have(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    train = written(tmp_path / "train.tsv", ["abc\tb c d"] * 5)
    with pytest.raises(PantoumError, match=message):
        make_index([train], tmp_path / "index", config_from_dict({"task": "seq2seq", **settings}))


def test_pairs_that_an_index_is_not_made_for(tmp_path: Path) -> None:
    train = written(tmp_path / "train.tsv", [f"walk{n}\twalked\tV;PST" for n in range(30)])
    with pytest.raises(PantoumError, match=r"column 3 holds features, but an index has inputs"):
        make_index([train], tmp_path / "index", data_config())
    train = written(tmp_path / "train.tsv", [f"a text {n}\t{n % 2}" for n in range(100)])
    with pytest.raises(PantoumError, match=r"the pairs are for a classifier \(2 different outputs"):
        make_index([train], tmp_path / "index", Config())


def test_what_does_not_go_with_an_index(tmp_path: Path) -> None:
    train = written(tmp_path / "train.tsv", lines_of(50))
    index = tmp_path / "index"
    config = data_config(source_units="characters", max_length=30)
    make_index([train], index, config)
    for paths, dev, given, message in (
        ([index], [], config, r"index: an index has no part that is held out: give development"),
        ([index, train], [train], config, r"index: an index is given with 1 more file: give it al"),
        ([index], [train], config_from_dict({"task": "tagger"}), r"but task is tagger"),
        (
            [index],
            [train],
            data_config(max_length=20),
            r"index: the index was made with data\.max_length 30, but 20 is given: leave it out",
        ),
    ):
        with pytest.raises(PantoumError, match=message):
            prepare(paths, dev, given)
    told = prepare([index], [train], Config())
    assert told.config.data.max_length == 30


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("index.json", b"{"),
        ("index.json", b"[]"),
        ("index.json", b'{"version": 1}'),
        ("source.ids.npy", b"PK"),
        ("target.lengths.npy", b""),
        ("source.json", b"{}"),
    ],
)
def test_an_index_that_is_damaged(tmp_path: Path, name: str, data: bytes) -> None:
    train = written(tmp_path / "train.tsv", lines_of(50))
    make_index([train], tmp_path / "index", data_config())
    (tmp_path / "index" / name).write_bytes(data)
    with pytest.raises(PantoumError, match=r"index.*: "):
        prepare([tmp_path / "index"], [train], data_config())
    (tmp_path / "index" / name).unlink()
    with pytest.raises(PantoumError, match=r"index.*: "):
        prepare([tmp_path / "index"], [train], data_config())


def test_an_index_of_another_version(tmp_path: Path) -> None:
    train = written(tmp_path / "train.tsv", lines_of(50))
    make_index([train], tmp_path / "index", data_config())
    (tmp_path / "index" / "index.json").write_text('{"version": 2}')
    with pytest.raises(PantoumError, match=r"is of version 2, but this Pantoum reads version 1"):
        prepare([tmp_path / "index"], [train], data_config())
