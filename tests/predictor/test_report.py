"""`evaluate(..., report=path)` of all predictors: the page is of what the model writes."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.grouping import REVERSED, SAME
from tests.labelling import labelled
from tests.report.reading import Node, read, rows_of, table_of
from tests.reversing import reversals, write_tsv
from tests.tagging import clauses, tags_of, words_of, write_conllu
from tests.writing import texts

import pantoum
from pantoum import PantoumError
from pantoum.model_dir import METRICS, Records
from pantoum.predictor import predictor_of
from pantoum.report.markup import element

# The model knows the reversal: of these outputs the last two are wrong.
PAIRS = [*reversals()[:20], ("ab", "ab"), ("abcb", "bcb")]


def page_at(path: Path) -> Node:
    return read(path.read_text(encoding="utf-8"))


def errors_of(page: Node) -> list[list[str]]:
    return rows_of(page.one("table", id="error-table"))


class TestAnEncoderDecoder:
    @pytest.fixture
    def model(self, reverser: Path) -> Any:
        return pantoum.load(reverser)

    def test_the_page_has_the_scores_and_the_errors(self, model: Any, tmp_path: Path) -> None:
        path = tmp_path / "report.html"
        evaluation = model.evaluate(PAIRS, train=PAIRS[:5], report=path)
        page = page_at(path)
        facts = [(one.one("dt").text, one.one("dd").text) for one in page.one("dl").all("div")]
        assert facts[:3] == [
            ("Model", model.folders[0]),
            ("Kind", "an encoder-decoder"),
            ("Test data", "given in Python"),
        ]
        scores = {row[0]: row[1] for row in rows_of(table_of(page, "All examples"))}
        assert scores["word error rate"] == f"{evaluation.scores['word_error_rate']:.2f} %"
        assert scores["perplexity"] == f"{evaluation.scores['perplexity']:.2f}"
        wrong = {
            number: (source, right, output)
            for number, ((source, right), output) in enumerate(
                zip(PAIRS, evaluation.outputs, strict=True), start=1
            )
            if right != output
        }
        assert {21, 22} <= wrong.keys()
        assert {int(row[0]): tuple(row[1:4]) for row in errors_of(page)} == wrong
        seen = rows_of(table_of(page, "By whether the training data have the input"))
        assert [row[:2] for row in seen] == [["seen", "5"], ["unseen", "17"]]
        curves = [title.text for title in page.one("section", id="training").all("title")]
        assert curves == [
            *("training loss by epoch", "dev word error rate by epoch"),
            "dev symbol error rate by epoch",
        ]

    def test_scores_and_attention_are_those_of_the_prediction(
        self, model: Any, tmp_path: Path
    ) -> None:
        path = tmp_path / "report.html"
        model.evaluate(PAIRS[-1:], report=str(path), beam=2)
        page = page_at(path)
        prediction = model(PAIRS[-1][0], beam=2)
        (row,) = errors_of(page)
        assert row[6] == f"{prediction.score:.3f}"
        squares = page.one("table", id="error-table").all("rect")
        titles = [square.one("title").text for square in squares]
        expected = [
            f"{token} ← {source}: {weight:.2f}"
            for token, weights in zip(prediction.tokens, prediction.attention, strict=True)
            for source, weight in zip(prediction.source_tokens, weights, strict=True)
            if weight >= 0.005
        ]
        assert titles == expected
        facts = [one.text for one in page.one("dl").all("dd")]
        assert "beam 2" in facts

    def test_an_example_has_its_number_in_the_data_also_behind_several_references(
        self, model: Any, tmp_path: Path
    ) -> None:
        path = tmp_path / "report.html"
        pairs = [("ab", "ba"), ("abc", "x"), ("abc", "cb"), ("bc", "b")]
        model.evaluate(pairs, report=path)
        rows = {row[0]: row[1:4] for row in errors_of(page_at(path))}
        assert rows == {"2": ["abc", "cbor x", "cba"], "4": ["bc", "b", "cb"]}

    def test_a_model_in_memory_has_a_page(self, model: Any, tmp_path: Path) -> None:
        path = tmp_path / "report.html"
        line = {"epoch": 1.0, "train_loss": 2.5, "dev": {"word_error_rate": 50.0}, "best": True}
        records = Records({METRICS: json.dumps(line) + "\n"})
        in_memory: Any = predictor_of(replace(model.trained, records=records))
        in_memory.evaluate(PAIRS[:2], report=path)
        page = page_at(path)
        assert page.one("dl").all("dd")[0].text == "in memory"
        labels = [label.text for label in page.one("section", id="training").all("text")]
        assert {"2.5", "50"} <= set(labels)

    def test_a_damaged_record_has_no_curves(self, reverser: Path, tmp_path: Path) -> None:
        path = tmp_path / "report.html"
        copy = tmp_path / "copy"
        shutil.copytree(reverser, copy)
        (copy / "metrics.jsonl").write_text('{"epoch": 1, "tra', encoding="utf-8")
        pantoum.load(copy, task="seq2seq").evaluate(PAIRS[:2], report=path)
        text = "metrics.jsonl of the model is damaged, so there are no curves."
        assert page_at(path).one("section", id="training").one("p").text == text

    def test_models_that_predict_together_have_no_one_training(
        self, reverser: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "report.html"
        both: Any = pantoum.ensemble([reverser, reverser])
        both.evaluate(PAIRS, report=path)
        page = page_at(path)
        assert page.one("section", id="training").all("svg") == []
        assert page.one("dl").all("dd")[0].text == f"{reverser}, {reverser}"
        assert page.one("table", id="error-table").all("rect")

    def test_a_place_for_no_page_is_refused_before_the_work(
        self, model: Any, tmp_path: Path
    ) -> None:
        with pytest.raises(PantoumError, match=r"give it a name that ends in \.html"):
            model.evaluate(tmp_path / "missing.tsv", report=tmp_path / "report.pdf")
        assert list(tmp_path.iterdir()) == []

    def test_the_data_are_not_written_over(self, model: Any, tmp_path: Path) -> None:
        data = write_tsv(tmp_path / "test.html", PAIRS)
        before = data.read_bytes()
        other = write_tsv(tmp_path / "other.tsv", PAIRS)
        (tmp_path / "x").mkdir()
        for files in ({"data": data}, {"data": other, "train": data}):
            with pytest.raises(PantoumError, match="read, and would be written over: give anot"):
                model.evaluate(**files, report=tmp_path / "x" / ".." / "test.html")
        assert data.read_bytes() == before

    @pytest.mark.usefixtures("unchecked_shapes")
    def test_what_is_no_name_of_a_file_is_refused(self, model: Any, tmp_path: Path) -> None:
        (tmp_path / "loop.html").symlink_to("loop.html")
        for name in ("a\0.html", tmp_path / "loop.html", 3, True, b"x.html"):
            with pytest.raises(PantoumError):
                model.evaluate(PAIRS, report=name)

    def test_a_prediction_in_a_notebook_has_the_same_picture(self, model: Any) -> None:
        prediction = model("abc")
        shown = read(prediction._repr_html_())
        assert [label.text for label in shown.one("svg").all("text")] == [
            *prediction.source_tokens,
            *prediction.tokens,
        ]
        assert shown.one("b").text == "cba"


def test_groups_have_their_scores_and_their_pictures(two_ways: Path, tmp_path: Path) -> None:
    model = pantoum.load(two_ways, task="seq2seq")
    path = tmp_path / "report.html"
    pairs = [
        *(("abc", "cba", REVERSED), ("ab", "ba", REVERSED)),
        *(("abc", "abc", SAME), ("ab", "bbb", SAME)),
    ]
    evaluation = model.evaluate(pairs, report=path)
    page = page_at(path)
    groups = [row[:3] for row in rows_of(table_of(page, "By group"))]
    assert groups == [[REVERSED, "2", "0.00"], [SAME, "2", "50.00"]]
    assert [part.scores["word_error_rate"] for part in evaluation.by_group] == [0.0, 50.0]
    (wrong,) = errors_of(page)
    assert wrong[0] == "4"
    drawn = page.one("table", id="error-table").all("svg")
    assert len(drawn) == 1  # predicted once more with its group, without which it is refused


def test_a_classifier(labeller: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    model: Any = pantoum.load(labeller)
    data = write_tsv(tmp_path / "test.tsv", [*labelled()[:30], ("abc", "unheard")])
    evaluation = model.evaluate(data, report=path)
    page = page_at(path)
    pairs = [*labelled()[:30], ("abc", "unheard")]
    expected = {
        (str(number), source, right, found)
        for number, ((source, right), found) in enumerate(
            zip(pairs, evaluation.outputs, strict=True), start=1
        )
        if right != found
    }
    assert {tuple(row[:4]) for row in errors_of(page)} == expected
    (row,) = [row for row in errors_of(page) if row[0] == "31"]
    assert row[4:] == [f"{model('abc').probability:.3f}", "0.000"]
    assert str(data) in page.one("dl").text
    assert element("p", evaluation.notes[0], class_="note") in path.read_text(encoding="utf-8")


def test_a_tagger(clause_tagger: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    model: Any = pantoum.load(clause_tagger)
    rows = [*clauses()[:4], [("zebra", "DET", "NN")]]
    evaluation = model.evaluate(write_conllu(tmp_path / "test.conllu", rows), report=path)
    page = page_at(path)
    expected = sorted(
        (str(number), word, column, right, found)
        for place, column in enumerate(("upos", "xpos"))
        for number, (words, right_tags, tags) in enumerate(
            zip(words_of(rows), tags_of(rows, place), evaluation.outputs[place], strict=True),
            start=1,
        )
        for word, right, found in zip(words, right_tags, tags, strict=True)
        if right != found
    )
    assert ("5", "zebra", "upos", "DET") in [one[:4] for one in expected]
    assert sorted((row[0], row[1], *row[3:6]) for row in errors_of(page)) == expected
    known = rows_of(page.one("section", id="tags-1").all("table")[0])
    assert [row[:2] for row in known] == [
        ["known", str(sum(map(len, rows)) - 1)],
        ["unknown", "1"],
    ]


def test_a_language_model_says_that_it_has_none(writer: Path, tmp_path: Path) -> None:
    model: Any = pantoum.load(writer)
    with pytest.raises(PantoumError) as raised:
        model.evaluate(texts(), report=tmp_path / "report.html")
    assert str(raised.value) == (
        "a language model has no report, for it makes no errors that could be listed: leave the "
        "report out; the evaluation has its scores"
    )
    assert raised.value.setting == "report"
    assert list(tmp_path.iterdir()) == []
