"""The commands with a language model."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum, TypeIn
from tests.reversing import flags
from tests.writing import TINY_WRITER, WORD, write_text

import pantoum as package
from pantoum.cli.language_model import generate


class TestTrain:
    def test_plain_text_is_enough(
        self, pantoum: Pantoum, lines_of_ab: Path, tmp_path: Path
    ) -> None:
        done = pantoum("train", lines_of_ab, "-o", tmp_path / "model", *flags(TINY_WRITER))
        assert (done.status, done.out) == (0, "")
        lines = done.err.splitlines()
        assert lines[0] == "task: language_model (plain text, one on each line)"
        assert "116 training and 11 dev lines" in done.err
        assert any("dev perplexity" in line and "bits per character" in line for line in lines)
        assert any("(best: " in line and "dev perplexity" in line for line in lines)
        # Below each evaluation stands a text that the model wrote, and no verdict on it.
        assert not any("right" in line for line in lines)
        assert package.load(tmp_path / "model", task="language_model").task == "language_model"

    @pytest.mark.parametrize(
        ("name", "text", "what"),
        [
            ("x.txt", b"", "{path}: the file is empty: put one example on each line"),
            ("x.txt", b"\n \n", "{path}: the file has no text: put one on each line"),
            ("x.txt", b"ab\n", "{path}: 1 example in all: training needs 2 or more"),
            (
                "x.txt",
                b"a\tb\nb\ta\n",
                "{path}: every line has a TAB, as in a file of columns: rename it to .tsv",
            ),
            ("x.txt", b"ab\nb\xff\n", "{path}, line 2: not UTF-8"),
            (
                "x.txt",
                b"ab\n" + b"a" * 100_001 + b"\n",
                "{path}, line 2: the line has 100,001 characters",
            ),
        ],
    )
    def test_bad_data(
        self, pantoum: Pantoum, tmp_path: Path, name: str, text: bytes, what: str
    ) -> None:
        path = tmp_path / name
        path.write_bytes(text)
        done = pantoum("train", path, "-o", tmp_path / "model")
        assert (done.status, done.out) == (1, "")
        assert done.error.startswith(what.format(path=path))
        assert not (tmp_path / "model").exists()

    def test_settings_that_mean_nothing_or_cannot_work(
        self, pantoum: Pantoum, lines_of_ab: Path, tmp_path: Path
    ) -> None:
        for flag, what in (
            (
                "--model.attention=none",
                "model.attention is not used by a language model: leave it out, or say what",
            ),
            ("--data.source_units=words", "data.source_units is not used by a language model"),
            (
                "--language_model.steps=0",
                "language_model.steps must be a whole number of at least 1, but is 0",
            ),
        ):
            assert pantoum("train", lines_of_ab, "-o", tmp_path / "model", flag).error.startswith(
                what
            )


class TestGenerate:
    def test_texts_one_on_a_line(self, pantoum: Pantoum, writer: Path) -> None:
        done = pantoum("generate", writer, "--count", 20)
        assert (done.status, done.err) == (0, "")
        lines = done.out.splitlines()
        assert lines == [
            one.text for one in package.load(writer, task="language_model").generate(20)
        ]
        assert sum(bool(WORD.fullmatch(line)) for line in lines) > 15
        assert pantoum("generate", writer, "--count", 3).out.splitlines() == lines[:3]
        assert pantoum("generate", writer).out.splitlines() == lines[:1]

    def test_every_flag_reaches_the_model(
        self, pantoum: Pantoum, writer: Path, tmp_path: Path
    ) -> None:
        how = {"temperature": 1.5, "top_k": 3, "top_p": 0.9, "seed": 4}
        given = [part for name, value in how.items() for part in (f"--{name}", value)]
        done = pantoum(
            "generate",
            writer,
            "--count",
            9,
            "--prefix",
            "ab",
            "--length",
            3,
            *given,
            "-o",
            tmp_path / "out",
        )
        assert done == (0, "", "")
        expected = package.load(writer, task="language_model").generate(9, "ab", longest=3, **how)
        assert (tmp_path / "out").read_text() == "".join(one.text + "\n" for one in expected)

    def test_many_texts_are_written_in_parts(
        self, pantoum: Pantoum, writer: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        expected = pantoum("generate", writer, "--count", 7).out
        monkeypatch.setattr(generate, "CHUNK", 3)
        assert pantoum("generate", writer, "--count", 7).out == expected

    def test_an_unknown_beginning_is_said(self, pantoum: Pantoum, writer: Path) -> None:
        done = pantoum("generate", writer, "--prefix", "a\u00e9")
        assert (done.status, done.err) == (
            0,
            "pantoum: 1 symbol of the prefix is unknown to the model\n",
        )
        assert done.out.startswith("a\u00e9")

    def test_temperature_0_is_greedy(self, pantoum: Pantoum, writer: Path) -> None:
        assert pantoum("generate", writer, "--temperature", 0, "--count", 2) == (0, "ab\nab\n", "")

    @pytest.mark.parametrize("folder", ["reverser", "labeller"])
    def test_models_of_other_tasks_write_no_texts(
        self, pantoum: Pantoum, folder: str, request: pytest.FixtureRequest
    ) -> None:
        done = pantoum("generate", request.getfixturevalue(folder))
        assert (done.status, done.out) == (1, "")
        kind = {"reverser": "an encoder-decoder", "labeller": "a classifier"}[folder]
        assert done.error.startswith(f"the model is {kind}")
        assert "pantoum generate" in done.error

    @pytest.mark.parametrize(
        ("arguments", "status", "what"),
        [
            (
                ("--count", "0"),
                2,
                "argument --count: must be a whole number of at least 1, but is 0",
            ),
            (
                ("--temperature", "-1"),
                2,
                "argument --temperature: must be a number of at least 0, but is -1",
            ),
            (
                ("--length", "0"),
                2,
                "argument --length: must be a whole number of at least 1, but is 0",
            ),
            (("--seed", "x"), 2, "argument --seed: must be a whole number of at least 0, but is x"),
            (("--top_p", "1.5"), 1, "top_p must be a number above 0 and at most 1, but is 1.5"),
        ],
    )
    def test_wrong_numbers(
        self, pantoum: Pantoum, writer: Path, arguments: tuple[str, ...], status: int, what: str
    ) -> None:
        done = pantoum("generate", writer, *arguments)
        assert (done.status, done.out) == (status, "")
        assert what in done.err

    def test_no_model(self, pantoum: Pantoum, tmp_path: Path) -> None:
        assert pantoum("generate", tmp_path / "none").error.startswith(
            f"{tmp_path / 'none'}: no such directory"
        )


class TestPredict:
    def test_text_and_tsv(self, pantoum: Pantoum, writer: Path, type_in: TypeIn) -> None:
        scored = package.load(writer, task="language_model")(["ab", "b a", ""])
        expected = [f"{one.log_probability:.4f}\t{one.perplexity:.4f}" for one in scored]
        type_in(b"ab\nb a\n\n")
        assert pantoum("predict", writer) == (0, "".join(line + "\n" for line in expected), "")
        type_in(b"ab\n b a \n\n")
        rows = pantoum("predict", writer, "--format", "tsv").out.splitlines()
        assert rows == [
            f"{text}\t{line}" for text, line in zip(["ab", "b a", ""], expected, strict=True)
        ]

    def test_jsonl_tells_of_each_symbol(
        self, pantoum: Pantoum, writer: Path, type_in: TypeIn
    ) -> None:
        type_in("aé\n".encode())
        found = json.loads(pantoum("predict", writer, "--format", "jsonl").out)
        expected = package.load(writer, task="language_model")("aé")
        assert set(found) == {
            "text",
            "log_probability",
            "perplexity",
            "unknown",
            "tokens",
            "log_probabilities",
        }
        assert (found["text"], found["tokens"], found["unknown"]) == ("aé", ["a", "é", "</s>"], 1)
        assert found["log_probabilities"] == pytest.approx(
            expected.log_probabilities.tolist(), abs=1e-5
        )
        assert sum(found["log_probabilities"]) == pytest.approx(found["log_probability"], abs=1e-5)

    def test_a_tab_is_part_of_the_text(
        self, pantoum: Pantoum, writer: Path, type_in: TypeIn
    ) -> None:
        type_in(b"a\tb\n")
        assert pantoum("predict", writer, "--format", "tsv").out.startswith("a b\t-")

    def test_flags_that_mean_nothing_to_it(self, pantoum: Pantoum, writer: Path) -> None:
        done = pantoum("predict", writer, "--beam", 3)
        assert (done.status, done.out) == (2, "")
        assert "--beam is not used by a language model; the flags that are: --format" in done.err
        done = pantoum("predict", writer, "--format", "pharaoh")
        assert (
            "--format pharaoh is not used by a language model; the formats that are: text, tsv, "
            "jsonl\n" in done.err
        )


class TestEvaluate:
    def test_json(self, pantoum: Pantoum, writer: Path, tmp_path: Path) -> None:
        texts = ["ab", "abab", "b é"]
        done = pantoum(
            "evaluate", writer, write_text(tmp_path / "test.txt", ["", *texts]), "--json"
        )
        assert (done.status, done.err) == (0, "")
        scores = json.loads(done.out)
        assert set(scores) == {
            *("perplexity", "bits_per_character", "unknown", "examples", "seconds", "intervals")
        }
        assert set(scores["intervals"]) == {"perplexity", "bits_per_character", "unknown"}
        for name, (low, high) in scores["intervals"].items():
            assert low <= scores[name] <= high
        expected = package.load(writer, task="language_model").evaluate(texts).scores
        assert {name: scores[name] for name in expected} == pytest.approx(expected, abs=1e-3)

    def test_a_table(self, pantoum: Pantoum, writer: Path, lines_of_ab: Path) -> None:
        done = pantoum("evaluate", writer, lines_of_ab)
        assert (done.status, done.err) == (0, "")
        cells = [
            [cell.strip() for cell in line.strip("│").split("│")] for line in done.out.splitlines()
        ]
        table = {row[0]: row[1] for row in cells if len(row) == 3}
        expected = package.load(writer, task="language_model").evaluate(lines_of_ab).scores
        assert table["perplexity"] == f"{expected['perplexity']:.2f}"
        assert table["bits per character"] == f"{expected['bits_per_character']:.2f}"
        assert (table["unknown"], table["examples"]) == ("0.00 %", "127")

    def test_files_that_cannot_be_scored(
        self, pantoum: Pantoum, writer: Path, labels: Path, tmp_path: Path
    ) -> None:
        assert (
            "plain text is read, but this file has columns between tabs"
            in pantoum("evaluate", writer, labels).error
        )
        assert (
            "the file has no text"
            in pantoum("evaluate", writer, write_text(tmp_path / "x.txt", [""])).error
        )
        assert (
            "2 data files"
            in pantoum("evaluate", writer, tmp_path / "x.txt", tmp_path / "x.txt").error
        )


def test_there_is_nothing_to_plot_but_its_curves(
    pantoum: Pantoum, writer: Path, tmp_path: Path
) -> None:
    done = pantoum("plot", writer, "ab", "--output", tmp_path / "a.png")
    assert (done.status, done.error.startswith("the model is a language model")) == (1, True)
    assert pantoum("curves", writer, "--output", tmp_path / "a.png").status == 0
