"""`pantoum predict`: outputs as a pronunciation lexicon, and words answered from one."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.conftest import TrainSmall
from tests.reversing import reversals, write_tsv

from pantoum.cli.seq2seq.lexicon_lines import LexiconLines
from pantoum.config import DataConfig
from pantoum.data import read_training
from pantoum.predictor import Prediction

WORDS = "abc\nb\n\nnew york\nab(2)\n  b\n"
LEFT_OUT = (
    "3 outputs are left out of the lexicon: there is no word (1), white space in the word (1), it "
    "would be read as a comment, a variant or a number (1)"
)


@pytest.fixture(scope="module")
def speller(tmp_path_factory: pytest.TempPathFactory, train_small: TrainSmall) -> Path:
    """A small model that has learned to reverse short strings, and writes phones."""
    pairs = [(text, " ".join(f"{one.upper()}0" for one in out)) for text, out in reversals()]
    data = write_tsv(tmp_path_factory.mktemp("data") / "spelled.tsv", pairs)
    sizes = {"model.hidden": 24, "model.embedding": 16}
    return train_small(data, {**sizes, "training.epochs": 8, "training.learning_rate": 0.02})


@pytest.fixture
def words(tmp_path: Path) -> Path:
    path = tmp_path / "words.txt"
    path.write_text(WORDS, encoding="utf-8")
    return path


@pytest.fixture
def known(tmp_path: Path) -> Path:
    path = tmp_path / "known.tsv"
    path.write_text("b\tB0 IY0\nb\tB0\ncat\tK0 A0 T0\n", encoding="utf-8")
    return path


def entries(path: Path) -> list[tuple[str, str | None]]:
    return [example[:2] for example in read_training([path], DataConfig()).examples]


def last_line(err: str) -> str:
    return err.splitlines()[-1].removeprefix("pantoum: ")


class TestWritten:
    def test_a_word_and_its_phones(self, pantoum: Pantoum, speller: Path, words: Path) -> None:
        status, out, err = pantoum("predict", speller, words, "--format", "lexicon")
        assert (status, out) == (0, "abc C0 B0 A0\nb B0\nb B0\n")
        assert last_line(err) == LEFT_OUT

    @pytest.mark.parametrize("probabilities", [None, "kaldi", "mfa"])
    def test_it_is_read_back(
        self,
        pantoum: Pantoum,
        speller: Path,
        words: Path,
        tmp_path: Path,
        probabilities: str | None,
    ) -> None:
        search = ("--nbest", 3, "--beam", 3)
        _, out, _ = pantoum("predict", speller, words, *search, "--format", "tsv")
        rows = [line.split("\t") for line in out.splitlines()]
        expected = [(word, text) for word, text, _ in rows if word in ("abc", "b") and text]
        file = tmp_path / "lexicon.txt"
        flags = ("--probabilities", probabilities) if probabilities else ()
        options = (*search, "--format", "lexicon", *flags, "-o", file)
        assert pantoum("predict", speller, words, *options)[0] == 0
        assert entries(file) == expected
        assert len(expected) > 3
        assert pantoum("check", file)[0] == 0

    @pytest.mark.parametrize(("form", "between"), [("kaldi", " "), ("mfa", "\t")])
    def test_probabilities_are_relative_to_the_best(
        self, pantoum: Pantoum, speller: Path, words: Path, form: str, between: str
    ) -> None:
        search = ("--nbest", 2, "--beam", 3, "--length_penalty", 0)
        _, out, _ = pantoum("predict", speller, words, *search, "--format", "jsonl")
        found = [json.loads(line) for line in out.splitlines()][:2]
        best, second = (one["log_probability"] for one in found)
        options = ("--format", "lexicon", "--probabilities", form)
        _, out, _ = pantoum("predict", speller, words, *search, *options)
        lines = out.splitlines()[:2]
        assert lines[0] == between.join(["abc", "1.0000", found[0]["text"]])
        word, number, text = lines[1].split(between, 2)
        assert (word, text) == ("abc", found[1]["text"])
        assert float(number) == pytest.approx(2.718281828 ** (second - best), abs=1e-4)

    def test_what_a_lexicon_cannot_hold(self) -> None:
        class Model:
            class config:  # noqa: N801
                class data:  # noqa: N801
                    target_units = "symbols"

        def output(text: str, *, ended: bool = True, value: float = -1.0) -> Prediction:
            tokens = [*text.split(), *(["</s>"] if ended else [])]
            return Prediction(text, tokens, value, value, None, [])

        lines = LexiconLines(Model, "kaldi")
        outputs = [output("A B"), output(""), output("A A", ended=False), output("A B", value=-9.0)]
        assert lines("ab", outputs) == ["ab 1.0000 A B"]
        assert lines("ab", [output("A"), output("B", value=-40.0)]) == [
            "ab 1.0000 A",
            "ab 0.0001 B",
        ]
        assert dict(lines.left_out) == {
            "the output is empty": 1,
            "the output was cut at its limit": 1,
        }

    def test_models_that_write_letters_have_none(
        self, pantoum: Pantoum, reverser: Path, words: Path, tmp_path: Path
    ) -> None:
        out = tmp_path / "out.txt"
        done = pantoum("predict", reverser, words, "--format", "lexicon", "-o", out)
        assert done.status == 1
        assert "this model writes characters" in done.error
        assert not out.exists()

    def test_other_kinds_of_models_have_none(
        self, pantoum: Pantoum, labeller: Path, words: Path
    ) -> None:
        done = pantoum("predict", labeller, words, "--format", "lexicon")
        assert done.status == 2
        assert "--format lexicon is not used by a classifier" in done.err

    def test_probabilities_are_of_this_format(
        self, pantoum: Pantoum, speller: Path, words: Path
    ) -> None:
        done = pantoum("predict", speller, words, "--probabilities", "kaldi")
        assert done.status == 2
        assert "--probabilities is of --format lexicon" in done.err


class TestKnown:
    def test_known_words_are_answered_from_the_file(
        self, pantoum: Pantoum, speller: Path, words: Path, known: Path
    ) -> None:
        status, out, err = pantoum("predict", speller, words, "--lexicon", known)
        assert status == 0
        assert out.splitlines()[:3] == ["C0 B0 A0", "B0 IY0", ""]
        assert out.splitlines()[5] == "B0 IY0"
        said = err.splitlines()
        assert said[0].removeprefix("pantoum: ") == (
            "2 of 3 outputs of the lexicon have symbols that the model does not write; they are "
            "given as they stand there"
        )
        assert last_line(err) == "2 inputs are answered from the lexicon"

    def test_known_words_are_not_unlike_training(
        self, pantoum: Pantoum, speller: Path, known: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "cat.txt").write_text("cat\n", encoding="utf-8")
        file = tmp_path / "cat.txt"
        assert "unknown to the model" in pantoum("predict", speller, file).err
        assert "unknown" not in pantoum("predict", speller, file, "--lexicon", known).err

    def test_json_says_which_they_are(
        self, pantoum: Pantoum, speller: Path, words: Path, known: Path
    ) -> None:
        options = ("--lexicon", known, "--format", "jsonl", "--nbest", 2, "--beam", 2)
        out = pantoum("predict", speller, words, *options).out
        found = [json.loads(line) for line in out.splitlines()]
        of_b = [one for one in found if one["source"] == "b"]
        assert [one["text"] for one in of_b] == ["B0 IY0", "B0"] * 2
        assert all(one["from_lexicon"] for one in of_b)
        assert not any("from_lexicon" in one for one in found if one["source"] != "b")

    def test_a_lexicon_is_written_with_them(
        self, pantoum: Pantoum, speller: Path, words: Path, known: Path
    ) -> None:
        options = ("--lexicon", known, "--format", "lexicon", "--nbest", 2, "--beam", 2)
        out = pantoum("predict", speller, words, *options).out
        assert [line for line in out.splitlines() if line[0] == "b"] == ["b B0 IY0", "b B0"] * 2

    @pytest.mark.parametrize(
        ("content", "problem"),
        [
            ("", "the file is empty"),
            ("a A\nb 0.5 B\nc C\n", "line 2: a number stands behind 'b'"),
            ("a\n", "the word 'a' has no phones"),
        ],
    )
    def test_nothing_is_written_with_a_bad_one(
        self,
        pantoum: Pantoum,
        speller: Path,
        words: Path,
        tmp_path: Path,
        content: str,
        problem: str,
    ) -> None:
        file = tmp_path / "x.dict"
        file.write_text(content, encoding="utf-8")
        out = tmp_path / "out.txt"
        out.write_text("precious", encoding="utf-8")
        done = pantoum("predict", speller, words, "--lexicon", file, "-o", out)
        assert done.status == 1
        assert problem in done.error
        assert out.read_text(encoding="utf-8") == "precious"

    def test_it_is_not_written_over(
        self, pantoum: Pantoum, speller: Path, words: Path, known: Path
    ) -> None:
        done = pantoum("predict", speller, words, "--lexicon", known, "-o", known)
        assert "one of the files that are read" in done.error

    def test_it_has_no_attention(
        self, pantoum: Pantoum, speller: Path, words: Path, known: Path
    ) -> None:
        done = pantoum("predict", speller, words, "--lexicon", known, "--format", "pharaoh")
        assert done.status == 2
        assert "a lexicon has no network" in done.err
