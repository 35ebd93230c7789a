"""`pantoum predict`: one line in, one line out, in every format, and nothing lost when something is
wrong.
"""

import json
from pathlib import Path

import pytest
import torch
from tests.cli.conftest import Pantoum, TypeIn
from tests.reversing import reversals, write_tsv
from tests.training.runs import train

from pantoum.cli import lines as line_loop
from pantoum.cli.pairs import ParsedLines
from pantoum.cli.seq2seq import predict


class TestText:
    def test_from_stdin_to_stdout(self, pantoum: Pantoum, reverser: Path, type_in: TypeIn) -> None:
        type_in(b"abc\nb\ncab\n")
        assert pantoum("predict", reverser) == (0, "cba\nb\nbac\n", "")

    def test_a_dash_is_stdin(self, pantoum: Pantoum, reverser: Path, type_in: TypeIn) -> None:
        type_in(b"abc\n")
        assert pantoum("predict", reverser, "-", "--output", "-") == (0, "cba\n", "")

    def test_from_a_file_to_a_file(
        self, pantoum: Pantoum, reverser: Path, lines: Path, tmp_path: Path
    ) -> None:
        assert pantoum("predict", reverser, lines, "--output", tmp_path / "out.txt") == (0, "", "")
        assert (tmp_path / "out.txt").read_bytes() == b"cba\nb\nbac\n"

    def test_options_may_stand_before_the_input(
        self, pantoum: Pantoum, reverser: Path, lines: Path
    ) -> None:
        assert pantoum("predict", reverser, "--beam", "1", lines) == (0, "cba\nb\nbac\n", "")

    def test_no_input_no_output(self, pantoum: Pantoum, reverser: Path, type_in: TypeIn) -> None:
        type_in(b"")
        assert pantoum("predict", reverser) == (0, "", "")

    @pytest.mark.parametrize(
        ("data", "out"),
        [
            (b"abc\r\nb\r\n", "cba\nb\n"),
            (b"\xef\xbb\xbfabc\nb\n", "cba\nb\n"),
            (b"abc\nb", "cba\nb\n"),
            (b"abc\r\rb\r", "cba\n\nb\n"),
            (b"abc\rb", "cba\nb\n"),
            (b"\n\nabc\n\n", "\n\ncba\n\n"),
            (b"   \nabc\n\r\n", "\ncba\n\n"),
            (b"  abc  \n", "cba\n"),
        ],
    )
    def test_one_line_in_one_line_out(
        self, pantoum: Pantoum, reverser: Path, type_in: TypeIn, data: bytes, out: str
    ) -> None:
        type_in(data)
        assert pantoum("predict", reverser) == (0, out, "")

    def test_line_separators_of_unicode_end_no_line(
        self, pantoum: Pantoum, reverser: Path, type_in: TypeIn
    ) -> None:
        type_in("a\u2028b\x85c\x0bb\n".encode())
        done = pantoum("predict", reverser)
        assert done.status == 0
        assert done.out.count("\n") == 1
        # They are characters, in what is written as in what is read.
        type_in("a\u2028b\t\n".encode())
        assert pantoum("predict", reverser, "--format", "tsv").out.startswith("a\u2028b\t")

    def test_many_lines_keep_their_order(
        self, pantoum: Pantoum, reverser: Path, type_in: TypeIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sources = [source for source, _ in reversals()]
        type_in("".join(source + "\n" for source in sources).encode())
        at_once = pantoum("predict", reverser).out
        monkeypatch.setattr(line_loop, "CHUNK", 7)
        type_in("".join(source + "\n" for source in sources).encode())
        assert pantoum("predict", reverser).out == at_once
        rows = zip(sources, at_once.splitlines(), strict=True)
        assert sum(source[::-1] == output for source, output in rows) >= 0.9 * len(sources)

    def test_somebody_who_types_is_answered_line_by_line(
        self, pantoum: Pantoum, reverser: Path, type_in: TypeIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sizes: list[int] = []
        monkeypatch.setattr(line_loop, "_at_a_terminal", lambda name: True)
        monkeypatch.setattr(
            predict,
            "parse_lines",
            lambda model, part, options: (
                sizes.append(len(part)),
                ParsedLines([part[0].text], [None], {}),
            )[1],
        )
        type_in(b"abc\nb\n")
        assert pantoum("predict", reverser).out == "cba\nb\n"
        assert sizes == [1, 1]


class TestUnknownSymbols:
    def test_they_are_said_at_the_end(
        self, pantoum: Pantoum, reverser: Path, type_in: TypeIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(line_loop, "CHUNK", 2)
        type_in("abж\n\nb\nжщc\n".encode())
        done = pantoum("predict", reverser)
        assert (done.status, len(done.out.splitlines())) == (0, 4)
        assert done.err == "pantoum: 3 of 7 input symbols are unknown to the model ('ж', 'щ')\n"


class TestOtherFormats:
    def test_tsv(self, pantoum: Pantoum, reverser: Path, type_in: TypeIn) -> None:
        type_in(b"abc\n\nb\n")
        rows = [
            line.split("\t")
            for line in pantoum("predict", reverser, "--format", "tsv").out.splitlines()
        ]
        assert [row[:2] for row in rows] == [["abc", "cba"], ["", ""], ["b", "b"]]
        assert -1 < float(rows[0][2]) < 0
        assert rows[1][2] == "0.0000"

    def test_jsonl(self, pantoum: Pantoum, reverser: Path, type_in: TypeIn) -> None:
        type_in("ab\n\né\n".encode())
        objects = [
            json.loads(line)
            for line in pantoum("predict", reverser, "--format", "jsonl").out.splitlines()
        ]
        assert [one["source"] for one in objects] == ["ab", "", "é"]
        first = objects[0]
        assert (first["text"], first["rank"], first["tokens"]) == ("ba", 1, ["b", "a", "</s>"])
        assert first["source_tokens"] == ["a", "b", "</s>"]
        assert first["score"] == pytest.approx(first["log_probability"] / 3, abs=1e-5)
        assert [sum(row) for row in first["attention"]] == pytest.approx([1, 1, 1], abs=1e-3)
        assert objects[1] == {
            **{"source": "", "text": "", "rank": 1, "score": 0.0, "log_probability": 0.0},
            **{"tokens": [], "source_tokens": [], "attention": []},
        }

    @pytest.mark.parametrize(
        ("line_format", "empty"),
        [("text", ["", "", ""]), ("tsv", ["\t\t0.0000", *["\t\t-inf"] * 2])],
    )
    def test_every_input_has_as_many_lines_as_outputs_were_asked_for(
        self, pantoum: Pantoum, reverser: Path, tmp_path: Path, line_format: str, empty: list[str]
    ) -> None:
        (tmp_path / "in.txt").write_text("abc\n\nb\n")
        flags = ("--nbest", 3, "--format", line_format)
        written = pantoum("predict", reverser, tmp_path / "in.txt", *flags).out.splitlines()
        assert len(written) == 9
        assert written[3:6] == empty
        assert ["cba" in written[0], "b" in written[6]] == [True, True]

    def test_nbest(self, pantoum: Pantoum, reverser: Path, type_in: TypeIn) -> None:
        type_in(b"abc\n\nb\n")
        objects = [
            json.loads(line)
            for line in pantoum(
                "predict", reverser, "--nbest", 3, "--format", "jsonl"
            ).out.splitlines()
        ]
        assert [(one["source"], one["rank"]) for one in objects] == [
            *[("abc", 1), ("abc", 2), ("abc", 3)],
            ("", 1),
            *[("b", 1), ("b", 2), ("b", 3)],
        ]
        assert len({one["text"] for one in objects[:3]}) == 3
        scores = [one["score"] for one in objects[:3]]
        assert scores == sorted(scores, reverse=True)

    def test_beam_and_length_penalty_reach_the_search(
        self, pantoum: Pantoum, reverser: Path, type_in: TypeIn
    ) -> None:
        type_in(b"abc\n")
        found = pantoum(
            "predict", reverser, "--beam", 2, "--length_penalty", 0, "--format", "jsonl"
        ).out
        assert json.loads(found)["score"] == json.loads(found)["log_probability"]


@pytest.fixture(scope="module")
def breaker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose outputs hold line ends and tabs."""
    folder = tmp_path_factory.mktemp("breaker")
    data = folder / "data.csv"
    data.write_text('input,output\na,"x\ny"\nb,"x\ty"\nc,"x\r\ny"\n', encoding="utf-8", newline="")
    settings = {
        "training.epochs": 40,
        "training.batch_tokens": 40,
        "data.target_units": "characters",
    }
    settings |= {"training.evaluate_every": 1_000}
    train(data, folder / "model", settings, dev=data)
    return folder / "model"


def test_line_ends_and_tabs_inside_an_output_become_spaces(
    pantoum: Pantoum, breaker: Path, type_in: TypeIn
) -> None:
    type_in(b"a\nb\n")
    assert pantoum("predict", breaker) == (0, "x y\nx y\n", "")
    type_in(b"a\nb\n")
    rows = [
        line.split("\t")[:2]
        for line in pantoum("predict", breaker, "--format", "tsv").out.splitlines()
    ]
    assert rows == [["a", "x y"], ["b", "x y"]]
    type_in(b"a\nb\n")
    objects = [
        json.loads(line)
        for line in pantoum("predict", breaker, "--format", "jsonl").out.splitlines()
    ]
    assert [one["text"] for one in objects] == ["x\ny", "x\ty"]


def test_features_stand_behind_a_tab(pantoum: Pantoum, tmp_path: Path, type_in: TypeIn) -> None:
    rows = [(*row, ("V;PST", "N;SG")[index % 2]) for index, row in enumerate(reversals()[:20])]
    train(write_tsv(tmp_path / "data.tsv", rows), tmp_path / "model", {"training.epochs": 1})
    type_in(b"ab\tN;SG\n\nab\t\n")
    objects = [
        json.loads(line)
        for line in pantoum("predict", tmp_path / "model", "--format", "jsonl").out.splitlines()
    ]
    assert [one["source_tokens"] for one in objects] == [
        ["N", "SG", "a", "b", "</s>"],
        [],
        ["a", "b", "</s>"],
    ]
    type_in(b"ab\tN;SG\nab\n")
    done = pantoum("predict", tmp_path / "model")
    assert (done.status, done.out) == (1, "")
    assert done.error.startswith(
        "stdin, line 2: the line has 1 column, but this model reads `input TAB features`"
    )


@pytest.mark.parametrize("command", ["predict", "evaluate", "plot"])
def test_a_device_that_is_not_there(
    pantoum: Pantoum, reverser: Path, lines: Path, command: str
) -> None:
    done = pantoum(command, reverser, lines, "--device", "warp")
    assert (done.status, done.out) == (1, "")
    assert done.error.startswith("device 'warp' cannot be used here")


class TestWrongInput:
    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (b"abc\nb\xff\n", "stdin, line 2: not UTF-8 (byte 0xff): convert the file"),
            (
                b"abc\na\x00b\x00\n",
                "stdin, line 2: a NUL byte, so this is a binary or UTF-16 file: give UTF-8 text",
            ),
            (
                "abc\n".encode("utf-16-le"),
                "stdin, line 1: a NUL byte, so this is a binary or UTF-16 file",
            ),
            (
                b"\xff\xfea\x00b\x00",
                "stdin, line 1: a NUL byte, so this is a binary or UTF-16 file",
            ),
            (
                b"abc\n" + b"a" * 400_001 + b"\n",
                "stdin, line 2: the line has more than 400,000 bytes; split it",
            ),
            (
                b"abc\nabc\tx\n",
                "stdin, line 2: the line has 2 columns, but this model reads only the input",
            ),
            (b"abc\rb\xff\r", "stdin, line 2: not UTF-8 (byte 0xff): convert the file"),
        ],
    )
    def test_a_line_that_cannot_be_read(
        self, pantoum: Pantoum, reverser: Path, type_in: TypeIn, data: bytes, what: str
    ) -> None:
        type_in(data)
        done = pantoum("predict", reverser)
        assert done.status == 1
        assert done.error.startswith(what)

    def test_a_file_that_is_missing_or_none(
        self, pantoum: Pantoum, reverser: Path, tmp_path: Path
    ) -> None:
        done = pantoum("predict", reverser, tmp_path / "none.txt")
        assert (done.status, done.error) == (
            1,
            f"{tmp_path / 'none.txt'}: no such file: check the path",
        )
        done = pantoum("predict", reverser, tmp_path)
        assert (done.status, done.error) == (
            1,
            (
                f"{tmp_path}: cannot be read: Is a directory"
                ": check that it is a file that you may read"
            ),
        )

    @pytest.mark.parametrize(
        ("flags", "what"),
        [
            (("--beam", "0"), "argument --beam: must be a whole number from 1 to 1,000, but is 0"),
            (
                ("--beam", "two"),
                "argument --beam: must be a whole number from 1 to 1,000, but is two",
            ),
            (
                ("--nbest", "-1"),
                "argument --nbest: must be a whole number of at least 1, but is -1",
            ),
            (
                ("--length_penalty", "nan"),
                "argument --length_penalty: must be a number from 0 to 10, but is nan",
            ),
            (
                ("--nbest", "3", "--beam", "2"),
                "--nbest 3 needs a --beam at least as wide, but it is 2",
            ),
            (("--format", "xml"), "argument --format: invalid choice: 'xml'"),
        ],
    )
    def test_wrong_usage(
        self, pantoum: Pantoum, reverser: Path, flags: tuple[str, ...], what: str
    ) -> None:
        done = pantoum("predict", reverser, *flags)
        assert (done.status, done.out) == (2, "")
        usage, error = done.err.splitlines()
        assert (
            usage == "usage: pantoum predict DIR [INPUT ...] [--flag ...]; "
            "pantoum predict --help lists the flags"
        )
        assert error.startswith(f"pantoum predict: error: {what}")

    @pytest.mark.parametrize("flag", ["--prefix", "--require", "--forbid"])
    def test_what_cannot_be_asked_is_said_before_any_line_is_read(
        self, pantoum: Pantoum, reverser: Path, type_in: TypeIn, flag: str
    ) -> None:
        type_in(b"")
        done = pantoum("predict", reverser, flag, "\u00e9")
        assert done.status == 1
        assert "that the model can" in done.error


class TestWhereItComputes:
    def test_the_threads_are_those_asked_for(
        self, pantoum: Pantoum, reverser: Path, lines: Path
    ) -> None:
        assert pantoum("predict", reverser, lines, "--threads", 3).out == "cba\nb\nbac\n"
        assert torch.get_num_threads() == 3
        assert pantoum("predict", reverser, lines, "--threads", 0).status == 2

    def test_by_default_no_more_than_there_are_processors(
        self, pantoum: Pantoum, reverser: Path, lines: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("pantoum.processors.available_processors", lambda: 2)
        torch.set_num_threads(4)
        assert pantoum("predict", reverser, lines).status == 0
        assert torch.get_num_threads() == 2

    def test_a_device_may_be_chosen_by_what_is_there(
        self, pantoum: Pantoum, reverser: Path, lines: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
        assert pantoum("predict", reverser, lines, "--device", "auto").out == "cba\nb\nbac\n"
