"""`evaluate` of all predictors: the same scores from data in any of their forms."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from tests.labelling import labelled
from tests.reversing import TINY, reversals, write_tsv
from tests.tagging import clauses, names, tags_of, words_of, write_conll, write_conllu
from tests.writing import texts

import pantoum
from pantoum import PantoumError
from pantoum.evaluation import Evaluation
from pantoum.metrics import Interval

PAIRS = reversals()[:30]
# Of these four outputs two are wrong.
HALF = [("ab", "ba"), ("abc", "cba"), ("ca", "ca"), ("cb", "cb")]


class Frame:
    """A table with named columns, as pandas and polars have them."""

    def __init__(self, **columns: Sequence[Any]) -> None:
        self._columns = columns
        self.columns = list(columns)

    def __getitem__(self, name: str) -> Any:
        return self._columns[name]


def comparable(evaluation: Evaluation) -> dict[str, Any]:
    found = evaluation.to_dict()
    del found["seconds"]
    return found


class TestAnEncoderDecoder:
    @pytest.fixture
    def model(self, reverser: Path) -> Any:
        return pantoum.load(reverser)

    @pytest.mark.parametrize(
        "data",
        [
            (list(pair) for pair in PAIRS),
            Frame(target=[two for _, two in PAIRS], source=[one for one, _ in PAIRS]),
            [{"form": two, "other": 1, "word": one} for one, two in PAIRS],
        ],
        ids=["a generator", "a table", "dictionaries"],
    )
    def test_every_form_gives_the_scores_of_the_file(
        self, model: Any, data: Any, tmp_path: Path
    ) -> None:
        path = write_tsv(tmp_path / "test.tsv", PAIRS)
        expected = comparable(model.evaluate(path))
        assert expected["examples"] == 30
        assert comparable(model.evaluate(data)) == expected

    def test_the_scores_are_of_what_the_model_writes(self, model: Any) -> None:
        outputs = [one.text for one in model([source for source, _ in HALF])]
        right = sum(output == target for output, (_, target) in zip(outputs, HALF, strict=True))
        evaluation = model.evaluate(HALF)
        assert evaluation.outputs == outputs
        assert [one.source for one in evaluation.inputs] == [source for source, _ in HALF]
        assert evaluation.references == [target for _, target in HALF]
        assert evaluation.scores["exact_match"] == 25 * right == 50
        low, high = evaluation.intervals["exact_match"]
        assert low <= 50 <= high

    def test_several_right_outputs_of_an_input_are_one_example(self, model: Any) -> None:
        evaluation = model.evaluate([*HALF, ("ab", "bb")])
        assert evaluation.references == [("ba", "bb"), "cba", "ca", "cb"]
        assert [one[:2] for one in evaluation.inputs] == HALF

    def test_options_of_the_search_and_inputs_of_the_training(self, model: Any) -> None:
        evaluation = model.evaluate(HALF, train=HALF[:1], beam=1, max_length_ratio=0.5)
        called = model([source for source, _ in HALF], beam=1, max_length_ratio=0.5)
        assert evaluation.outputs == [one.text for one in called]
        assert evaluation.outputs != model.evaluate(HALF).outputs
        assert [(one.name, one.scores["examples"]) for one in evaluation.by_seen] == [
            ("seen", 1),
            ("unseen", 3),
        ]
        with pytest.raises(PantoumError, match="beem"):
            model.evaluate(HALF, beem=1)

    def test_named_columns_are_those_of_the_training_data(self) -> None:
        pairs = [{"a": target, "b": source, "c": "x"} for source, target in PAIRS]
        columns = {"data.source_column": "b", "data.target_column": "a"}
        settings = {**TINY, "training.epochs": 1, **columns}
        model: Any = pantoum.train(pairs, config=settings, progress=False)
        assert comparable(model.evaluate(pairs)) == comparable(model.evaluate(PAIRS))
        with pytest.raises(PantoumError, match="'b'"):
            model.evaluate([{"source": "ab", "target": "ba"}])

    def test_features(self, model: Any) -> None:
        triples = [(source, target, f"N;{len(source)}") for source, target in PAIRS]
        reader: Any = pantoum.train(triples, config={**TINY, "training.epochs": 1}, progress=False)
        assert reader.evaluate(triples).scores["examples"] == 30
        with pytest.raises(PantoumError, match="the model reads features, but the items have none"):
            reader.evaluate(PAIRS)
        with pytest.raises(PantoumError, match="items have features, but the model reads none"):
            model.evaluate(triples)

    def test_other_data_are_refused(self, model: Any) -> None:
        with pytest.raises(
            PantoumError, match="an encoder-decoder is not evaluated on texts: give pairs of"
        ):
            model.evaluate(["ab", "ba"])
        with pytest.raises(PantoumError, match="data, item 2: the output is empty"):
            model.evaluate([("ab", "ba"), ("ab", "")])
        with pytest.raises(PantoumError, match=r"nowhere\.tsv: no such file"):
            model.evaluate("nowhere.tsv")


def test_a_classifier(labeller: Path, labels: Path) -> None:
    model: Any = pantoum.load(labeller)
    expected = model.evaluate(labels)
    assert expected.outputs == [one.label for one in model([text for text, _ in labelled()])]
    assert comparable(model.evaluate(labelled())) == comparable(expected)
    table = Frame(label=[label for _, label in labelled()], text=[text for text, _ in labelled()])
    assert comparable(model.evaluate(table)) == comparable(expected)


class TestATagger:
    def test_of_two_kinds_of_tags(self, clause_tagger: Path, tmp_path: Path) -> None:
        model: Any = pantoum.load(clause_tagger)
        sentences = clauses()[:20]
        expected = comparable(model.evaluate(write_conllu(tmp_path / "clauses.conllu", sentences)))
        assert set(expected["upos"]) >= {"accuracy", "known_accuracy"}
        words = words_of(sentences)
        upos = tags_of(sentences)
        xpos = tags_of(sentences, 1)
        assert comparable(model.evaluate(zip(words, upos, xpos, strict=True))) == expected
        table = Frame(xpos=xpos, words=words, upos=upos, other=words)
        assert comparable(model.evaluate(table)) == expected
        with pytest.raises(
            PantoumError, match=r"1 kinds? of tags, but the model gives 2 \(upos, x"
        ):
            model.evaluate(zip(words, upos, strict=True))

    def test_of_spans_in_another_scheme(self, name_tagger: Path, tmp_path: Path) -> None:
        model: Any = pantoum.load(name_tagger)
        path = write_conll(tmp_path / "names.conll", names())
        expected = comparable(model.evaluate([path, path]))
        pairs = list(zip(words_of(names()), tags_of(names()), strict=True))
        assert comparable(model.evaluate(pairs * 2)) == expected
        assert "f1" in expected
        with pytest.raises(PantoumError, match="the tag 'PER' in column '2' marks no span"):
            model.evaluate([(["Ann", "sings"], ["PER", "O"])])

    def test_other_data_are_refused(self, name_tagger: Path) -> None:
        model: Any = pantoum.load(name_tagger)
        with pytest.raises(PantoumError, match="a tagger is not evaluated on pairs of an input"):
            model.evaluate([("Ann sings", "B-PER O")])


def test_a_language_model(writer: Path, lines_of_ab: Path) -> None:
    model: Any = pantoum.load(writer)
    expected = model.evaluate(lines_of_ab)
    assert isinstance(expected, Evaluation)
    assert comparable(model.evaluate(texts())) == comparable(expected)
    assert comparable(model.evaluate(Frame(text=texts()))) == comparable(expected)


def test_an_evaluation_shows_its_scores_and_intervals() -> None:
    evaluation = Evaluation(
        {"word_error_rate": 12.5, "bleu": 30.0, "examples": 1200},
        {"word_error_rate": Interval(10.0, 15.25)},
        0.5,
        notes=["a < b"],
    )
    assert repr(evaluation) == "Evaluation(word_error_rate=12.5, bleu=30, examples=1200)"
    shown = evaluation._repr_html_()
    assert "<tr><td>word error rate</td><td>12.50 %</td><td>[10.00, 15.25]</td></tr>" in shown
    assert "<tr><td>BLEU</td><td>30.00</td><td></td></tr>" in shown
    assert "<tr><td>examples</td><td>1,200</td><td></td></tr>" in shown
    assert "<p>a &lt; b</p>" in shown
