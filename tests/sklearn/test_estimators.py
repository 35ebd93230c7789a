"""The estimators for scikit-learn: right values, searches over settings, and pickles."""

import pickle
import pickletools
import sys
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, KFold, cross_val_predict, cross_val_score
from tests.labelling import labelled
from tests.reversing import reversals
from tests.tagging import names, tags_of, words_of

import pantoum
from pantoum import PantoumError
from pantoum.sklearn import SequenceClassifier, SequenceTagger, SequenceTransducer

TEXTS = [text for text, _ in labelled()]
LABELS = [label for _, label in labelled()]
WORDS = words_of(names())[:60]
TAGS = tags_of(names())[:60]
SOURCES = [source for source, _ in reversals()]
TARGETS = [target for _, target in reversals()]
TINY: dict[str, Any] = {
    "hidden": 8,
    "embedding": 8,
    "dropout": 0.0,
    "epochs": 2,
    "learning_rate": 0.03,
    "batch_tokens": 120,
    "threads": 1,
    "device": "cpu",
    "settings": {"warmup_steps": 5},
}


@pytest.fixture(scope="module")
def classifier() -> SequenceClassifier:
    return SequenceClassifier(**{**TINY, "epochs": 6}).fit(TEXTS, LABELS)


@pytest.fixture(scope="module")
def tagger() -> SequenceTagger:
    return SequenceTagger(**{**TINY, "epochs": 4}).fit(WORDS, TAGS)


@pytest.fixture(scope="module")
def transducer() -> SequenceTransducer:
    return SequenceTransducer(**TINY, beam=2).fit(SOURCES, TARGETS)


class TestAClassifier:
    def test_it_is_the_model_that_train_gives(self, classifier: SequenceClassifier) -> None:
        settings = {**TINY, "epochs": 6}
        settings.update(settings.pop("settings"))
        model: Any = pantoum.train(list(labelled()), task="classifier", progress=False, **settings)
        assert classifier.classes_.tolist() == sorted(set(LABELS))
        found = model(TEXTS)
        assert classifier.predict(TEXTS).tolist() == [one.label for one in found]
        expected = [[one.probabilities[name] for name in classifier.classes_] for one in found]
        assert np.array_equal(classifier.predict_proba(TEXTS), expected)
        right = np.mean([one.label == label for one, label in zip(found, LABELS, strict=True)])
        assert classifier.score(TEXTS, LABELS) == right > 0.9

    def test_weights_of_examples(self, classifier: SequenceClassifier) -> None:
        found = classifier.predict(TEXTS[:2]).tolist()
        wrong = next(label for label in LABELS if label != found[1])
        assert classifier.score(TEXTS[:2], [found[0], wrong]) == 0.5
        assert classifier.score(TEXTS[:2], [found[0], wrong], [3, 1]) == 0.75

    @pytest.mark.parametrize(
        "labels",
        [{"alpha": 2, "beta": 0, "gamma": 1}, {"alpha": (1, 2), "beta": None, "gamma": "  "}],
        ids=["numbers", "any hashable objects"],
    )
    def test_labels_come_back_as_they_were(self, labels: dict[str, Any]) -> None:
        y = [labels[label] for label in LABELS]
        model = SequenceClassifier(**{**TINY, "epochs": 6}).fit(np.array(TEXTS), y)
        predicted = model.predict(TEXTS)
        assert {type(label) for label in predicted} <= {type(label) for label in model.classes_}
        assert set(model.classes_.tolist()) == set(y)
        assert model.score(TEXTS, y) > 0.9
        assert model.predict_proba(TEXTS).sum(axis=1) == pytest.approx(1.0)

    def test_no_texts_have_no_labels(self, classifier: SequenceClassifier) -> None:
        assert classifier.predict([]).shape == (0,)
        assert classifier.predict_proba([]).shape == (0, 3)

    def test_mistakes(self) -> None:
        with pytest.raises(PantoumError, match=r"y, item 1: the label \[1\] is not hashable"):
            SequenceClassifier().fit(["a"], [[1]])
        with pytest.raises(PantoumError, match="X has 2 items, but y has 1"):
            SequenceClassifier().fit(["a", "b"], ["x"])
        with pytest.raises(PantoumError, match="requires y to be passed"):
            SequenceClassifier().fit(["a"], None)
        with pytest.raises(PantoumError, match=r"model\.hidden"):
            SequenceClassifier(hidden=-1).fit(TEXTS, LABELS)
        with pytest.raises(NotFittedError):
            SequenceClassifier().predict(["a"])


