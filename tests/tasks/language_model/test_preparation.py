"""From plain text to a complete run: what is inferred, said and refused."""

from pathlib import Path
from typing import Any

import pytest
from tests.reversing import tiny, with_settings, write_tsv
from tests.writing import TINY_WRITER, texts, write_text

from pantoum.config import Config, by_name
from pantoum.errors import PantoumError
from pantoum.symbols import EOS, UNK
from pantoum.tasks import Prepared, prepare

SENTENCES = [
    f"the {noun} {verb} and the {other} {verb} too"
    for noun in ("cat", "dog", "elk", "fox", "owl")
    for other in ("hen", "ram")
    for verb in ("sees", "hears", "eats")
]


def prepared_from(
    folder: Path, lines: list[str], dev: list[str] | None = None, **changes: Any
) -> Prepared[Any]:
    train = write_text(folder / "train.txt", lines)
    files = [write_text(folder / "dev.txt", dev)] if dev else []
    return prepare([train], files, tiny(changes, TINY_WRITER))


def test_a_text_file_becomes_ids(tmp_path: Path) -> None:
    prepared = prepared_from(tmp_path, texts(), ["ab", "ac"])
    assert (prepared.config.task, prepared.config.data.target_units) == (
        "language_model",
        "characters",
    )
    assert prepared.config.model.bidirectional is False
    tokenizer = prepared.task.tokenizer
    rows = prepared.train.texts
    assert [tokenizer.decode(rows[row][:-1].tolist()) for row in range(len(rows))] == texts()
    assert all(rows[row][-1] == EOS for row in range(len(rows)))
    a, _ = tokenizer.encode("ab")
    assert prepared.dev.texts[1].tolist() == [a, UNK, EOS]
    assert prepared.dev_examples == ["ab", "ac"]


def test_what_was_inferred_is_said(tmp_path: Path) -> None:
    notes = prepare([write_text(tmp_path / "train.txt", texts())], [], Config()).notes
    assert notes[:3] == [
        "task: language_model (plain text, one on each line)",
        "dev set: 11 of the lines, held out (--dev gives your own)",
        "text: characters (no spaces inside)",
    ]
    assert notes[3].startswith("chosen by the size of the data: model.embedding 64")


def test_the_same_line_is_on_one_side(tmp_path: Path) -> None:
    prepared = prepared_from(tmp_path, texts())
    rows = prepared.train.texts
    trained = {prepared.task.tokenizer.decode(rows[row][:-1].tolist()) for row in range(len(rows))}
    assert trained.isdisjoint(prepared.dev_examples)


@pytest.mark.parametrize(
    ("lines", "units"),
    [
        (SENTENCES * 3, "symbols"),
        ([f"{sentence} {number}" for number, sentence in enumerate(SENTENCES * 9)], "characters"),
        (["a b c", "b c a", "c a b"], "symbols"),
        (
            [chr(0xAC00 + 37 * number) + chr(0xD7A3 - 41 * number) for number in range(60)],
            "codepoints",
        ),  # Hangul
    ],
)
def test_units_leave_nothing_unknown(tmp_path: Path, lines: list[str], units: str) -> None:
    prepared = prepared_from(tmp_path, lines, lines)
    assert prepared.config.data.target_units == units
    assert not (prepared.dev.texts.values == UNK).any()


def test_words_must_be_asked_for_and_rare_ones_are_unknown(tmp_path: Path) -> None:
    prepared = prepared_from(
        tmp_path, [*SENTENCES, "zebra"], SENTENCES, **{"data.target_units": "words"}
    )
    assert prepared.task.tokenizer.encode("the zebra") == [
        prepared.task.tokenizer.encode("the")[0],
        UNK,
    ]
    with pytest.raises(
        PantoumError, match=r"data\.min_count is 99, but training has no word of the text so often"
    ):
        prepared_from(
            tmp_path, SENTENCES, SENTENCES, **{"data.target_units": "words", "data.min_count": 99}
        )


def test_nothing_stays_open(tmp_path: Path) -> None:
    chosen = by_name(prepare([write_text(tmp_path / "train.txt", texts())], [], Config()).config)
    assert None not in chosen.values()
    assert chosen["training.label_smoothing"] == 0.0
    assert chosen["training.batch_tokens"] % chosen["language_model.steps"] == 0


@pytest.mark.parametrize(
    ("name", "lines", "what"),
    [
        ("x.txt", ["ab"], "x.txt: 1 example in all: training needs 2 or more"),
        ("x.txt", ["ab", "ab"], "x.txt: all 2 examples have the same input"),
        (
            "x.txt",
            ["a\tb", "b\ta"],
            "x.txt: every line has a TAB, as in a file of columns: rename it to .tsv or give "
            "--format tsv, or say",
        ),
        ("x.txt", [" ", ""], "x.txt: the file has no text"),
    ],
)
def test_files_that_cannot_be_learned_from_are_refused(
    tmp_path: Path, name: str, lines: list[str], what: str
) -> None:
    path = write_text(tmp_path / name, lines)
    with pytest.raises(PantoumError, match=what):
        prepare([path], [], tiny(base=TINY_WRITER))


def test_the_task_reads_any_text_but_no_columns(tmp_path: Path) -> None:
    given = tiny({"task": "language_model"}, TINY_WRITER)
    path = write_text(tmp_path / "poems", ["a\tb", "b\ta", "ab"])
    assert len(prepare([path], [], given).train) == 2
    pairs = write_tsv(tmp_path / "pairs.tsv", [("a", "b"), ("b", "a")])
    with pytest.raises(
        PantoumError, match=r"pairs\.tsv: plain text is read, but this file has columns between"
    ):
        prepare([pairs], [], given)
    with pytest.raises(PantoumError, match="2 data files: give one file of plain text"):
        prepare([path, path], [], given)


@pytest.mark.parametrize(
    "name",
    [
        "data.source_units",
        "data.max_length",
        "model.decoder_hidden",
        "search.beam",
        "classifier.pooling",
    ],
)
def test_settings_that_mean_nothing_to_it_are_refused(tmp_path: Path, name: str) -> None:
    value = {"data.source_units": "words", "classifier.pooling": "max"}.get(name, 3)
    path = write_text(tmp_path / "train.txt", texts())
    with pytest.raises(PantoumError, match=f"^{name} is not used by a language model"):
        prepare([path], [], with_settings(Config(), {name: value}))
    pairs = write_tsv(tmp_path / "pairs.tsv", [("a", "b"), ("b", "a")])
    with pytest.raises(
        PantoumError, match=r"^language_model\.steps is not used by an encoder-decoder"
    ):
        prepare([pairs], [], with_settings(Config(), {"language_model.steps": 3}))
    prepare([path], [], with_settings(Config(), {"model.bidirectional": False}))
