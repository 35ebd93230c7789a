"""Further files of a tagger have the columns of its training data, and what is wrong in them has a
line.
"""

from pathlib import Path

import pytest
from tests.data.files import write
from tests.tagging import clauses, names, tags_of, words_of, write_conll, write_conllu

from pantoum.config import DataConfig, Scheme
from pantoum.errors import PantoumError
from pantoum.tasks.tagger import read_right_tags, read_same_columns, read_tokens, read_words

SPANS: dict[str, Scheme] = {"2": "BIO"}
OTHER = "convert it; its words alone are read by pantoum predict --format tsv"


def refused(path: Path, words: str, schemes: dict[str, Scheme]) -> str:
    with pytest.raises(PantoumError) as caught:
        read_right_tags(path, words, schemes)
    assert "\n" not in str(caught.value)
    return str(caught.value)


class TestTrainingData:
    def test_columns_are_those_of_the_settings(self, tmp_path: Path) -> None:
        path = write_conllu(tmp_path / "a.conllu", clauses())
        file = read_tokens([path], DataConfig(tag_columns=" xpos,UPOS", words_column="2"))
        assert (file.columns.words, file.columns.tags) == ("form", ("xpos", "upos"))
        assert [sentence.tags[1] for sentence in file.sentences] == [
            tuple(tags) for tags in tags_of(clauses())
        ]
        assert read_tokens([path], DataConfig()).columns.tags == ("upos",)

    def test_one_file_is_enough(self, tmp_path: Path) -> None:
        path = write_conllu(tmp_path / "a.conllu", clauses())
        with pytest.raises(
            PantoumError,
            match=r"^2 data files: a tagger learns from one file .*: join them, or give the",
        ):
            read_tokens([path, path], DataConfig())


