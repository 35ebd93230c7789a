"""`pantoum evaluate`: scores as numbers and as tables."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.reversing import reversals, write_tsv
from tests.training.runs import train

import pantoum as package
from pantoum.data import Example
from pantoum.evaluation import by_input_length
from pantoum.metrics import bootstrap_intervals, score, signatures, text_statistics


@pytest.fixture
def test_file(tmp_path: Path) -> Path:
    """Twenty pairs that the model knows, and two whose output it cannot guess."""
    rows = [*reversals()[:20], ("ab", "[/red]x"), ("abcb", "c :cat: a")]
    return write_tsv(tmp_path / "test.tsv", rows)


# Of [/red]x seven symbols, and of "c :cat: a" five: two spaces, two colons, and t.
UNKNOWN = (
    "pantoum: test: 12 of {} output symbols are unknown to the model (such as ' ', ':', '[', '/', "
    "'r'), and cannot be written by it\n"
)


def test_json_is_one_object_of_known_scores(
    pantoum: Pantoum, reverser: Path, test_file: Path
) -> None:
    done = pantoum("evaluate", reverser, test_file, "--json")
    symbols = sum(
        len(line.split("\t")[1]) for line in test_file.read_text(encoding="utf-8").splitlines()
    )
    assert (done.status, done.err) == (0, UNKNOWN.format(symbols))
    scores = json.loads(done.out)
    assert set(scores) == {
        *(
            "word_error_rate",
            "symbol_error_rate",
            "exact_match",
            "examples",
            "perplexity",
            "seconds",
        ),
        *("intervals", "by_length"),
    }
    rows = [line.split("\t") for line in test_file.read_text(encoding="utf-8").splitlines()]
    model = package.load(reverser, task="seq2seq")
    targets = [target for _, target in rows]
    outputs = [prediction.text for prediction in model([source for source, _ in rows])]
    assert {name: scores[name] for name in score("characters", targets, outputs)} == pytest.approx(
        score("characters", targets, outputs), abs=1e-4
    )
    assert scores["examples"] == 22
    assert 9 < scores["word_error_rate"] < 25
    assert scores["perplexity"] == pytest.approx(
        model.perplexity([source for source, _ in rows], targets), abs=1e-3
    )
    assert scores["seconds"] > 0
    assert set(scores["intervals"]) == {
        *("word_error_rate", "symbol_error_rate", "exact_match", "perplexity")
    }
    for name, (low, high) in scores["intervals"].items():
        assert low <= scores[name] <= high
        assert low < high
    assert sum(part["examples"] for part in scores["by_length"]) == 22
    one, two = scores["by_length"][:2]
    assert (one["shortest"], one["longest"], two["shortest"]) == (2, 2, 3)
    assert set(one) == {"shortest", "longest", *score("characters", ["a"], ["a"])}


def test_intervals_are_those_of_the_seed(pantoum: Pantoum, reverser: Path, test_file: Path) -> None:
    rows = [line.split("\t") for line in test_file.read_text(encoding="utf-8").splitlines()]
    outputs = [
        one.text for one in package.load(reverser, task="seq2seq")([source for source, _ in rows])
    ]
    statistics = text_statistics("characters", [target for _, target in rows], outputs)
    found = []
    for seed in (1, 5):
        more = () if seed == 1 else ("--seed", seed)
        scores = json.loads(pantoum("evaluate", reverser, test_file, "--json", *more).out)
        found.append(scores["intervals"])
        for name, interval in bootstrap_intervals(statistics, seed=seed).items():
            assert found[-1][name] == pytest.approx(interval, abs=1e-4)
    assert found[0] != found[1]


def test_seen_and_unseen_inputs_are_scored_apart(
    pantoum: Pantoum, reverser: Path, test_file: Path, tmp_path: Path
) -> None:
    # All inputs but for the two whose output nobody could guess.
    rows = [line.split("\t") for line in test_file.read_text(encoding="utf-8").splitlines()]
    seen = [row for row in rows if row[0] not in ("ab", "abcb")]
    train = write_tsv(tmp_path / "train.tsv", [(source, "x") for source, _ in seen])
    done = pantoum("evaluate", reverser, test_file, "--json", "--train", train)
    parts = json.loads(done.out)["by_seen"]
    assert (parts["seen"]["examples"], parts["unseen"]["examples"]) == (len(seen), 22 - len(seen))
    assert parts["unseen"]["word_error_rate"] == 100
    assert parts["seen"]["word_error_rate"] < parts["unseen"]["word_error_rate"]
    table = pantoum("evaluate", reverser, test_file, "--train", train).out
    assert f"│ unseen │ {22 - len(seen):>8} │" in table
    all_seen = pantoum("evaluate", reverser, test_file, "--json", "--train", test_file)
    assert set(json.loads(all_seen.out)["by_seen"]) == {"seen"}


def test_tables_show_scores_lengths_and_confusions(
    pantoum: Pantoum, reverser: Path, test_file: Path
) -> None:
    done = pantoum("evaluate", reverser, test_file)
    assert done.status == 0
    scores = json.loads(pantoum("evaluate", reverser, test_file, "--json").out)
    lines = [line.strip("│┃ ").replace("│", "|") for line in done.out.splitlines()]
    cells = {
        line.split("|")[0].strip(): [cell.strip() for cell in line.split("|")[1:]] for line in lines
    }
    low, high = scores["intervals"]["word_error_rate"]
    rate = f"{scores['word_error_rate']:.2f} %"
    assert cells["word error rate"] == [rate, f"[{low:.2f}, {high:.2f}]"]
    assert cells["perplexity"][0] == f"{scores['perplexity']:.2f}"
    assert cells["examples"] == ["22"]
    assert "by length of the input" in done.out
    shown = [row for name, row in cells.items() if name in ("1", "2", "3", "4")]
    assert sum(int(row[0]) for row in shown) == 22
    assert "most frequent confusions (at most 10)" in done.out
    assert "\x1b" not in done.out


def test_inputs_that_are_unknown_are_said(pantoum: Pantoum, reverser: Path, tmp_path: Path) -> None:
    done = pantoum(
        "evaluate",
        reverser,
        write_tsv(tmp_path / "test.tsv", [("ab", "ba"), ("жa", "a")]),
        "--json",
    )
    assert done.err == "pantoum: test: 1 of 4 input symbols is unknown to the model ('ж')\n"
    assert json.loads(done.out)["examples"] == 2


def test_all_wrong_outputs_are_listed(
    pantoum: Pantoum, reverser: Path, test_file: Path, tmp_path: Path
) -> None:
    plain = pantoum("evaluate", reverser, test_file, "--json")
    done = pantoum("evaluate", reverser, test_file, "--json", "--errors", tmp_path / "errors.tsv")
    wrong = [
        line.split("\t")
        for line in (tmp_path / "errors.tsv").read_text(encoding="utf-8").splitlines()
    ]
    rows = [line.split("\t") for line in test_file.read_text(encoding="utf-8").splitlines()]
    outputs = [
        prediction.text
        for prediction in package.load(reverser, task="seq2seq")([source for source, _ in rows])
    ]
    expected = [
        [*row, output] for row, output in zip(rows, outputs, strict=True) if row[1] != output
    ]
    assert wrong == expected
    assert expected[-1][:2] == ["abcb", "c :cat: a"]
    scores = json.loads(done.out)
    assert len(wrong) == round(scores["word_error_rate"] * 22 / 100)
    assert scores | {"seconds": 0} == json.loads(plain.out) | {"seconds": 0}
    place = tmp_path / "errors.tsv"
    assert done.err.endswith(f"pantoum: {len(wrong)} of 22 outputs are wrong; {place} has them\n")


def test_an_output_in_another_normal_form_is_right(pantoum: Pantoum, tmp_path: Path) -> None:
    data = write_tsv(tmp_path / "data.tsv", [("e", "\u00e9"), ("a", "\u00e1")] * 2)
    train(data, tmp_path / "model", {"training.epochs": 30, "training.batch_tokens": 8}, dev=data)
    test = write_tsv(tmp_path / "test.tsv", [("e", "e\u0301"), ("a", "e\u0301")])
    assert package.load(tmp_path / "model", task="seq2seq")("e").text == "\u00e9"
    pantoum("evaluate", tmp_path / "model", test, "--json", "--errors", tmp_path / "errors.tsv")
    assert (tmp_path / "errors.tsv").read_text(encoding="utf-8") == "a\te\u0301\t\u00e1\n"


def test_wrong_outputs_that_cannot_be_written(
    pantoum: Pantoum, reverser: Path, test_file: Path, tmp_path: Path
) -> None:
    done = pantoum("evaluate", reverser, test_file, "--errors", tmp_path / "none" / "errors.tsv")
    assert (done.status, done.out) == (1, "")
    assert "errors.tsv: there is no folder" in done.error  # and nothing was evaluated before it


@pytest.mark.parametrize("columns", ["0", "1", "20"])
def test_tables_are_whole_on_the_narrowest_terminal(
    pantoum: Pantoum, reverser: Path, test_file: Path, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    scores = json.loads(pantoum("evaluate", reverser, test_file, "--json").out)
    monkeypatch.setenv("COLUMNS", columns)
    done = pantoum("evaluate", reverser, test_file)
    for name in ("word_error_rate", "symbol_error_rate", "exact_match", "perplexity"):
        assert f"{scores[name]:.2f}" in done.out


def test_lengths_are_those_of_the_inputs_without_features() -> None:
    examples = [Example("k a t", "c", "N;SG"), Example("o", "o", "N;PL")]
    parts = by_input_length("symbols", "characters", examples, ["c", "o"], ["c", "o"])
    assert [(part.shortest, part.longest) for part in parts] == [(1, 1), (3, 3)]


def test_texts_that_look_like_markup_are_shown_as_they_are(
    pantoum: Pantoum, reverser: Path, tmp_path: Path
) -> None:
    odd = write_tsv(
        tmp_path / "odd.tsv", [("a", "[/red]"), ("b", "a b"), ("c", "x\u0007"), ("ab", "[bold]")]
    )
    done = pantoum("evaluate", reverser, odd)
    assert done.status == 0
    for symbol in ("[", "(space)", "(nothing)", "\\x07"):
        assert symbol in done.out


def test_search_settings_reach_the_search(
    pantoum: Pantoum, reverser: Path, test_file: Path
) -> None:
    from pantoum.predictor import Predictor

    seen = []
    call = Predictor.__call__

    def spy(self, *given, **how):
        seen.append(how)
        return call(self, *given, **how)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Predictor, "__call__", spy)
        pantoum("evaluate", reverser, test_file, "--json", "--beam", 3, "--length_penalty", 0.5)
    (options,) = seen
    given = {name: value for name, value in options.items() if value is not None}
    assert given == {"beam": 3, "length_penalty": 0.5, "attention": False}


def test_two_aligned_files(pantoum: Pantoum, reverser: Path, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("abc\nab\n")
    (tmp_path / "out.txt").write_text("cba\nba\n")
    done = pantoum("evaluate", reverser, tmp_path / "in.txt", tmp_path / "out.txt", "--json")
    assert json.loads(done.out)["exact_match"] == 100


def test_columns_are_those_of_the_training_data(pantoum: Pantoum, tmp_path: Path) -> None:
    rows = [
        ("form", "lemma", "tags"),
        *((target, source, "N;SG") for source, target in reversals()[:20]),
    ]
    data = write_tsv(tmp_path / "data.tsv", rows)
    train(data, tmp_path / "model", {"training.epochs": 1}, dev=data)
    errors = tmp_path / "errors.tsv"
    done = pantoum("evaluate", tmp_path / "model", data, "--json", "--errors", errors)
    assert json.loads(done.out)["examples"] == 20
    assert {
        (len(line.split("\t")), line.split("\t")[3]) for line in errors.read_text().splitlines()
    } == {(4, "N;SG")}
    other = write_tsv(tmp_path / "other.tsv", [row[:2] for row in rows])
    done = pantoum("evaluate", tmp_path / "model", other, "--json")
    assert (done.status, done.out) == (1, "")
    assert done.error.startswith(
        f"{other}, line 1: no column 'tags' for the features in this header"
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "the file is empty"),
        ("ab\n", "line 1: the line has 1 column"),
        ("ab\t\n", "line 1: the target is empty"),
    ],
)
def test_a_file_that_cannot_be_scored(
    pantoum: Pantoum, reverser: Path, tmp_path: Path, text: str, what: str
) -> None:
    (tmp_path / "test.tsv").write_text(text)
    done = pantoum("evaluate", reverser, tmp_path / "test.tsv")
    assert (done.status, done.out) == (1, "")
    assert what in done.error


def test_words_are_scored_by_bleu(pantoum: Pantoum, tmp_path: Path) -> None:
    rows = [(" ".join(source), " ".join(target)) for source, target in reversals("abcd", 2)]
    data = write_tsv(tmp_path / "data.tsv", rows)
    units = {"data.source_units": "words", "data.target_units": "words", "training.epochs": 1}
    train(data, tmp_path / "model", units, dev=data)
    scores = json.loads(pantoum("evaluate", tmp_path / "model", data, "--json").out)
    assert set(scores) == {
        *("bleu", "chrf", "exact_match", "examples", "perplexity", "seconds"),
        *("intervals", "signature", "by_length"),
    }
    assert set(scores["intervals"]) == {"bleu", "chrf", "exact_match", "perplexity"}
    assert scores["signature"] == signatures(["a"])
    table = pantoum("evaluate", tmp_path / "model", data).out
    cells = {
        line.split("│")[1].strip(): line.split("│")[2].strip()
        for line in table.splitlines()
        if "│" in line
    }
    assert (cells["BLEU"], cells["chrF"]) == (f"{scores['bleu']:.2f}", f"{scores['chrf']:.2f}")
    assert cells["exact match"].endswith(" %")
    assert "┃ BLEU ┃" in table


def test_an_input_that_is_too_long_is_named_by_its_file_and_line(
    pantoum: Pantoum, reverser: Path, tmp_path: Path
) -> None:
    # The first input has two right outputs.
    (tmp_path / "test.tsv").write_text(f"abc\tcba\n\nabc\tcab\n{'ab' * 3_000}\tba\n")
    done = pantoum("evaluate", reverser, tmp_path / "test.tsv")
    assert (done.status, done.out) == (1, "")
    assert done.error.startswith(f"{tmp_path / 'test.tsv'}, line 4: the input starting 'ababab")
    assert "has 6,001 symbols" in done.error


class TestSeveralReferences:
    """Any right output of an input counts, and the input counts once."""

    def test_scores(self, pantoum: Pantoum, reverser: Path, tmp_path: Path) -> None:
        rows = [("abc", "xyz"), ("abc", "cba"), ("ab", "ba"), ("bc", "cc"), ("bc", "ccc")]
        path = write_tsv(tmp_path / "test.tsv", rows)
        done = pantoum("evaluate", reverser, path, "--json", "--errors", tmp_path / "wrong.tsv")
        scores = json.loads(done.out)
        assert scores["examples"] == 3
        assert scores["word_error_rate"] == pytest.approx(100 / 3, abs=1e-4)
        # One edit of the seven symbols of cba, ba and cc, which are nearest to the outputs.
        assert scores["symbol_error_rate"] == pytest.approx(100 / 7, abs=1e-4)
        assert "pantoum: test: 2 inputs have several right outputs, of which any counts" in done.err
        assert (tmp_path / "wrong.tsv").read_text(encoding="utf-8") == "bc\tcc\tcb\n"
        assert pantoum("evaluate", reverser, path).status == 0

    def test_columns_of_references(self, pantoum: Pantoum, reverser: Path, tmp_path: Path) -> None:
        path = tmp_path / "test.ref"
        path.write_text("abc\txyz\tcba\nab\tba\nbc\tcc\tccc\n", encoding="utf-8")
        flags = ["--json", "--target_column", "2-"]
        scores = json.loads(pantoum("evaluate", reverser, path, *flags).out)
        assert scores["examples"] == 3
        assert scores["word_error_rate"] == pytest.approx(100 / 3, abs=1e-4)
        # The first reference alone, as in training, and a word on the others.
        done = pantoum("evaluate", reverser, path, "--json")
        assert json.loads(done.out)["word_error_rate"] == pytest.approx(200 / 3, abs=1e-4)
        assert 'pantoum: test: column 3 ("cba") is not read' in done.err

    def test_the_dev_set_of_a_run(self, tmp_path: Path, reversals: Path) -> None:
        dev = write_tsv(tmp_path / "dev.tsv", [("abc", "xyz"), ("abc", "cba"), ("ab", "ba")])
        settings = {"training.epochs": 8, "training.learning_rate": 0.02, "model.hidden": 24}
        train(reversals, tmp_path / "model", {**settings, "model.dropout": 0.0}, dev=dev)
        kept = json.loads((tmp_path / "model" / "metrics.json").read_text(encoding="utf-8"))
        assert kept["dev"]["examples"] == 2
        assert kept["dev"]["word_error_rate"] == 0