class TestATagger:
    def test_probabilities_are_those_of_the_model(self, tagger: SequenceTagger) -> None:
        found = tagger.model_(WORDS[:5], probabilities=True)
        assert tagger.predict(WORDS[:5]).tolist() == [one.tags for one in found]
        for rows, one, words in zip(tagger.predict_proba(WORDS[:5]), found, WORDS[:5], strict=True):
            assert rows.shape == (len(words), len(tagger.classes_))
            assert rows.sum(axis=1) == pytest.approx(1.0, abs=1e-5)
            (probabilities,) = one.probabilities.values()
            assert np.array_equal(rows, probabilities)
            (labels,) = one.labels.values()
            assert tagger.classes_.tolist() == labels

    def test_its_score_is_the_accuracy_over_words(self, tagger: SequenceTagger) -> None:
        pairs = list(zip(WORDS, TAGS, strict=True))
        expected = tagger.model_.evaluate(pairs).scores["accuracy"]
        assert 100 * tagger.score(WORDS, TAGS) == pytest.approx(expected)

    def test_mistakes(self) -> None:
        with pytest.raises(PantoumError, match="X, item 1: a sentence is a list of words"):
            SequenceTagger().fit(["they fly"], [["PRON", "VERB"]])
        with pytest.raises(PantoumError, match="X, item 1: 2 words, but 1 tags"):
            SequenceTagger().fit([["they", "fly"]], [["PRON"]])


class TestATransducer:
    def test_it_writes_what_its_model_writes(self, transducer: SequenceTransducer) -> None:
        found = transducer.model_(SOURCES[:10])
        assert transducer.predict(SOURCES[:10]) == [one.text for one in found]
        assert transducer.model_.config.search.beam == 2

    def test_its_score_is_exact_match(self, transducer: SequenceTransducer) -> None:
        outputs = transducer.predict(["ab", "abc"])
        assert transducer.score(["ab", "abc"], [outputs[0], outputs[1] + "a"]) == 0.5
        assert transducer.score(["ab", "abc"], [outputs[0], outputs[1] + "a"], [1, 3]) == 0.25


class Frame(dict[str, Any]):
    """As a data frame of pandas: it goes through the names of its columns."""

    columns = property(lambda self: list(self))
    iloc = None


class TestWhatIsNoInput:
    def test_a_whole_table(
        self, classifier: SequenceClassifier, tagger: SequenceTagger, transducer: SequenceTransducer
    ) -> None:
        """The names of its columns would be its inputs."""
        table = Frame(text=TEXTS, label=LABELS)
        message = "inputs must be a list of strings, but are a whole Frame: give one column"
        estimators: list[Any] = [classifier, tagger, transducer]
        for estimator in estimators:
            with pytest.raises(PantoumError, match=message):
                estimator.predict(table)
            fresh: Any = clone(estimator)
            with pytest.raises(PantoumError, match=message):
                fresh.fit(table, LABELS)

    def test_a_sentence_that_is_a_string(self, tagger: SequenceTagger) -> None:
        """Its letters would be words."""
        for predict in (tagger.predict, tagger.predict_proba):
            with pytest.raises(PantoumError, match="X, item 2: a sentence is a list of words"):
                predict([["one"], "two three"])


