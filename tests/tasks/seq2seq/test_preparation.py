"""From files to a complete run: what is inferred, said, refused, and named by the fingerprint."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.reversing import reversals, tiny, write_tsv

from pantoum.config import Config
from pantoum.errors import PantoumError
from pantoum.tasks import Prepared, prepare

ROWS = reversals()[:20]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_tsv(tmp_path / "data.tsv", ROWS)


def with_features(folder: Path) -> Path:
    rows = [(*row, ("V;PST", "N;SG")[index % 2]) for index, row in enumerate(ROWS)]
    return write_tsv(folder / "features.tsv", rows)


def test_a_file_becomes_ids_and_a_complete_configuration(data: Path) -> None:
    prepared = prepare([data], [data], Config())
    assert prepared.config.data.source_column == "1"
    assert prepared.config.data.target_column == "2"
    assert prepared.config.data.features_column == ""
    assert prepared.config.data.source_units == prepared.config.data.target_units == "characters"
    texts = [
        prepared.task.source.text.decode(prepared.train.source[row][:-1].tolist())
        for row in range(len(prepared.train.source))
    ]
    assert texts == [source for source, _ in ROWS]
    assert prepared.train.target is not None
    assert prepared.task.target.decode(prepared.train.target[3].tolist()) == ROWS[3][1]
    assert [example.source for example in prepared.dev_examples] == texts


def test_what_was_inferred_is_said(data: Path) -> None:
    notes = "\n".join(prepare([data], [], Config()).notes)
    assert "task: seq2seq (20 different outputs in 20 pairs)" in notes
    assert f'columns: input 1 ("{ROWS[0][0]}"), output 2 ("{ROWS[0][1]}")' in notes
    assert "dev set: 2 of the pairs, held out" in notes
    assert "input: characters" in notes
    assert "model.hidden 256" in notes
    assert "training.epochs 40" in notes


def test_a_guess_of_columns_shows_what_stands_there(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "a.tsv", [("guitarra", "a  b" * 11, "V;PST"), ("b", "c", "N;SG")])
    notes = prepare([path], [path], tiny()).notes
    shown = ("a b" * 11)[:29] + "…"
    assert notes[1] == f'columns: input 1 ("guitarra"), output 2 ("{shown}"), features 3 ("V;PST")'


def test_a_first_line_that_looks_like_a_header_is_said_beside_the_columns(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "a.tsv", [("spelling", "said"), *ROWS])
    notes = prepare([path], [path], tiny()).notes
    assert notes[1] == 'columns: input 1 ("spelling"), output 2 ("said")'
    assert notes[2].startswith(
        "line 1 seems to be a header (spelling, said) but is read as an example"
    )


def test_symbols_that_training_has_not_seen_are_said(data: Path, tmp_path: Path) -> None:
    assert "unknown" not in "\n".join(prepare([data], [data], tiny()).notes)
    dev = write_tsv(tmp_path / "dev.tsv", [("abж", "ba"), ("жщ", "xa")])
    notes = prepare([data], [dev], tiny()).notes
    assert "dev: 3 of 5 input symbols are unknown to the model ('ж', 'щ')" in notes
    assert (
        "dev: 1 of 4 output symbols is unknown to the model ('x'), and cannot be written by it"
        in notes
    )


def test_words_that_are_left_out_are_said(tmp_path: Path) -> None:
    rows = [("the cat sat", "le chat"), ("the dog sat", "le chien"), ("the cat ran", "le chat")]
    path = write_tsv(tmp_path / "words.tsv", rows)
    notes = prepare(
        [path], [path], tiny({"data.source_units": "words", "data.target_units": "words"})
    ).notes
    # the 3, cat 2, sat 2; dog and ran once. le 3, chat 2; chien once.
    assert (
        "input: 3 of 5 different words are known, the others, 22.2 % of the text, are too rare "
        in "\n".join(notes)
    )
    assert (
        "output: 2 of 3 different words are known, the others, 16.7 % of the text, are too rare "
        in "\n".join(notes)
    )
    all_known = {"data.source_units": "words", "data.target_units": "words", "data.min_count": 1}
    assert "known" not in "\n".join(prepare([path], [path], tiny(all_known)).notes)


def test_what_was_given_is_not(data: Path) -> None:
    given = {
        "data.source_units": "characters",
        "data.target_units": "characters",
        "model.dropout": 0.5,
    }
    notes = "\n".join(prepare([data], [data], tiny(given)).notes)
    assert "held out" not in notes
    assert "characters" not in notes
    assert "model." not in notes
    assert "training.patience 5" in notes


def test_the_held_out_part_is_no_longer_trained_on(data: Path) -> None:
    prepared = prepare([data], [], tiny())
    held = {example.source for example in prepared.dev_examples}
    trained = {
        prepared.task.source.text.decode(prepared.train.source[row][:-1].tolist())
        for row in range(18)
    }
    assert len(held) == 2
    assert held | trained == {source for source, _ in ROWS}
    assert len(prepared.train.source) == 18
    few = write_tsv(data.with_name("few.tsv"), ROWS[:10])
    assert (
        "dev set: one of the pairs, held out (--dev gives your own)"
        in prepare([few], [], tiny()).notes
    )


def test_a_third_column_of_features_is_read_and_can_be_left_out(tmp_path: Path) -> None:
    path = with_features(tmp_path)
    prepared = prepare([path], [path], tiny())
    assert prepared.config.data.features_column == "3"
    assert prepared.task.source.features is not None
    assert prepared.task.source.tokens("ab", "V;PST") == ["V", "PST", "a", "b", "</s>"]
    assert "features 3" in prepared.notes[1]
    assert prepare([path], [path], tiny({"data.features_column": ""})).task.source.features is None


def test_numbers_that_win_over_a_header_are_kept_as_its_names(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "header.tsv", [("target", "source"), *ROWS])
    prepared = prepare([path], [path], tiny({"data.source_column": "1", "data.target_column": "2"}))
    assert [tuple(example)[:2] for example in prepared.dev_examples] == ROWS
    assert (
        prepared.notes[1]
        == f'columns: input target ("{ROWS[0][0]}"), output source ("{ROWS[0][1]}")'
    )
    assert (prepared.config.data.source_column, prepared.config.data.target_column) == (
        "target",
        "source",
    )


def test_a_dev_file_whose_names_contradict_the_training_file_is_refused(
    data: Path, tmp_path: Path
) -> None:
    dev = write_tsv(tmp_path / "dev.tsv", [("target", "source"), *ROWS])
    with pytest.raises(
        PantoumError, match=r"dev.tsv, line 1: the names say source 'source', target 'target', but"
    ):
        prepare([data], [dev], tiny())


def test_a_features_column_without_features_is_refused(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "empty.tsv", [(*row, "") for row in ROWS])
    with pytest.raises(
        PantoumError,
        match=r"empty\.tsv: column 3 holds no features: set data\.features_column to ''",
    ):
        prepare([path], [path], tiny({"data.features_column": "3"}))


def test_two_files_are_aligned_lines(tmp_path: Path) -> None:
    for name, side in (("in.txt", 0), ("out.txt", 1)):
        (tmp_path / name).write_text("".join(row[side] + "\n" for row in ROWS), encoding="utf-8")
    paths = [tmp_path / "in.txt", tmp_path / "out.txt"]
    prepared = prepare(paths, paths, tiny())
    assert [tuple(example)[:2] for example in prepared.dev_examples] == ROWS


def test_words_seen_once_are_unknown_and_a_setting_overrides_it(tmp_path: Path) -> None:
    rows = [(f"the red {word}", f"{word} red the") for word in ("cow", "cow", "dog")]
    path = write_tsv(tmp_path / "words.tsv", rows)
    words = {"data.source_units": "words", "data.target_units": "words"}
    assert prepare([path], [path], tiny(words)).task.target.size == 4 + 3
    assert prepare([path], [path], tiny(words | {"data.min_count": 1})).task.target.size == 4 + 4
    assert prepare([path], [path], tiny(words | {"data.vocabulary_size": 6})).task.target.size == 6


@pytest.mark.parametrize("side", ["source", "target"])
def test_words_that_are_all_too_rare_are_refused(tmp_path: Path, side: str) -> None:
    path = write_tsv(tmp_path / "words.tsv", [("the cow", "die kuh"), ("the dog", "die hund")])
    words = {f"data.{side}_units": "words", "data.min_count": 3}
    with pytest.raises(
        PantoumError, match=f"^data.min_count is 3, but training has no word of the {side} so often"
    ):
        prepare([path], [path], tiny(words))
    prepare(
        [path],
        [path],
        tiny({"data.min_count": 3, "data.source_units": "bpe", "data.target_units": "symbols"}),
    )


def test_each_side_has_the_vocabulary_of_its_own_units(tmp_path: Path) -> None:
    rows = [("the red cow", "die rote kuh"), ("the cow", "die kuh"), ("a cow", "kuh")]
    path = write_tsv(tmp_path / "words.tsv", rows)
    prepared = prepare(
        [path], [path], tiny({"data.source_units": "bpe", "data.target_units": "words"})
    )
    assert prepared.task.target.size == 4 + 2  # die and kuh, but not rote, which is seen once
    assert prepared.task.source.text.encode("red") != [1]


def test_pairs_that_are_too_long_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = [*ROWS, ("a" * 31, "a"), ("a", "a" * 40), ("a" * 30, "b" * 30)]
    path = write_tsv(tmp_path / "long.tsv", rows)
    prepared = prepare([path], [path], tiny({"data.max_length": 30}))
    assert prepared.train.source.lengths.tolist() == [*(len(source) + 1 for source, _ in ROWS), 31]
    assert prepared.train.target is not None
    assert prepared.train.target.lengths.tolist() == [*(len(target) + 1 for _, target in ROWS), 31]
    note = (
        "left out: 2 pairs with more than 30 symbols on one side, the longest 40 (data.max_length)"
    )
    assert note in prepared.notes
    assert len(prepared.dev_examples) == len(rows)
    path = write_tsv(tmp_path / "all.tsv", [("abcdef", "a"), ("b", "abcdefg")])
    with pytest.raises(
        PantoumError,
        match=r"no pair has at most data.max_length = 5 symbols on both sides: set it to 7 to keep "
        r"all",
    ):
        prepare([path], [path], tiny({"data.max_length": 5}))


def test_a_held_out_pair_that_is_too_long_is_left_out_too(tmp_path: Path) -> None:
    rows = [(letter * (31 if letter in "abcd" else 3), letter) for letter in "abcdefghijklmnopqrst"]
    path = write_tsv(tmp_path / "long.tsv", rows)
    left_out = set()
    for seed in range(8):
        prepared = prepare([path], [], tiny({"data.max_length": 30, "seed": seed}))
        lengths = [len(example.source) for example in prepared.dev_examples]
        assert lengths == [int(length) - 1 for length in prepared.dev.source.lengths]
        assert set(lengths) == {3}
        left_out.add(2 - len(lengths))
        note = (
            "left out of the dev set: 1 pair with more than 30 symbols on one side, the "
            "longest "
            "31 (data.max_length)"
        )
        assert (note in prepared.notes) == (len(lengths) == 1)
    assert left_out == {0, 1}


def test_held_out_pairs_that_are_all_too_long_are_refused(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "long.tsv", [("a" * 31, "a"), ("b", "a"), ("c", "a")])
    what = (
        "no pair of the dev set has at most data.max_length = 30 symbols on both sides: set it to "
        "31 to keep all"
    )
    held = (
        len(prepare([path], [], tiny({"seed": seed})).dev_examples[0].source) for seed in range(99)
    )
    seed = next(seed for seed, length in enumerate(held) if length == 31)
    with pytest.raises(PantoumError, match=f"^{what}$"):
        prepare([path], [], tiny({"data.max_length": 30, "seed": seed}))


@pytest.mark.parametrize("changes", [{"training.epochs": 0}, {"model.hidden": -1}, {"seed": -5}])
def test_wrong_settings_are_refused_before_a_file_is_read(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    with pytest.raises(PantoumError, match=f"^{next(iter(changes))} must be"):
        prepare([tmp_path / "none.tsv"], [], tiny(changes))


class TestFingerprint:
    @pytest.fixture
    def prepared(self, data: Path) -> Prepared:
        return prepare([data], [data], tiny())

    def test_the_same_files_and_settings_have_the_same_one(
        self, prepared: Prepared, data: Path, tmp_path: Path
    ) -> None:
        copy = write_tsv(tmp_path / "copy.tsv", ROWS)
        assert prepare([copy], [copy], tiny()).fingerprint() == prepared.fingerprint()
        assert json.loads(json.dumps(prepared.fingerprint())) == prepared.fingerprint()

    @pytest.mark.parametrize(
        "changes",
        [
            {"seed": 2},
            {"model.hidden": 9},
            {"training.epochs": 4},
            {"search.beam": 2},
            {"data.normalization": "NFD"},
        ],
    )
    def test_a_setting_changes_it(
        self, prepared: Prepared, data: Path, changes: dict[str, Any]
    ) -> None:
        other = prepare([data], [data], tiny(changes)).fingerprint()
        known = prepared.fingerprint()
        assert set(changes) <= {name for name in known if known[name] != other[name]}

    def test_data_change_it(self, prepared: Prepared, data: Path, tmp_path: Path) -> None:
        known = prepared.fingerprint()["data"]
        # The same ids, only with other letters.
        letters = str.maketrans("abc", "xyz")
        renamed = write_tsv(
            tmp_path / "renamed.tsv",
            [(a.translate(letters), b.translate(letters)) for a, b in ROWS],
        )
        swapped = write_tsv(tmp_path / "swapped.tsv", [ROWS[1], ROWS[0], *ROWS[2:]])
        fewer = write_tsv(tmp_path / "fewer.tsv", ROWS[:-1])
        unknown = write_tsv(tmp_path / "unknown.tsv", [*ROWS[:-1], (ROWS[-1][0], "é")])
        others = [
            prepare([renamed], [renamed], tiny()),
            prepare([swapped], [data], tiny()),
            prepare([data], [swapped], tiny()),
            prepare([data], [fewer], tiny()),
            prepare([data], [unknown], tiny()),
        ]
        digests = [one.fingerprint()["data"] for one in others]
        assert len({known, *digests}) == 6
