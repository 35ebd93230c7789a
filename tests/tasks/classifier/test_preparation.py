"""From pairs of a text and a label to a complete run: what is inferred, said and refused."""

from pathlib import Path
from typing import Any

import pytest
from tests.labelling import labelled
from tests.reversing import TINY_MODEL, tiny, with_settings, write_tsv

from pantoum.config import Config, by_name
from pantoum.errors import PantoumError
from pantoum.tasks import Prepared, prepare

CLASSIFIER = {"task": "classifier"}
ROWS = labelled()


def prepared_from(
    folder: Path,
    rows: list[tuple[str, ...]],
    dev: list[tuple[str, ...]] | None = None,
    **changes: Any,
) -> Prepared[Any]:
    train = write_tsv(folder / "train.tsv", rows)
    files = [write_tsv(folder / "dev.tsv", dev)] if dev else []
    return prepare([train], files, tiny({**CLASSIFIER, **changes}, TINY_MODEL))


def test_a_file_becomes_ids_and_labels(tmp_path: Path) -> None:
    prepared = prepared_from(tmp_path, ROWS, ROWS)
    assert prepared.config.data.source_units == "characters"
    task = prepared.task
    rows = prepared.train
    for row, (text, label) in enumerate(ROWS):
        assert task.source.text.decode(rows.source[row][:-1].tolist()) == text
        assert task.labels.decode([int(rows.labels[row])]) == [label]
    assert (len(rows), task.labels.size) == (120, 3)


def test_what_was_inferred_is_said(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "train.tsv", ROWS)
    notes = prepare([path], [], Config()).notes
    assert notes[0].startswith(
        "task: classifier (3 different outputs in 120 pairs, each a label; --task seq2seq"
    )
    assert notes[1:4] == [
        'columns: input 1 ("bbac"), output 2 ("beta")',
        "dev set: 12 of the pairs, held out (--dev gives your own)",
        "input: characters (no spaces inside)",
    ]
    assert "labels: 3 different, the most frequent" in notes[4]
    assert notes[5].startswith("chosen by the size of the data: model.embedding 64")


def test_nothing_stays_open(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "train.tsv", ROWS)
    chosen = by_name(prepare([path], [], Config()).config)
    assert None not in chosen.values()
    assert chosen["training.label_smoothing"] == 0.0


def test_labels_are_the_same_however_they_are_spelled(tmp_path: Path) -> None:
    rows = [("a", "é  x"), ("b", "e\u0301 x"), ("c", "é x"), ("d", "y")]
    prepared = prepared_from(tmp_path, rows, rows)
    assert prepared.task.labels.labels == ["é x", "y"]
    assert prepared.dev.labels.tolist() == [0, 0, 0, 1]


def test_dev_labels_that_training_has_not_seen_are_counted_and_named(tmp_path: Path) -> None:
    dev = [*ROWS, ("ab", "delta"), ("ba", "delta"), ("bb", "epsilon")]
    prepared = prepared_from(tmp_path, ROWS, dev)
    assert prepared.dev.labels[-3:].tolist() == [-1, -1, -1]
    assert (
        "dev set: 3 of 123 labels are not in the training data, "
        "so the model gets them wrong: delta (2), "
        "epsilon (1)" in prepared.notes
    )


def test_features_are_read_before_the_text(tmp_path: Path) -> None:
    rows = [(*row, ("V;PST", "N;SG")[index % 2]) for index, row in enumerate(ROWS)]
    task = prepared_from(tmp_path, rows).task
    assert task.source.tokens("ab", "V;PST") == ["V", "PST", "a", "b", "</s>"]


def test_texts_that_are_too_long_are_left_out_and_counted(tmp_path: Path) -> None:
    prepared = prepared_from(
        tmp_path, [*ROWS, ("a" * 31, "alpha"), ("a" * 30, "alpha")], ROWS, **{"data.max_length": 30}
    )
    assert (
        "left out: 1 text with more than 30 symbols, the longest 31 (data.max_length)"
        in prepared.notes
    )
    assert len(prepared.train) == 121
    assert prepared.train.source.lengths.max() == 31
    with pytest.raises(
        PantoumError,
        match=r"no text has at most data\.max_length = 1 symbols: set it to 3 to keep all",
    ):
        prepared_from(tmp_path, [("aaa", "x"), ("bb", "y")], ROWS, **{"data.max_length": 1})


def test_two_files_are_aligned_lines(tmp_path: Path) -> None:
    for name, side in (("in.txt", 0), ("labels.txt", 1)):
        (tmp_path / name).write_text("".join(row[side] + "\n" for row in ROWS), encoding="utf-8")
    prepared = prepare([tmp_path / "in.txt", tmp_path / "labels.txt"], [], tiny(base=TINY_MODEL))
    assert prepared.config.task == "classifier"


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (
            [("a", "x"), ("b", "x"), ("c", "x")],
            r"all 2 texts to learn from have the label 'x': add others",
        ),
        ([("a", "x")], "1 example in all: training needs 2 or more"),
        ([("a", "x"), ("a", "y")], "all 2 examples have the same input"),
    ],
)
def test_data_that_cannot_be_learned_from_are_refused(
    tmp_path: Path, rows: list[tuple[str, ...]], what: str
) -> None:
    with pytest.raises(PantoumError, match=rf"train\.tsv: {what}"):
        prepared_from(tmp_path, rows)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "search.beam",
            "model.attention_size",
            "model.decoder_layers",
            "tagger.affixes",
            "data.tag_columns",
        ),
        *("data.target_units", "model.tie_embeddings", "model.input_feeding"),
    ],
)
def test_settings_that_mean_nothing_to_it_are_refused(tmp_path: Path, name: str) -> None:
    values = {"data.tag_columns": "2", "data.target_units": "words", "model.tie_embeddings": False}
    value = values.get(name, False if name == "model.input_feeding" else 3)
    for task in ("classifier", None):
        path = write_tsv(tmp_path / "train.tsv", ROWS)
        with pytest.raises(PantoumError, match=f"^{name} is not used by a classifier"):
            prepare([path], [], with_settings(Config(), {"task": task, name: value}))
    with pytest.raises(
        PantoumError, match=r"^classifier\.pooling is not used by an encoder-decoder"
    ):
        prepare(
            [path], [], with_settings(Config(), {"task": "seq2seq", "classifier.pooling": "max"})
        )