class TestFurtherFiles:
    def test_they_are_read_in_the_same_columns(self, tmp_path: Path) -> None:
        path = write_conllu(tmp_path / "a.conllu", clauses())
        file = read_same_columns(path, "form", ["xpos", "upos"])
        assert [list(sentence.words) for sentence in file.sentences] == words_of(clauses())
        assert [list(sentence.tags[0]) for sentence in file.sentences] == tags_of(clauses(), 1)
        path = write(tmp_path, "b.conll", "B-X\t_\tOslo\n")
        assert read_same_columns(path, "3", ["1"]).sentences[0][:2] == (
            ("Oslo",),
            (("B-X",),),
        )

    def test_numbers_are_not_taken_for_columns_of_conllu_nor_names_for_others(
        self, tmp_path: Path
    ) -> None:
        conllu = write_conllu(tmp_path / "a.conllu", clauses())
        conll = write_conll(tmp_path / "b.bio", names())
        assert refused(conllu, "1", SPANS) == (
            f"{conllu}: a file of CoNLL-U, but the model learned from CoNLL columns (words 1, tags "
            f"2): {OTHER}"
        )
        assert refused(conll, "form", {"upos": "none", "xpos": "none"}) == (
            f"{conll}: a file of CoNLL columns, but the model learned from CoNLL-U (words form, "
            "tags upos, xpos): "
            f"{OTHER}"
        )

    def test_of_the_other_format_words_can_be_read(self, tmp_path: Path) -> None:
        conllu = write_conllu(tmp_path / "a.conllu", clauses())
        conll = write_conll(tmp_path / "b.conll", names())
        for words in ("form", "1", "3"):
            found = [sentence.words for sentence in read_words(conllu, words).sentences]
            assert found == [tuple(words) for words in words_of(clauses())]
        assert [sentence.words for sentence in read_words(conll, "form").sentences] == [
            tuple(words) for words in words_of(names())
        ]
        assert read_words(conll, "2").sentences[0].words == tuple(tags_of(names())[0])

    def test_what_is_no_file_of_words_and_tags_is_called_so(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.tsv", "a\tb\n")
        assert refused(path, "1", SPANS).startswith(
            f"{path}: not known as a file of words and tags: rename it"
        )
        path = tmp_path / "none.conll"
        assert refused(path, "1", SPANS) == f"{path}: no such file: check the path"


class TestColumnsThatAreNotAnnotated:
    def test_they_are_refused_by_their_name(self, tmp_path: Path) -> None:
        sentences = [[("the", "DET", "_"), ("dog", "_", "_")], [("runs", "VERB", "_")]]
        path = write_conllu(tmp_path / "a.conllu", sentences)
        what = (
            f"{path}: column 'xpos' is not annotated: all its cells are '_': name other columns "
            "with --data.tag_columns when training, and give a file with tags to score"
        )
        assert refused(path, "form", {"upos": "none", "xpos": "none"}) == what

    def test_some_words_without_a_tag_are_no_hindrance(self, tmp_path: Path) -> None:
        path = write_conllu(tmp_path / "a.conllu", [[("the", "DET"), ("dog", "_")]])
        assert read_right_tags(path, "form", {"upos": "none"})[0].tags == (("DET", "_"),)
        assert read_same_columns(path, "form", ["xpos"], need_tags=False).sentences[0].tags == ()


class TestTagsThatMarkNoSpan:
    def test_the_first_is_named_with_its_line(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.conll", "Ada B-X\n\n-DOCSTART-\n\nsees O\nOslo LOC\nRio LOC\n")
        assert refused(path, "1", SPANS) == (
            f"{path}, line 6: the tag 'LOC' in column '2' marks no span, as BIO does (nor does one "
            "more, in line 7): write O, or B- or I- before the type of a span, or train with "
            "--data.tag_scheme none"
        )

    def test_how_many_there_are_is_told_and_what_looks_like_a_slip_is_put_right(
        self, tmp_path: Path
    ) -> None:
        path = write(tmp_path, "a.conll", "Ada U-X\n" + "sees o\n" * 8)
        assert refused(path, "1", {"2": "BILOU"}) == (
            f"{path}, line 2: the tag 'o' in column '2' marks no span, as BILOU does (nor do 7 "
            "more, in lines 3, 4, 5, 6, 7, ...): write O, or train with --data.tag_scheme none"
        )

    def test_spans_in_another_scheme_are_read_in_that_of_the_column(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.conll", "Ms B-X\nAda L-X\n\nsees O\nOslo U-Y\n\nRio I-Y\n")
        found = [one.tags for one in read_right_tags(path, "1", {"2": "IOBES"})]
        assert found == [(("B-X", "E-X"),), (("O", "S-Y"),), (("I-Y",),)]
        found = [one.tags for one in read_right_tags(path, "1", {"2": "BILOU"})]
        assert found == [(("B-X", "L-X"),), (("O", "U-Y"),), (("I-Y",),)]

    def test_in_each_column_of_spans_and_in_no_other(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.conll", "Ada NOUN B-X\nsees VERB x\n")
        assert refused(path, "1", {"2": "none", "3": "IOB1"}).startswith(
            f"{path}, line 2: the tag 'x' in column '3'"
        )
        assert len(read_right_tags(path, "1", {"2": "none", "3": "none"})) == 1

    def test_where_tags_are_predicted_they_do_not_matter(self, tmp_path: Path) -> None:
        path = write(tmp_path, "a.conll", "Ada B-X\nsees _\n")
        assert read_same_columns(path, "1", ["2"], need_tags=False).sentences[0].words == (
            "Ada",
            "sees",
        )


def test_lines_with_another_number_of_columns_are_named(tmp_path):
    path = tmp_path / "a.conll"
    path.write_text("a\tX\nb\tY\tmore\n\n" + "a\tX\nb\tY\n\n" * 20 + "c\tX\tx\tx\n", "utf-8")
    file = read_same_columns(path, "1", ["2"])
    assert file.notes == ["41 of 43 lines have 2 columns, but line 2 has 3, line 64 has 4"]
    path.write_text("a\tX\nb\tY\n\n", "utf-8")
    assert read_same_columns(path, "1", ["2"]).notes == []
