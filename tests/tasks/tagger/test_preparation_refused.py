"""Files and settings from which no tagger can be trained, refused in one line."""

from pathlib import Path
from typing import Any

import pytest
from tests.data.files import write
from tests.tagging import clauses, tiny_tagger, write_conllu

from pantoum.config import Config, DataConfig
from pantoum.errors import PantoumError
from pantoum.tasks import prepare
from pantoum.tasks.memory import data_from_memory
from pantoum.tasks.registry import prepare_data

# The settings of a tiny tagger that an encoder-decoder does not read, as they are by default.
NO_TAGGER = {"tagger.character_embedding": 64, "tagger.character_hidden": 64}


@pytest.fixture
def conllu(tmp_path: Path) -> Path:
    return write_conllu(tmp_path / "clauses.conllu", clauses())


class TestRefused:
    @pytest.mark.parametrize(
        ("name", "data", "what"),
        [
            ("a.conllu", b"", "{path}: the file is empty"),
            ("a.conll", b"\n\n", "{path}: the file has no sentences"),
            (
                "a.conllu",
                b"1\tdog\tNOUN\n",
                "{path}, line 1: the line has 3 columns, but CoNLL-U has 10",
            ),
            (
                "a.conll",
                b"dog NOUN\ncat\n",
                "{path}, line 2: the line has 1 column, but the tags are column '2'",
            ),
            ("a.conll", b"dog NOUN\ncaf\xe9 X\n", "{path}, line 2: not UTF-8 (byte 0xe9)"),
            ("a.conll", b"dog NOUN\n", "{path}: 1 example in all"),
        ],
    )
    def test_files_that_cannot_be_learned_from(
        self, tmp_path: Path, name: str, data: bytes, what: str
    ) -> None:
        path = write(tmp_path, name, data)
        with pytest.raises(PantoumError) as caught:
            prepare([path], [], tiny_tagger())
        assert str(caught.value).startswith(what.format(path=path))

    def test_tags_without_spans_in_a_scheme_of_spans(self, conllu: Path) -> None:
        with pytest.raises(
            PantoumError,
            match=r"clauses\.conllu, line 2: the tag '[A-Z]+' in column 'upos' marks no span",
        ):
            prepare([conllu], [], tiny_tagger({"data.tag_scheme": "BIO"}))

    def test_one_stray_tag_does_not_turn_spans_into_plain_tags(self, tmp_path: Path) -> None:
        sentence = "Bo B-PER\nLee I-PER\nsat O\n\n"
        path = write(tmp_path, "a.conll", sentence * 9 + "Ann B-PER\nran o\n")
        with pytest.raises(
            PantoumError,
            match=r"a\.conll, line 38: the tag 'o' in column '2' marks no span, as BIO does: "
            r"write O, or train with --data\.tag_scheme none$",
        ):
            prepare([path], [], tiny_tagger())
        (column,) = prepare([path], [], tiny_tagger({"data.tag_scheme": "none"})).task.columns
        assert column.scheme == "none"

    def test_columns_that_are_not_annotated(self, tmp_path: Path) -> None:
        good = write(tmp_path, "good.conll", "Bo N\n\nLee N\n")
        bare = write(tmp_path, "bare.conll", "Bo _\n\nLee _\n")
        for train, dev in (([bare], []), ([good], [bare])):
            with pytest.raises(
                PantoumError, match=r"bare\.conll: column '2' is not annotated: all its cells are"
            ):
                prepare(train, dev, tiny_tagger())

    def test_from_memory_as_from_files(self) -> None:
        good = data_from_memory([(["Bo"], ["B-X"]), (["ran"], ["O"])], DataConfig())
        bare = data_from_memory([(["Bo"], ["_"]), (["ran"], ["_"])], DataConfig())
        stray = data_from_memory([(["Bo"], ["X"])], DataConfig())
        with pytest.raises(PantoumError, match=r"^data: column '2' is not annotated"):
            prepare_data(bare.file_format, bare.data, None, tiny_tagger())
        with pytest.raises(PantoumError, match=r"^data: column '2' is not annotated"):
            prepare_data(good.file_format, good.data, bare.data, tiny_tagger())
        with pytest.raises(PantoumError, match=r"^data, line 1: the tag 'X' in column '2'"):
            prepare_data(good.file_format, good.data, stray.data, tiny_tagger())

    def test_several_files(self, conllu: Path, tmp_path: Path) -> None:
        other = write(tmp_path, "a.tsv", "a\tb\n")
        for paths in ([conllu, conllu], [conllu, other], [other, conllu]):
            with pytest.raises(
                PantoumError,
                match=r"^2 data files: a tagger learns from one file of words and tags",
            ):
                prepare(paths, [], tiny_tagger())

    def test_a_task_that_does_not_fit_the_file(self, conllu: Path, tmp_path: Path) -> None:
        with pytest.raises(
            PantoumError,
            match=r"clauses\.conllu: an encoder-decoder \(--task seq2seq\) does not learn from",
        ):
            prepare([conllu], [], Config(task="seq2seq"))
        pairs = write(tmp_path, "a.tsv", "a\tb\nb\ta\n")
        with pytest.raises(
            PantoumError,
            match=r"a\.tsv: not known as a file of words and tags: rename it to \.conllu or",
        ):
            prepare([pairs], [], Config(task="tagger"))

    @pytest.mark.parametrize(
        "changes",
        [
            {"data.source_column": "1"},
            {"data.max_length": 5},
            {"model.attention": "dot"},
            {"search.beam": 3},
        ],
        ids=lambda changes: next(iter(changes)),
    )
    def test_settings_of_other_models(self, conllu: Path, changes: dict[str, Any]) -> None:
        with pytest.raises(
            PantoumError, match=f"^{next(iter(changes))} is not used by a tagger: leave it out"
        ):
            prepare([conllu], [], tiny_tagger(changes))

    def test_settings_of_a_tagger_for_pairs(self, tmp_path: Path) -> None:
        pairs = write(tmp_path, "a.tsv", "a\tb\nb\ta\n")
        for changes in (
            {"tagger.affixes": 2},
            {"data.tag_columns": "upos"},
            {"data.tag_scheme": "BIO"},
        ):
            with pytest.raises(
                PantoumError, match=f"^{next(iter(changes))} is not used by an encoder-decoder"
            ):
                prepare([pairs], [], tiny_tagger({**NO_TAGGER, **changes}))