class TestInScikitLearn:
    def test_parameters_are_settings(self) -> None:
        estimator: Any = clone(SequenceTransducer(hidden=6, settings={"model.copy": True}))
        assert estimator.get_params()["hidden"] == 6
        estimator.set_params(epochs=1, embedding=4, random_state=3, threads=1)
        config = estimator.fit(SOURCES[:30], TARGETS[:30]).model_.config
        assert (config.model.hidden, config.model.copy, config.training.epochs) == (6, True, 1)
        assert config.seed == 3

    def test_a_random_state_gives_a_seed(self) -> None:
        quick = {**TINY, "epochs": 1}
        state = np.random.RandomState(5)
        seeds = {
            SequenceClassifier(**quick, random_state=state).fit(TEXTS, LABELS).model_.config.seed
            for _ in range(2)
        }
        assert len(seeds) == 2

    def test_cross_validation_of_texts_of_any_length(self) -> None:
        quick = {**TINY, "epochs": 1}
        scores = cross_val_score(SequenceClassifier(**quick), TEXTS, LABELS, cv=2)
        assert scores.shape == (2,)
        half = len(TEXTS) // 2
        estimator = SequenceTransducer(**quick)
        expected = estimator.fit(SOURCES[half:], TARGETS[half:]).score(
            SOURCES[:half], TARGETS[:half]
        )
        split = [(list(range(half, 2 * half)), list(range(half)))]
        assert cross_val_score(estimator, SOURCES, TARGETS, cv=split) == [expected]
        assert len(cross_val_predict(estimator, SOURCES[:20], TARGETS[:20], cv=2)) == 20
        assert (cross_val_score(SequenceTagger(**quick), WORDS, TAGS, cv=2) > 0).all()

    def test_tags_of_sentences_of_any_length_are_put_together(self) -> None:
        quick = {**TINY, "epochs": 1}
        half = len(WORDS) // 2
        tagger = SequenceTagger(**quick)
        found: Any = cross_val_predict(tagger, WORDS, TAGS, cv=KFold(2))
        assert found.shape == (len(WORDS),)
        assert [len(tags) for tags in found] == [len(words) for words in WORDS]
        expected = tagger.fit(WORDS[half:], TAGS[half:]).predict(WORDS[:half])
        assert found[:half].tolist() == expected.tolist()
        alike = tagger.predict([["a", "b"], ["b", "a"]])
        assert alike.shape == (2,)
        assert all(isinstance(tags, list) for tags in alike)
        assert tagger.predict([]).shape == (0,)

    @pytest.mark.exhaustive
    def test_a_grid_search(self) -> None:
        grid = {"hidden": [2, 12], "epochs": [4]}
        search = GridSearchCV(SequenceClassifier(**TINY), grid, cv=2).fit(TEXTS, LABELS)
        assert search.best_params_ == {"epochs": 4, "hidden": 12}
        assert search.best_estimator_.model_.config.model.hidden == 12
        assert search.predict(TEXTS).shape == (len(TEXTS),)


class TestPickles:
    def test_they_hold_files_and_give_the_same(
        self,
        classifier: SequenceClassifier,
        tagger: SequenceTagger,
        transducer: SequenceTransducer,
    ) -> None:
        for estimator, inputs in (
            (classifier, TEXTS),
            (tagger, WORDS),
            (transducer, SOURCES),
        ):
            state = estimator.__getstate__()
            assert "model_" not in state
            assert {"config.json", "model.safetensors"} <= set(state["model_files"])
            assert {type(content) for content in state["model_files"].values()} == {bytes}
            data = pickle.dumps(estimator)
            texts = [text for _, text, _ in pickletools.genops(data) if isinstance(text, str)]
            assert not [text for text in texts if text.split(".")[0] == "torch"]
            again = pickle.loads(data)
            assert again.get_params() == estimator.get_params()
            assert list(again.predict(inputs)) == list(estimator.predict(inputs))
            assert again.model_.history == estimator.model_.history

    def test_before_fit(self) -> None:
        again = pickle.loads(pickle.dumps(SequenceTagger(hidden=7)))
        assert again.get_params()["hidden"] == 7
        with pytest.raises(NotFittedError):
            again.predict([["a"]])

    def test_a_file_in_another_place_is_refused(self, classifier: SequenceClassifier) -> None:
        state = classifier.__getstate__()
        state["model_files"] = {"../config.json": b"{}"}
        with pytest.raises(PantoumError, match=r"a model has no file '\.\./config\.json'"):
            SequenceClassifier().__setstate__(state)


def test_without_scikit_learn_the_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in sys.modules if name.startswith("pantoum.sklearn")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(PantoumError, match=r"need scikit-learn: pip install -e '\.\[sklearn\]'"):
        import pantoum.sklearn  # noqa: F401
