"""`pantoum predict` with a tagger says in one line what is wrong, and loses nothing."""

from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.tagging import clauses, write_conllu

ONE_SENTENCE = "1\tthe\t_\t_\t_\t_\t_\t_\t_\t_\n\n"


class TestWrongInput:
    @pytest.mark.parametrize(
        ("name", "data", "what"),
        [
            ("a.conllu", b"", ": the file is empty: put one word on each line"),
            ("a.conllu", b"# nothing\n\n", ": the file has no sentences"),
            (
                "a.conllu",
                ONE_SENTENCE.encode() + b"1\tdog\tNOUN\n",
                ", line 3: the line has 3 columns, but CoNLL-U has",
            ),
            (
                "a.conllu",
                ONE_SENTENCE.encode() + b"2\tdog" + b"\t_" * 8,
                ", line 3: the id '2' does not follow the beg",
            ),
            ("a.conllu", b"1\t\t_\t_\t_\t_\t_\t_\t_\t_\n", ", line 1: column 'form' is empty"),
            (
                "a.conllu",
                b"1\tcaf\xe9" + b"\t_" * 8,
                ", line 1: not UTF-8 (byte 0xe9): convert the file",
            ),
            (
                "a.conllu",
                "1\tthe".encode("utf-16"),
                ", line 1: a NUL byte, so this is a binary or UTF-16 file",
            ),
            ("a.txt", b"the\nd\xf6g\n", ", line 2: not UTF-8 (byte 0xf6): convert the file"),
            (
                "a.txt",
                b"the\n" + b"a" * 400_001,
                ", line 2: the line has more than 400,000 bytes; split it",
            ),
        ],
    )
    def test_what_is_wrong_has_its_file_and_line(
        self,
        pantoum: Pantoum,
        clause_tagger: Path,
        tmp_path: Path,
        name: str,
        data: bytes,
        what: str,
    ) -> None:
        path = tmp_path / name
        out = tmp_path / "out"
        path.write_bytes(data)
        out.write_text("precious")
        done = pantoum("predict", clause_tagger, path, "--output", out)
        assert (done.status, done.out) == (1, "")
        assert done.error.startswith(f"{path}{what}")
        assert out.read_text() == "precious"
        assert sorted(one.name for one in tmp_path.iterdir()) == sorted(["out", name])

    def test_lines_with_other_numbers_of_columns(
        self, pantoum: Pantoum, name_tagger: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "a.conll"
        path.write_text("Ms\nAda\nsees O\n")
        done = pantoum("predict", name_tagger, path)
        assert (done.status, done.out) == (1, "")
        assert done.error == (
            f"{path}, line 3: the line has 2 columns, but those before have 1: give every line as "
            "many"
        )

    def test_a_file_of_the_other_format(
        self, pantoum: Pantoum, name_tagger: Path, clause_tagger: Path, tmp_path: Path
    ) -> None:
        write_conllu(tmp_path / "a.conllu", clauses())
        (tmp_path / "a.conll").write_text("the DET\n", encoding="utf-8")
        for model, name, given in (
            (name_tagger, "a.conllu", "CoNLL-U"),
            (clause_tagger, "a.conll", "CoNLL columns"),
        ):
            done = pantoum("predict", model, tmp_path / name)
            assert (done.status, done.out) == (1, "")
            assert done.error.startswith(
                f"{tmp_path / name}: a file of {given}, but the model learned from CoNLL"
            )

    def test_a_file_that_is_missing_or_none(
        self, pantoum: Pantoum, clause_tagger: Path, tmp_path: Path
    ) -> None:
        for name, reason in (
            ("none.conllu", "no such file"),
            ("none.txt", "no such file: check the path"),
        ):
            done = pantoum("predict", clause_tagger, tmp_path / name)
            assert done.status == 1
            assert done.error.startswith(f"{tmp_path / name}: {reason}")

    @pytest.mark.parametrize(
        ("flags", "what"),
        [
            (
                ("--beam", "3"),
                "--beam is not used by a tagger; the flags that are: --format, --nbest, --scheme, "
                "--work",
            ),
            (
                ("words.conllu", "--workers", "2"),
                "--workers is for lines of plain text, and not for a file of words",
            ),
            (("--length_penalty", "1"), "--length_penalty is not used by a tagger"),
            (
                ("--nbest", "2"),
                "--nbest gives several taggings of a sentence, for which only --format jsonl has "
                "room",
            ),
            (("--nbest", "2", "--format", "tsv"), "--nbest gives several taggings of a sentence"),
            (("--nbest", "0"), "argument --nbest: must be a whole number of at least 1, but is 0"),
            (("--scheme", "BMES"), "argument --scheme: invalid choice: 'BMES'"),
            (
                ("--scheme", "BIO"),
                "--scheme is how spans are written, but this model's tags write none",
            ),
            (
                ("--format", "pharaoh"),
                "--format pharaoh is not used by a tagger; the formats that are: text, tsv, j",
            ),
            (("--format", "conllu"), "argument --format: invalid choice: 'conllu'"),
        ],
    )
    def test_wrong_usage(
        self, pantoum: Pantoum, clause_tagger: Path, flags: tuple[str, ...], what: str
    ) -> None:
        done = pantoum("predict", clause_tagger, *flags)
        assert (done.status, done.out) == (2, "")
        assert f"pantoum predict: error: {what}" in done.err
        assert "Traceback" not in done.err

    def test_a_tagger_s_flag_means_nothing_to_others(
        self, pantoum: Pantoum, reverser: Path
    ) -> None:
        done = pantoum("predict", reverser, "--scheme", "BIO")
        assert (done.status, done.out) == (2, "")
        assert "--scheme is not used by an encoder-decoder" in done.err
