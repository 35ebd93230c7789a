"""`pantoum evaluate` with a tagger: scores as numbers and as tables."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.tagging import clauses, names, train_tagger, words_of, write_conll, write_conllu

import pantoum as package


def cells_of(out: str) -> dict[str, list[str]]:
    """The rows of all tables by their first cell."""
    lines = [line.strip("│┃ ").replace("│", "|").replace("┃", "|") for line in out.splitlines()]
    return {
        line.split("|")[0].strip(): [cell.strip() for cell in line.split("|")[1:]] for line in lines
    }


@pytest.fixture
def wrong_names(tmp_path: Path) -> Path:
    """Sentences whose tags are those of the model, a name less, a name of another type, again
    those, and unknown.
    """
    rows = [
        [("Ms", "B-PER"), ("Ada", "I-PER")],
        [("Oslo", "O"), ("sees", "O")],
        [("Ms", "B-LOC"), ("Ada", "I-LOC")],
        [("Rio", "B-LOC"), ("de", "I-LOC"), ("Janeiro", "I-LOC"), ("sees", "O")],
        [("unheard", "B-[b]")],
    ]
    return write_conll(tmp_path / "wrong.conll", rows)


class TestNumbers:
    def test_one_column_is_flat(
        self, pantoum: Pantoum, name_tagger: Path, wrong_names: Path
    ) -> None:
        done = pantoum("evaluate", name_tagger, wrong_names, "--json")
        assert done.status == 0
        scores = json.loads(done.out)
        more = package.load(name_tagger, task="tagger")("unheard").tags != ["O"]
        assert scores["precision"] == pytest.approx(100 * 2 / (4 + more), abs=1e-3)
        assert scores["f1"] == pytest.approx(200 * 2 / (4 + 4 + more), abs=1e-3)
        assert scores["recall"] == 50
        assert scores["accuracy"] == pytest.approx(100 * 7 / 11, abs=1e-3)
        assert scores["known_accuracy"] == 70
        assert scores["unknown_accuracy"] == 0
        assert (scores["exact_match"], scores["examples"], scores["words"]) == (40, 5, 11)
        assert scores["seconds"] > 0
        assert set(scores) == {
            *("precision", "recall", "f1", "accuracy", "known_accuracy", "unknown_accuracy"),
            *("exact_match", "examples", "words", "seconds", "intervals"),
        }
        rates = set(scores) - {"examples", "words", "seconds", "intervals"}
        assert set(scores["intervals"]) == rates
        for name, (low, high) in scores["intervals"].items():
            assert low <= scores[name] <= high

    def test_several_columns_stand_under_their_names(
        self, pantoum: Pantoum, clause_tagger: Path, tmp_path: Path
    ) -> None:
        rows = [
            [("the", "DET", "DT"), ("dog", "NOUN", "VBZ")],
            [("saw", "VERB", "VBD"), ("xyz", "X", "NN")],
        ]
        done = pantoum(
            "evaluate", clause_tagger, write_conllu(tmp_path / "a.conllu", rows), "--json"
        )
        scores = json.loads(done.out)
        assert set(scores) == {"upos", "xpos", "examples", "words", "seconds", "intervals"}
        assert set(scores["intervals"]) == {"upos", "xpos"}
        low, high = scores["intervals"]["xpos"]["accuracy"]
        assert low <= scores["xpos"]["accuracy"] <= high
        assert scores["upos"]["known_accuracy"] == 100
        assert scores["xpos"]["known_accuracy"] == pytest.approx(100 * 2 / 3, abs=1e-3)
        assert scores["upos"]["unknown_accuracy"] == 0
        assert (scores["examples"], scores["words"], scores["upos"]["words"]) == (2, 4, 4)

    def test_wrong_tags_are_written_with_their_sentences(
        self, pantoum: Pantoum, name_tagger: Path, clause_tagger: Path, tmp_path: Path
    ) -> None:
        rows = [
            [("Ms", "B-PER"), ("Ada", "I-PER")],
            [("Oslo", "O"), ("sees", "O")],
            [("sees", "O"), ("Rio", "B-LOC"), ("de", "I-LOC"), ("Janeiro", "B-X")],
        ]
        test = write_conll(tmp_path / "a.conll", rows)
        place = tmp_path / "errors.tsv"
        done = pantoum("evaluate", name_tagger, test, "--json", "--errors", place)
        assert done.err.endswith(f"pantoum: 2 of 8 tags are wrong; {place} has them\n")
        assert place.read_text(encoding="utf-8").splitlines() == [
            "Oslo\tO\tB-LOC\tOslo sees",
            "Janeiro\tB-X\tI-LOC\tsees Rio de Janeiro",
        ]
        test = write_conllu(tmp_path / "a.conllu", [[("the", "DET", "X"), ("dog", "X", "NN")]])
        pantoum("evaluate", clause_tagger, test, "--errors", place)
        assert place.read_text(encoding="utf-8").splitlines() == [
            "dog\tX\tNOUN\tthe dog\tupos",
            "the\tX\tDT\tthe dog\txpos",
        ]

    def test_several_files_are_scored_together(
        self, pantoum: Pantoum, name_tagger: Path, tmp_path: Path
    ) -> None:
        half = write_conll(tmp_path / "half.conll", names()[:100])
        rest = write_conll(tmp_path / "rest.bio", names()[100:])
        scores = json.loads(pantoum("evaluate", name_tagger, half, rest, "--json").out)
        assert (scores["examples"], scores["f1"]) == (len(names()), 100)

    def test_tags_that_training_has_not_seen_are_named_on_stderr(
        self, pantoum: Pantoum, name_tagger: Path, wrong_names: Path
    ) -> None:
        for more in (("--json",), ()):
            done = pantoum("evaluate", name_tagger, wrong_names, *more)
            assert done.err == (
                "pantoum: column 2: 1 test tags (in IOBES) are not in the training data, so the "
                "model gets them wrong: S-[b]\n"
            )


class TestTables:
    def test_scores_types_and_confusions(
        self, pantoum: Pantoum, name_tagger: Path, wrong_names: Path
    ) -> None:
        done = pantoum("evaluate", name_tagger, wrong_names)
        assert done.status == 0
        scores = json.loads(pantoum("evaluate", name_tagger, wrong_names, "--json").out)
        cells = cells_of(done.out)
        for name in (
            "precision",
            "recall",
            "f1",
            "accuracy",
            "known accuracy",
            "unknown accuracy",
            "exact match",
        ):
            score = name.replace(" ", "_")
            low, high = scores["intervals"][score]
            value = f"{scores[score]:.2f} %"
            assert cells[name.replace("f1", "F1")] == [value, f"[{low:.2f}, {high:.2f}]"]
        assert (cells["examples"][0], cells["words"][0]) == ("5", "11")
        # Of the type PER one is right, and one predicted that is LOC.
        assert cells["PER"] == ["50.00", "100.00", "66.67", "1"]
        assert cells["[b]"][-1] == "1"
        assert "most frequent confusions" in done.out
        assert cells["B-LOC"] == ["B-PER", "1"]
        assert cells["seconds"][0].endswith(" s")
        assert "\x1b" not in done.out

    def test_without_spans_there_are_no_types_and_without_mistakes_no_confusions(
        self, pantoum: Pantoum, clause_tagger: Path, tmp_path: Path
    ) -> None:
        done = pantoum("evaluate", clause_tagger, write_conllu(tmp_path / "a.conllu", clauses()))
        assert (done.status, done.err) == (0, "")
        assert "by type of span" not in done.out
        assert "confusions" not in done.out
        assert [
            line.strip() for line in done.out.splitlines() if line.strip() in ("upos", "xpos")
        ] == ["upos", "xpos"]
        assert cells_of(done.out)["accuracy"] == ["100.00 %", "[100.00, 100.00]"]


class TestWrongInput:
    @pytest.mark.parametrize(
        ("text", "what"),
        [
            ("", ": the file is empty"),
            ("Ms B-PER\nAda\n", ", line 2: the line has 1 column, but the tags are column '2'"),
            (
                "Ms B-PER\n\nAda PER\n",
                ", line 3: the tag 'PER' in column '2' marks no span, as BIO does",
            ),
        ],
    )
    def test_what_is_wrong_has_its_file_and_line(
        self, pantoum: Pantoum, name_tagger: Path, tmp_path: Path, text: str, what: str
    ) -> None:
        good = write_conll(tmp_path / "good.conll", names())
        bad = tmp_path / "bad.conll"
        bad.write_text(text)
        done = pantoum("evaluate", name_tagger, good, bad)
        assert (done.status, done.out) == (1, "")
        assert done.error.startswith(f"{bad}{what}")

    def test_files_of_another_kind(
        self, pantoum: Pantoum, name_tagger: Path, tmp_path: Path
    ) -> None:
        path = write_conllu(tmp_path / "a.conllu", clauses())
        done = pantoum("evaluate", name_tagger, path)
        assert done.status == 1
        assert done.error.startswith(
            f"{path}: a file of CoNLL-U, but the model learned from CoNLL columns"
        )
        (tmp_path / "a.tsv").write_text("a\tb\n")
        assert pantoum("evaluate", name_tagger, tmp_path / "a.tsv").error.startswith(
            f"{tmp_path / 'a.tsv'}: not known as a file of words and tags"
        )

    @pytest.mark.parametrize("flags", [("--beam", "3"), ("--length_penalty", "0")])
    def test_wrong_usage(
        self, pantoum: Pantoum, name_tagger: Path, wrong_names: Path, flags: tuple[str, ...]
    ) -> None:
        done = pantoum("evaluate", name_tagger, wrong_names, *flags)
        assert (done.status, done.out) == (2, "")
        assert (
            f"pantoum evaluate: error: {flags[0]} is not used by a tagger; the flags that are: "
            "--ensemble, --errors, --report, --seed" in done.err
        )


def test_columns_are_those_of_the_training_data(pantoum: Pantoum, tmp_path: Path) -> None:
    rows = [[(tag, "_", word) for word, tag in sentence] for sentence in names()[:20]]
    data = write_conll(tmp_path / "a.conll", rows)
    settings = {"data.words_column": "3", "data.tag_columns": "1", "training.epochs": 1}
    train_tagger(data, tmp_path / "model", settings, dev=data)
    assert json.loads(pantoum("evaluate", tmp_path / "model", data, "--json").out)["examples"] == 20
    out = pantoum("predict", tmp_path / "model", data).out
    assert [line.split(" ")[2] for line in out.splitlines() if line] == [
        word for words in words_of(names()[:20]) for word in words
    ]


def test_several_taggers_are_scored_as_one(
    pantoum: Pantoum, name_tagger: Path, wrong_names: Path
) -> None:
    alone = json.loads(pantoum("evaluate", name_tagger, wrong_names, "--json").out)
    done = pantoum("evaluate", name_tagger, wrong_names, "--json", "--ensemble", name_tagger)
    assert json.loads(done.out) | {"seconds": 0} == alone | {"seconds": 0}
    done = pantoum("predict", name_tagger, wrong_names, "--ensemble", name_tagger)
    assert done.out == pantoum("predict", name_tagger, wrong_names).out


def test_odd_lines_are_said(pantoum: Pantoum, name_tagger: Path, tmp_path: Path) -> None:
    test = write_conll(tmp_path / "test.conll", [*names()[:20], [("abba", "I-PER"), ("b", "O")]])
    lines = test.read_text(encoding="utf-8").splitlines()
    text = "\n".join([f"{lines[0]} more", *lines[1:]]) + "\n"
    test.write_text(text, encoding="utf-8")
    count = sum(bool(line) for line in lines)
    last = max(number for number, line in enumerate(lines, start=1) if line == "abba I-PER")
    done = pantoum("evaluate", name_tagger, test, "--json")
    assert done.status == 0
    assert f"test: {count - 1} of {count} lines have 2 columns, but line 1 has 3" in done.err
    assert f"test: column 2: one tag does not follow BIO, in line {last}; read as" in done.err
    notes = package.load(name_tagger, task="tagger").evaluate(test).notes
    assert [note for note in notes if "lines have 2 columns" in note]
    plain = write_conll(tmp_path / "plain.conll", names()[:20])
    assert "lines have" not in pantoum("evaluate", name_tagger, plain, "--json").err
