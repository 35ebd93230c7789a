"""The commands with a classifier."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum, TypeIn
from tests.labelling import labelled
from tests.reversing import TINY_MODEL, flags, reversals, write_tsv

import pantoum as package
from pantoum.tasks.classifier import score_labels


@pytest.fixture
def test_file(tmp_path: Path) -> Path:
    """Forty texts whose labels the model knows, and three with other ones."""
    return write_tsv(
        tmp_path / "test.tsv",
        [*labelled()[:40], ("ab", "[/red]"), ("bc", "delta"), ("bb", "delta")],
    )


class TestTrain:
    def test_labels_are_found_out_and_learned(
        self, pantoum: Pantoum, labels: Path, tmp_path: Path
    ) -> None:
        done = pantoum(
            "train", labels, "--dev", labels, "-o", tmp_path / "model", *flags(TINY_MODEL)
        )
        assert (done.status, done.out) == (0, "")
        lines = done.err.splitlines()
        assert lines[0].startswith(
            "task: classifier (3 different outputs in 120 pairs, each a label; --task seq2seq"
        )
        assert "120 training and 120 dev texts" in done.err
        assert any("dev accuracy" in line and "F1" in line and "loss" in line for line in lines)
        assert any("(best: " in line and "dev accuracy" in line for line in lines)
        assert package.load(tmp_path / "model", task="classifier").task == "classifier"

    def test_the_task_can_be_given(self, pantoum: Pantoum, labels: Path, tmp_path: Path) -> None:
        done = pantoum(
            "train", labels, "-o", tmp_path / "model", "--task", "seq2seq", *flags(TINY_MODEL)
        )
        assert done.status == 0
        assert package.load(tmp_path / "model").task == "seq2seq"
        few = write_tsv(tmp_path / "few.tsv", [("a", "x"), ("b", "y"), ("c", "x")])
        done = pantoum(
            "train", few, "-o", tmp_path / "few", "--task", "classifier", *flags(TINY_MODEL)
        )
        assert done.status == 0
        assert package.load(tmp_path / "few", task="classifier").task == "classifier"

    @pytest.mark.parametrize(
        ("arguments", "what"),
        [
            (
                ("--model.attention", "none"),
                "model.attention is not used by a classifier: leave it out, or say what",
            ),
            (("--search.beam", "2"), "search.beam is not used by a classifier"),
            (
                ("--task", "seq2seq", "--classifier.pooling", "max"),
                "classifier.pooling is not used by an encoder-dec",
            ),
        ],
    )
    def test_settings_that_mean_nothing_are_refused(
        self, pantoum: Pantoum, labels: Path, tmp_path: Path, arguments: tuple[str, ...], what: str
    ) -> None:
        done = pantoum("train", labels, "-o", tmp_path / "model", *arguments)
        assert (done.status, done.out) == (1, "")
        assert done.error.startswith(what)
        assert not (tmp_path / "model").exists()

    def test_one_label_is_refused(self, pantoum: Pantoum, tmp_path: Path) -> None:
        path = write_tsv(tmp_path / "one.tsv", [(text, "x") for text, _ in labelled()])
        done = pantoum("train", path, "-o", tmp_path / "model", "--task", "classifier")
        assert (done.status, done.error) == (
            1,
            f"{path}: all 108 texts to learn from have the label 'x': add others",
        )

    def test_no_such_task_or_pooling(self, pantoum: Pantoum, labels: Path, tmp_path: Path) -> None:
        done = pantoum("train", labels, "-o", tmp_path / "model", "--classifier.pooling", "min")
        assert (done.status, done.out) == (2, "")
        assert (
            "classifier.pooling must be one of last, mean, max, attention, but is min" in done.err
        )
        done = pantoum("train", labels, "-o", tmp_path / "model", "--task", "sorter")
        assert (done.status, done.out) == (2, "")
        assert "task must be one of seq2seq, " in done.err


class TestPredict:
    def test_text(self, pantoum: Pantoum, labeller: Path, type_in: TypeIn) -> None:
        type_in(b"abc\nba\n  cab \n")
        assert pantoum("predict", labeller) == (0, "alpha\nbeta\ngamma\n", "")

    def test_an_empty_line_has_a_label_too(
        self, pantoum: Pantoum, labeller: Path, type_in: TypeIn
    ) -> None:
        type_in(b"abc\n\nba\n")
        found = pantoum("predict", labeller).out.splitlines()
        assert (found[0], found[2]) == ("alpha", "beta")
        assert found[1] in ("alpha", "beta", "gamma")

    def test_tsv(self, pantoum: Pantoum, labeller: Path, type_in: TypeIn) -> None:
        type_in(b"abc\nba\n")
        rows = [
            line.split("\t")
            for line in pantoum("predict", labeller, "--format", "tsv").out.splitlines()
        ]
        assert [row[:2] for row in rows] == [["abc", "alpha"], ["ba", "beta"]]
        assert all(0.5 < float(row[2]) <= 1 for row in rows)

    def test_jsonl(self, pantoum: Pantoum, labeller: Path, type_in: TypeIn, tmp_path: Path) -> None:
        type_in("aé\n".encode())
        assert pantoum(
            "predict", labeller, "--format", "jsonl", "--output", tmp_path / "out.jsonl"
        ) == (0, "", "pantoum: 1 of 2 input symbols is unknown to the model ('é')\n")
        found = json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8"))
        expected = package.load(labeller, task="classifier")("aé")
        assert set(found) == {
            "source",
            "label",
            "probability",
            "probabilities",
            "source_tokens",
            "weights",
            "warnings",
        }
        assert found["warnings"] == list(expected.warnings)
        assert (found["source"], found["label"], found["source_tokens"]) == (
            "aé",
            expected.label,
            ["a", "é", "</s>"],
        )
        assert found["probabilities"] == pytest.approx(expected.probabilities, abs=1e-5)
        assert sum(found["weights"]) == pytest.approx(1, abs=1e-3)

    @pytest.mark.parametrize(
        ("flag", "value"), [("--beam", 3), ("--nbest", 2), ("--length_penalty", 1)]
    )
    def test_flags_that_mean_nothing_to_it(
        self, pantoum: Pantoum, labeller: Path, flag: str, value: int
    ) -> None:
        done = pantoum("predict", labeller, flag, value)
        assert (done.status, done.out) == (2, "")
        assert f"{flag} is not used by a classifier; the flags that are: --format" in done.err

    def test_a_form_that_it_has_not(self, pantoum: Pantoum, labeller: Path) -> None:
        done = pantoum("predict", labeller, "--format", "pharaoh")
        assert (done.status, done.out) == (2, "")
        assert (
            "--format pharaoh is not used by a classifier; the formats that are: text, tsv, jsonl\n"
            in done.err
        )

    def test_a_line_of_two_columns(self, pantoum: Pantoum, labeller: Path, type_in: TypeIn) -> None:
        type_in(b"abc\tx\n")
        done = pantoum("predict", labeller)
        assert done.error.startswith(
            "stdin, line 1: the line has 2 columns, but this model reads only the input"
        )


class TestEvaluate:
    def test_json_is_one_object_of_known_scores(
        self, pantoum: Pantoum, labeller: Path, test_file: Path
    ) -> None:
        done = pantoum("evaluate", labeller, test_file, "--json")
        assert done.status == 0
        assert done.err == (
            "pantoum: 3 of 43 labels are not in the training data, "
            "so the model gets them wrong: delta (2), "
            "[/red] (1)\n"
        )
        scores = json.loads(done.out)
        assert set(scores) == {
            *("accuracy", "precision", "recall", "f1", "examples", "seconds", "intervals")
        }
        assert set(scores["intervals"]) == {"accuracy", "precision", "recall", "f1"}
        for name, (low, high) in scores["intervals"].items():
            assert low <= scores[name] <= high
        rows = [line.split("\t") for line in test_file.read_text(encoding="utf-8").splitlines()]
        found = [
            one.label
            for one in package.load(labeller, task="classifier")([text for text, _ in rows])
        ]
        expected = score_labels([label for _, label in rows], found)
        assert {name: scores[name] for name in expected} == pytest.approx(expected, abs=1e-4)

    def test_wrong_labels_are_written_with_their_texts(
        self, pantoum: Pantoum, labeller: Path, tmp_path: Path
    ) -> None:
        rows = [("abc", "alpha"), ("ba", "gamma"), ("cab", "gamma"), ("ac", "delta")]
        test = write_tsv(tmp_path / "test.tsv", rows)
        place = tmp_path / "errors.tsv"
        done = pantoum("evaluate", labeller, test, "--json", "--errors", place)
        assert done.err.endswith(f"pantoum: 2 of 4 labels are wrong; {place} has them\n")
        assert place.read_text(encoding="utf-8") == "ba\tgamma\tbeta\nac\tdelta\talpha\n"

    def test_tables_show_classes_and_confusions(
        self, pantoum: Pantoum, labeller: Path, test_file: Path
    ) -> None:
        done = pantoum("evaluate", labeller, test_file)
        assert done.status == 0
        lines = [line.strip("│┃ ").replace("│", "|") for line in done.out.splitlines()]
        cells = [[cell.strip() for cell in line.split("|")] for line in lines]
        by_class = {row[0]: row[1:] for row in cells if len(row) == 6 and row[0] != "label"}
        count = sum(label == "alpha" for _, label in labelled()[:40])
        assert by_class["alpha"][3] == f"{count}"
        assert by_class["[/red]"][:3] == ["0.00", "0.00", "0.00"]
        confusions = done.out.split("confusions")[1]
        counts = next(
            line for line in confusions.splitlines() if "delta" in line and "predicted" not in line
        )
        assert sum(int(cell) for cell in counts.replace("│", " ").split()[1:]) == 2
        assert "\x1b" not in done.out

    def test_many_classes_are_listed(
        self, pantoum: Pantoum, labeller: Path, tmp_path: Path
    ) -> None:
        rows = [
            *labelled(),
            *[(text, f"l{number}") for number, (text, _) in enumerate(labelled()[:9])],
        ]
        done = pantoum("evaluate", labeller, write_tsv(tmp_path / "many.tsv", rows))
        assert "most frequent confusions" in done.out

    def test_a_flag_that_means_nothing_to_it(
        self, pantoum: Pantoum, labeller: Path, test_file: Path
    ) -> None:
        done = pantoum("evaluate", labeller, test_file, "--beam", 2)
        assert (done.status, done.out) == (2, "")
        assert (
            "--beam is not used by a classifier; the flags that are: --ensemble, --errors, "
            "--report, --seed" in done.err
        )
        done = pantoum("plot", labeller, test_file, "--column", "upos")
        assert done.status == 2
        assert done.err.endswith(
            "error: --column is not used by a classifier; the flags that are: --group, "
            "--unseen_group\n"
        )

    @pytest.mark.parametrize(
        ("text", "what"), [("", "the file is empty"), ("ab\n", "line 1: the line has 1 column")]
    )
    def test_a_file_that_cannot_be_scored(
        self, pantoum: Pantoum, labeller: Path, tmp_path: Path, text: str, what: str
    ) -> None:
        (tmp_path / "test.tsv").write_text(text)
        done = pantoum("evaluate", labeller, tmp_path / "test.tsv")
        assert (done.status, done.out) == (1, "")
        assert what in done.error


class TestPlot:
    @pytest.mark.parametrize("suffix", [".png", ".svg"])
    def test_confusions_of_a_test_file(
        self, pantoum: Pantoum, labeller: Path, test_file: Path, tmp_path: Path, suffix: str
    ) -> None:
        path = tmp_path / f"picture{suffix}"
        done = pantoum("plot", labeller, test_file, "--output", path)
        assert (done.status, done.out) == (0, "")
        warning, said = done.err.splitlines()
        assert warning.startswith(
            "pantoum: warning: 3 of 43 labels are not in the training data, "
            "so the model gets them wrong: "
        )
        assert said == f"pantoum: 40 of 43 labels are right; the picture is {path}"
        assert path.stat().st_size > 1_000

    def test_without_a_name_it_is_in_the_working_directory(
        self,
        pantoum: Pantoum,
        labeller: Path,
        test_file: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert pantoum("plot", labeller, test_file).status == 0
        assert (tmp_path / "confusions.png").exists()

    def test_what_cannot_be_drawn(self, pantoum: Pantoum, labeller: Path, tmp_path: Path) -> None:
        done = pantoum("plot", labeller, tmp_path / "none.tsv", "--output", tmp_path / "a.png")
        assert done.error == f"{tmp_path / 'none.tsv'}: no such file: check the path"
        done = pantoum(
            "plot",
            labeller,
            tmp_path / "none.tsv",
            "--features",
            "V",
            "--output",
            tmp_path / "a.png",
        )
        assert (done.status, done.out) == (2, "")
        assert "--features is not used by a classifier" in done.err


def test_an_encoder_decoder_on_the_same_letters_is_none(pantoum: Pantoum, tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "pairs.tsv", reversals())
    assert (
        "task: seq2seq" in pantoum("train", path, "-o", tmp_path / "model", *flags(TINY_MODEL)).err
    )
