"""``pantoum predict`` reads the files that ``pantoum train`` reads."""

import gzip
import json
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum, TypeIn
from tests.data.files import write

OUT = "ba\nc\ncba\n"


class TestColumns:
    """The reverser learned from a file without names: input 1, output 2."""

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.csv", "word\nab\nc\nabc\n"),
            ("a.csv", "ab\nc\nabc\n"),
            ("a.csv", "id,input\n1,ab\n2,c\n3,abc\n"),
            ("a.csv", "ab,ba\nc,c\nabc,cba\n"),
            ("a.csv", "word,language,pronunciation\nab,x,ba\nc,x,c\nabc,x,cba\n"),
            ("a.tsv", "word\tpronunciation\tcomment\nab\tba\tx\nc\tc\t\nabc\tcba\n"),
            ("a.tsv", "Word\nab\nc\nabc\n"),
            ("a.tsv", "ab\nc\nabc\n"),
            ("a.tsv", "ab\t\nc\nabc\t\n"),
            ("a.tsv", "ab\tba\nc\tc\nabc\tcba\n"),
            ("a.tsv", "output\tinput\nba\tab\nc\tc\ncba\tabc\n"),
            ("a.jsonl", '{"input": "ab"}\n{"input": "c"}\n{"input": "abc"}\n'),
            ("a.jsonl", '{"id": "1", "source": "ab"}\n{"source": "c"}\n{"source": "abc"}\n'),
            ("a.txt", "ab\t\nc\nabc\n"),
            ("a.txt", "ab\n\ufeffc\nabc\n"),
        ],
    )
    def test_the_inputs(
        self, pantoum: Pantoum, reverser: Path, tmp_path: Path, name: str, content: str
    ) -> None:
        assert pantoum("predict", reverser, write(tmp_path, name, content)).out == OUT
        packed = write(tmp_path, name + ".gz", gzip.compress(content.encode()))
        assert pantoum("predict", reverser, packed).out == OUT

    def test_a_header_is_told(self, pantoum: Pantoum, reverser: Path, tmp_path: Path) -> None:
        path = write(tmp_path, "a.csv", "word\nab\n")
        done = pantoum("predict", reverser, path)
        assert done.err == f"pantoum: {path}: the first line is read as names: word\n"

    @pytest.mark.parametrize("first", ["word,pronunciation", "word,pronunciation,note", "ab,ba"])
    def test_a_first_line_is_an_example_in_all_commands_or_in_none(
        self, pantoum: Pantoum, reverser: Path, tmp_path: Path, first: str
    ) -> None:
        for name, between in (("a.csv", ","), ("a.tsv", "\t")):
            path = write(tmp_path, name, f"{first}\nc,c\nabc,cba\n".replace(",", between))
            evaluated = json.loads(pantoum("evaluate", reverser, path, "--json").out)
            done = pantoum("predict", reverser, path)
            assert len(done.out.splitlines()) == evaluated["examples"]
            assert done.err.count("is read as names") == (first != "ab,ba")

    def test_a_format_that_is_given(
        self, pantoum: Pantoum, reverser: Path, tmp_path: Path, type_in: TypeIn
    ) -> None:
        type_in(b'{"input": "ab"}\n{"input": "c"}\n{"input": "abc"}\n')
        assert pantoum("predict", reverser, "--input_format", "jsonl").out == OUT
        path = write(tmp_path, "a.csv", "ab\nc\nabc\n")
        assert pantoum("predict", reverser, path, "--input_format", "text").out == OUT

    def test_what_is_wrong_is_said(self, pantoum: Pantoum, reverser: Path, tmp_path: Path) -> None:
        path = write(tmp_path, "a.jsonl", '{"input": "ab"}\n{"input": 3}\n')
        assert pantoum("predict", reverser, path).error == (
            f"{path}, line 2: 'input' is a number, but must be a string: write it in quotes"
        )
        path = write(tmp_path, "a.csv", "ab,ba,x\n\nc\n")
        assert pantoum("predict", reverser, path).out == "ba\nc\n"
        path = write(tmp_path, "a.txt.gz", gzip.compress(b"ab\nc\n" * 99)[:-9])
        assert pantoum("predict", reverser, path).error == (
            f"{path}: this compressed file (.gz) is cut short: copy or download it again"
        )

    def test_a_trailing_tab_is_no_column_for_any_command(
        self, pantoum: Pantoum, reverser: Path, tmp_path: Path
    ) -> None:
        path = write(tmp_path, "a.tsv", "ab\tba\t\nc\tc\n")
        done = pantoum("evaluate", reverser, path, "--json")
        assert '"word_error_rate": 0.0' in done.out
        assert pantoum("predict", reverser, path).out == "ba\nc\n"


class TestOtherModels:
    def test_a_tagger_knows_conllu_on_a_pipe(
        self, pantoum: Pantoum, clause_tagger: Path, tmp_path: Path, type_in: TypeIn
    ) -> None:
        rows = "".join(f"{i}\t{w}\t_\t_\t_\t_\t_\t_\t_\t_\n" for i, w in ((1, "the"), (2, "dog")))
        path = write(tmp_path, "a.conllu", f"# text = the dog\n{rows}\n")
        expected = pantoum("predict", clause_tagger, path).out
        assert expected.startswith("# text = the dog\n1\tthe\t_\t")
        type_in(path.read_bytes())
        assert pantoum("predict", clause_tagger).out == expected
        assert pantoum(
            "predict", clause_tagger, write(tmp_path, "b.txt", path.read_bytes())
        ).out == (expected)
        type_in(b"the dog\n")
        assert pantoum("predict", clause_tagger).out.startswith("the\t")

    def test_a_language_model_reads_no_columns(
        self, pantoum: Pantoum, writer: Path, tmp_path: Path
    ) -> None:
        path = write(tmp_path, "a.jsonl", '{"text": "ab"}\n')
        assert pantoum("predict", writer, path).error == (
            f"{path}: plain text is read, but this file has JSON objects: give a .txt file, or say "
            "with --input_format text that it is plain text"
        )
        assert pantoum("predict", writer, path, "--input_format", "text").status == 0

    def test_train_learns_a_tagger_from_tags_in_a_text_file(
        self, pantoum: Pantoum, tmp_path: Path
    ) -> None:
        both = "Bo NN B-PER\nran VB O\n. . O\n\nAnn NN B-PER\nsat VB O\n. . O\n\n"
        news = "-DOCSTART- -X- O\n\n" + both * 10
        path = write(tmp_path, "a.txt", news)
        small = ["--training.epochs", 1, "--model.hidden", 4, "-o", tmp_path / "model"]
        done = pantoum("train", path, *small)
        assert "task: tagger (a file of words and tags)" in done.err
        assert f"{path} is read as words and tags in CoNLL columns" in done.err
        assert pantoum("evaluate", tmp_path / "model", path, "--json").status == 0
