"""From a file of words and tags to a complete run: what is inferred, said, refused, and named by
the fingerprint.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.data.files import write
from tests.tagging import clauses, names, tags_of, tiny_tagger, words_of, write_conll, write_conllu

from pantoum.config import Config
from pantoum.data import FlatSequences
from pantoum.errors import PantoumError
from pantoum.tasks import Prepared, prepare

CLAUSES = clauses()
NAMES = names()[:40]
TWO = {"data.tag_columns": "upos,xpos"}


@pytest.fixture
def conllu(tmp_path: Path) -> Path:
    return write_conllu(tmp_path / "clauses.conllu", CLAUSES)


@pytest.fixture
def conll(tmp_path: Path) -> Path:
    return write_conll(tmp_path / "names.conll", NAMES)


def rows(sequences: FlatSequences) -> list[list[int]]:
    return [sequences[row].tolist() for row in range(len(sequences))]


def tags(prepared: Prepared[Any], column: int = 0) -> list[list[str]]:
    """The tags of the training part, decoded."""
    labels = prepared.task.columns[column].labels
    return [labels.decode(row) for row in rows(prepared.train.tags[column])]


def sentences_of(rows: Sequence[Sequence[str]]) -> str:
    return "".join("\n".join(row) + "\n\n" for row in rows)


class TestFiles:
    def test_conllu_gives_words_and_parts_of_speech(self, conllu: Path) -> None:
        prepared = prepare([conllu], [conllu], tiny_tagger())
        assert prepared.config.task == "tagger"
        assert (prepared.config.data.words_column, prepared.config.data.tag_columns) == (
            "form",
            "upos",
        )
        (column,) = prepared.task.columns
        assert (column.name, column.scheme, column.learned) == ("upos", "none", "none")
        assert tags(prepared) == tags_of(CLAUSES)
        assert prepared.train.lengths.tolist() == [len(sentence) for sentence in CLAUSES]
        assert [list(one.words) for one in prepared.dev_examples] == words_of(CLAUSES)
        assert prepared.task.words.size == 2 + len(
            {word for words in words_of(CLAUSES) for word in words}
        )

    def test_conll_gives_the_last_column_and_its_spans(self, conll: Path) -> None:
        prepared = prepare([conll], [conll], tiny_tagger())
        assert (prepared.config.data.words_column, prepared.config.data.tag_columns) == ("1", "2")
        (column,) = prepared.task.columns
        assert (column.scheme, column.learned) == ("BIO", "IOBES")
        assert [column.to_file(row) for row in tags(prepared)] == tags_of(NAMES)
        assert set(column.labels.labels) == {
            *("O", "S-LOC"),
            *("B-PER", "E-PER"),
            *("B-LOC", "I-LOC", "E-LOC"),
        }

    def test_several_columns_of_tags(self, conllu: Path) -> None:
        prepared = prepare([conllu], [conllu], tiny_tagger({"data.tag_columns": "XPOS, upos"}))
        assert prepared.config.data.tag_columns == "xpos,upos"
        assert [column.name for column in prepared.task.columns] == ["xpos", "upos"]
        assert tags(prepared, 0) == tags_of(CLAUSES, 1)
        assert tags(prepared, 1) == tags_of(CLAUSES, 0)

    def test_each_column_has_its_own_scheme(self, tmp_path: Path) -> None:
        cells = [["Ada NOUN B-X", "Lo NOUN I-X", "sees VERB O"], ["Rio NOUN B-X", "Oslo NOUN B-X"]]
        path = write(tmp_path, "a.conll", sentences_of(cells))
        prepared = prepare(
            [path], [path], tiny_tagger({"data.tag_columns": "2,3", "tagger.scheme": "BIO"})
        )
        assert [(column.scheme, column.learned) for column in prepared.task.columns] == [
            *(("none", "none"), ("BIO", "BIO")),
        ]
        assert "column 2: 2 different tags (no spans)" in prepared.notes
        assert (
            "column 3: 3 different tags (spans in BIO: tags other than O begin with B, I, and 2 "
            "would not follow IOB1)"
        ) in prepared.notes
        assert tags(prepared, 1) == [["B-X", "I-X", "O"], ["B-X", "B-X"]]

    def test_bilou_is_a_scheme_of_its_own(self, tmp_path: Path) -> None:
        cells = [["Ms B-X", "Ada I-X", "Lo L-X", "sees O"], ["Rio U-Y", "Oslo U-Y"]]
        path = write(tmp_path, "a.conll", sentences_of(cells))
        prepared = prepare([path], [path], tiny_tagger())
        (column,) = prepared.task.columns
        assert (column.scheme, column.learned) == ("BILOU", "IOBES")
        assert [column.to_file(row) for row in tags(prepared)] == [
            ["B-X", "I-X", "L-X", "O"],
            ["U-Y", "U-Y"],
        ]
        assert prepared.dev_examples[1].tags == (("U-Y", "U-Y"),)

    def test_tags_that_are_no_spans_stay_as_they_are(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.conll", sentences_of([["of U", "rose S"], ["sky S", "a U"]]))
        prepared = prepare([path], [path], tiny_tagger())
        assert prepared.task.columns[0].learned == "none"
        assert tags(prepared) == [["U", "S"], ["S", "U"]]

    def test_a_scheme_that_is_given_counts(self, conll: Path) -> None:
        (column,) = prepare([conll], [conll], tiny_tagger({"data.tag_scheme": "none"})).task.columns
        assert (column.scheme, column.learned) == ("none", "none")
        assert set(column.labels.labels) == {"O", "B-PER", "I-PER", "B-LOC", "I-LOC"}
        (column,) = prepare([conll], [conll], tiny_tagger({"data.tag_scheme": "IOB1"})).task.columns
        assert column.scheme == "IOB1"

    def test_settings_of_words_reach_the_vocabulary(self, conllu: Path) -> None:
        counts = {
            "data.min_count": 20,
            "tagger.lowercase": False,
            "tagger.affixes": 2,
            "data.normalization": "NFD",
        }
        words = prepare([conllu], [conllu], tiny_tagger(counts)).task.words
        seen = [word for words in words_of(CLAUSES) for word in words]
        assert [word for word in set(seen) if word in words] == [
            word for word in set(seen) if seen.count(word) >= 20
        ]
        assert (words.lower, words.affixes.longest, words.normalization) == (False, 2, "NFD")
        assert (
            prepare([conllu], [conllu], tiny_tagger({"data.vocabulary_size": 4})).task.words.size
            == 4
        )


class TestNotes:
    def test_what_was_inferred_is_said(self, conllu: Path) -> None:
        notes = prepare([conllu], [], Config()).notes
        assert notes == [
            "task: tagger (a file of words and tags)",
            "columns: words form, tags upos",
            "dev set: 4 of the sentences, held out (--dev gives your own)",
            "column upos: 4 different tags (no spans)",
            "chosen by the size of the data: model.embedding 100, model.hidden 160, model.dropout "
            "0.45, "
            "training.epochs 20, training.batch_tokens 57, training.patience 10",
        ]

    def test_what_was_given_is_not(self, conll: Path) -> None:
        notes = prepare(
            [conll], [conll], tiny_tagger({"task": "tagger", "training.patience": 3})
        ).notes
        # The last note is on dev data that are the training data.
        assert notes[:-1] == [
            "columns: words 1, tags 2",
            "column 2: 5 different tags (spans in BIO: tags other than O begin with B, I, and 48 "
            "would not follow IOB1)",
        ]
        assert notes[-1].startswith("data: ")
        given = {"task": "tagger", "training.patience": 3, "data.tag_scheme": "BIO"}
        notes = prepare([conll], [conll], tiny_tagger(given)).notes
        assert "column 2: 5 different tags (spans in BIO)" in notes

    def test_tags_that_break_their_scheme_are_counted_and_the_first_has_its_line(
        self, tmp_path: Path
    ) -> None:
        cells = [
            ["Ada B-X", "Lo I-X"],
            ["sees O", "Rio I-X", "in O"],
            ["Oslo B-X", "Rio B-X", "de I-Y"],
        ]
        path = write(tmp_path, "a.conll", "\n" + sentences_of(cells))
        prepared = prepare([path], [path], tiny_tagger())
        note = (
            "column 2: 2 tags do not follow BIO, the first in line 6; read as conlleval reads "
            "such tags"
        )
        assert note in prepared.notes
        path = write(tmp_path, "b.conll", sentences_of(cells[:2]))
        note = "column 2: one tag does not follow BIO, in line 5; read as conlleval reads such tags"
        assert note in prepare([path], [path], tiny_tagger()).notes
        assert tags(prepared) == [["B-X", "E-X"], ["O", "S-X", "O"], ["S-X", "S-X", "S-Y"]]

    def test_tags_that_only_the_dev_part_has_are_counted_and_named(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.conll", sentences_of([["a D", "b N"], ["c V"]]))
        other = [f"x T{number % 7}" for number in range(10)]
        dev = write(tmp_path, "dev.conll", sentences_of([["a D", "b X"], other]))
        prepared = prepare([path], [dev], tiny_tagger())
        assert (
            "column 2: 11 dev tags are not in the training data, "
            "so the model gets them wrong: T0, T1, T2, "
            "X, T3, ..."
        ) in prepared.notes
        assert prepared.task.columns[0].labels.labels == ["D", "N", "V"]
        assert rows(prepared.dev.tags[0]) == [[0, -1], [-1] * 10]
        assert prepared.dev_examples[0].tags == (("D", "X"),)

    def test_unknown_dev_tags_are_told_column_by_column(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.conll", sentences_of([["a D B-X"], ["c V O"]]))
        dev = write(tmp_path, "dev.conll", sentences_of([["a D B-X", "b D I-X", "c D B-Y"]]))
        notes = prepare([path], [dev], tiny_tagger({"data.tag_columns": "2,3"})).notes
        # B-X I-X is B-X E-X where training has the single S-X alone.
        assert [note for note in notes if "gets them wrong" in note] == [
            "column 3: 3 dev tags (in IOBES) are not in the training data, "
            "so the model gets them wrong: "
            "B-X, E-X, S-Y"
        ]


class TestDev:
    def test_a_part_is_held_out_and_no_longer_learned_from(self, conllu: Path) -> None:
        prepared = prepare([conllu], [], tiny_tagger())
        held = [list(sentence.words) for sentence in prepared.dev_examples]
        assert len(held) == 4
        assert len(prepared.train) == len(CLAUSES) - 4
        left = [sentence for sentence in CLAUSES if [word for word, *_ in sentence] not in held]
        assert tags(prepared) == tags_of(left)
        assert held != [
            list(s.words) for s in prepare([conllu], [], tiny_tagger({"seed": 2})).dev_examples
        ]

    def test_words_and_labels_of_the_held_out_part_are_not_known(self, tmp_path: Path) -> None:
        cells = [[f"w{number} T{number}"] for number in range(10)]
        path = write(tmp_path, "a.conll", sentences_of(cells))
        prepared = prepare([path], [], tiny_tagger())
        ((word,), ((tag,),), _) = prepared.dev_examples[0]
        assert word not in prepared.task.words
        assert prepared.task.columns[0].labels.size == 9
        assert (
            "column 2: 1 dev tags are not in the training data, "
            f"so the model gets them wrong: {tag}" in prepared.notes
        )

    def test_a_dev_file_has_the_columns_of_the_training_data(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.conll", sentences_of([["a x D", "b y N"], ["c z V"]]))
        dev = write(tmp_path, "dev.conll", sentences_of([["a x D more"], ["b y N"]]))
        assert [one.tags for one in prepare([path], [dev], tiny_tagger()).dev_examples] == [
            (("D",),),
            (("N",),),
        ]
        short = write(tmp_path, "short.conll", sentences_of([["a x D"], ["b N"]]))
        with pytest.raises(
            PantoumError,
            match=r"short\.conll, line 3: the line has 2 columns, but the tags are column '3'",
        ):
            prepare([path], [short], tiny_tagger())

    def test_dev_data_that_do_not_fit_are_refused(
        self, conll: Path, conllu: Path, tmp_path: Path
    ) -> None:
        with pytest.raises(
            PantoumError,
            match=r"clauses\.conllu: a file of CoNLL-U, but the model learned from CoNLL col",
        ):
            prepare([conll], [conllu], tiny_tagger())
        with pytest.raises(
            PantoumError,
            match=r"^--dev: 2 files, but a tagger takes one file of words and tags: join them$",
        ):
            prepare([conll], [conll, conll], tiny_tagger())
        bad = write(tmp_path, "bad.conll", "Ada PER\n")
        with pytest.raises(
            PantoumError,
            match=r"bad\.conll, line 1: the tag 'PER' in column '2' marks no span, as BIO",
        ):
            prepare([conll], [bad], tiny_tagger())


class TestVectors:
    def test_a_file_of_vectors_is_read_by_word(self, conll: Path, tmp_path: Path) -> None:
        path = write(tmp_path, "vectors.txt", "oslo 1 2 3\nRio 4 5 6\nnowhere 7 8 9\n")
        task = prepare([conll], [conll], tiny_tagger({"tagger.vectors": str(path)})).task
        assert task.metadata() == {"vectors": True, "longest_source": 9}
        np.testing.assert_array_equal(task.table, [[0, 0, 0], [1, 2, 3], [4, 5, 6], [7, 8, 9]])
        found = task.encode([["Oslo", "Rio", "rio", "Ada"]])
        assert found.word_types.vectors.tolist() == [1, 2, 0, 0]
        model = task.build(
            prepare([conll], [conll], tiny_tagger({"tagger.vectors": str(path)})).config
        )
        np.testing.assert_array_equal(model.words.vectors.table, task.table)

    def test_without_one_there_are_none(self, conll: Path) -> None:
        prepared = prepare([conll], [conll], tiny_tagger())
        assert prepared.task.metadata() == {"vectors": False, "longest_source": 9}
        assert prepared.task.build(prepared.config).words.vectors is None
        assert set(prepared.task.files()) == {"words.json", "tags.json"}

    def test_a_file_that_cannot_be_read_is_named(self, conll: Path, tmp_path: Path) -> None:
        path = write(tmp_path, "vectors.txt", "oslo 1 2 3\nrio 4 5\n")
        with pytest.raises(PantoumError, match=r"vectors\.txt, line 2: a word and 2 numbers"):
            prepare([conll], [conll], tiny_tagger({"tagger.vectors": str(path)}))
        with pytest.raises(PantoumError, match=r"none\.txt: no such file"):
            prepare([conll], [conll], tiny_tagger({"tagger.vectors": str(tmp_path / "none.txt")}))


class TestFingerprint:
    def test_the_same_files_and_settings_have_the_same_one(
        self, conllu: Path, tmp_path: Path
    ) -> None:
        copy = write_conllu(tmp_path / "copy.conllu", CLAUSES)
        assert (
            prepare([copy], [], tiny_tagger(TWO)).fingerprint()
            == prepare([conllu], [], tiny_tagger(TWO)).fingerprint()
        )

    @pytest.mark.parametrize(
        "changes",
        [
            {"tagger.word_shape": False},
            {"tagger.crf": True},
            {"tagger.affixes": 2},
            {"tagger.scheme": "BIO"},
        ],
        ids=str,
    )
    def test_a_setting_changes_it(self, conll: Path, changes: dict[str, Any]) -> None:
        known = prepare([conll], [conll], tiny_tagger()).fingerprint()
        other = prepare([conll], [conll], tiny_tagger(changes)).fingerprint()
        assert {name for name in known if known[name] != other[name]} - {
            "data",
            "explicit_settings",
        } == set(changes)

    def test_data_change_it(self, conllu: Path, tmp_path: Path) -> None:
        def digest(name: str, sentences: list[Any], dev: list[Any] = CLAUSES) -> str:
            files = [
                write_conllu(tmp_path / f"{part}.conllu", rows)
                for part, rows in ((name, sentences), ("dev", dev))
            ]
            return prepare([files[0]], [files[1]], tiny_tagger(TWO)).fingerprint()["data"]

        def with_xpos(tag: str, rows: list[Any]) -> list[Any]:
            return [[(*rows[0][0][:2], tag), *rows[0][1:]], *rows[1:]]

        digests = [
            digest("same", CLAUSES),
            digest("swapped", [CLAUSES[1], CLAUSES[0], *CLAUSES[2:]]),
            digest("fewer", CLAUSES[:-1]),
            digest("dev", CLAUSES, CLAUSES[:-1]),
            digest("tag", with_xpos("VBZ", CLAUSES)),
            digest("unknown", CLAUSES, with_xpos("X", CLAUSES)),
            digest("other", CLAUSES, with_xpos("Y", CLAUSES)),
        ]
        assert len(set(digests)) == len(digests)
