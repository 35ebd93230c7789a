"""Classifiers and taggers that decide together, against averages by hand."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tests.data.files import write
from tests.labelling import labelled
from tests.reversing import TINY_MODEL, with_settings, write_tsv
from tests.tagging import clauses, names, tiny_tagger, words_of, write_conll, write_conllu

import pantoum
from pantoum import ClassifierPredictor, PantoumError, TagPredictor
from pantoum.config import Config
from pantoum.data import LabelVocabulary
from pantoum.model_dir import TrainedModel
from pantoum.tasks import prepare

Trained = TrainedModel[Any, Any]


def untrained(data: Path, config: Config, seed: int) -> Trained:
    """A model with random weights, those of a CRF among them."""
    prepared = prepare([data], [data], config)
    torch.manual_seed(seed)
    model = prepared.task.build(prepared.config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn(parameter.shape))
    return TrainedModel(prepared.config, prepared.task, model.eval(), folder=f"seed{seed}")


def classifier(folder: Path, seed: int, settings: Mapping[str, Any] | None = None) -> Trained:
    data = write_tsv(folder / "labels.tsv", labelled())
    config = with_settings(Config(), {**TINY_MODEL, "task": "classifier", **(settings or {})})
    return untrained(data, config, seed)


def tagger(folder: Path, seed: int, settings: Mapping[str, Any] | None = None) -> Trained:
    """Of names, with a CRF unless the settings say otherwise."""
    return untrained(
        write_conll(folder / "names.conll", names()), tiny_tagger(settings or {}), seed
    )


def renumbered(trained: Trained) -> Trained:
    """The same tagger with its tags in the opposite order."""
    (column,) = trained.task.columns
    size = column.labels.size
    order = list(reversed(range(size)))
    labels = LabelVocabulary([column.labels.labels[place] for place in order])
    task = replace(trained.task, columns=(replace(column, labels=labels),))
    model = task.build(trained.config)
    state = trained.model.state_dict()
    for name, value in state.items():
        if name.startswith("heads.") and size in value.shape:
            value = value[order]
            state[name] = value[:, order] if value.shape == (size, size) else value
    model.load_state_dict(state)
    return replace(trained, task=task, model=model.eval())


SENTENCES = [["Ms", "Ada"], ["Rio", "de", "Janeiro", "sees"], ["unheard"], []]


class TestClassifiers:
    def test_probabilities_are_averaged(self, tmp_path: Path) -> None:
        members = [
            classifier(tmp_path, 1),
            classifier(tmp_path, 2, {"model.hidden": 6}),
            classifier(tmp_path, 3),
        ]
        each = [ClassifierPredictor(one)(["abc", "bé", ""]) for one in members]
        together = ClassifierPredictor(members)
        assert repr(together) == "ClassifierPredictor(3 labels, 3 models, device='cpu')"
        for found, *alone in zip(together(["abc", "bé", ""]), *each, strict=True):
            expected = {
                label: np.mean([one.probabilities[label] for one in alone])
                for label in ("alpha", "beta", "gamma")
            }
            assert found.probabilities == pytest.approx(expected)
            assert found.label == max(expected, key=lambda label: expected[label])
            assert found.tokens == alone[0].tokens
            np.testing.assert_allclose(found.weights, np.mean([one.weights for one in alone], 0))

    def test_labels_in_another_order_are_the_same_labels(self, tmp_path: Path) -> None:
        one = classifier(tmp_path, 1)
        other = classifier(tmp_path, 2)
        order = [2, 0, 1]
        labels = LabelVocabulary([one.task.labels.labels[place] for place in order])
        with torch.no_grad():
            other.model.output.weight.copy_(other.model.output.weight[order].clone())
            other.model.output.bias.copy_(other.model.output.bias[order].clone())
        moved = replace(other, task=replace(other.task, labels=labels))
        expected = ClassifierPredictor([one, classifier(tmp_path, 2)])("abc").probabilities
        assert ClassifierPredictor([one, moved])("abc").probabilities == pytest.approx(expected)

    def test_other_labels_are_refused(self, tmp_path: Path) -> None:
        data = write_tsv(
            tmp_path / "other.tsv", [(text, "b" + label) for text, label in labelled()]
        )
        config = with_settings(Config(), {**TINY_MODEL, "task": "classifier"})
        with pytest.raises(
            PantoumError,
            match=r"^seed2: the models of an ensemble must give the same labels, but this one "
            r"differs from the first: only one of the two has the labels alpha, balpha, bbeta, "
            r"beta, bgamma, \.\.\.: train them on the same files and with the same --dev",
        ):
            ClassifierPredictor([classifier(tmp_path, 1), untrained(data, config, 2)])


class TestTaggers:
    def test_probabilities_of_softmaxes_are_averaged(self, tmp_path: Path) -> None:
        data = write_conllu(tmp_path / "clauses.conllu", clauses())
        orders = ({"data.tag_columns": "upos,xpos"}, {"data.tag_columns": "xpos,upos"})
        members = [
            untrained(data, tiny_tagger({**columns, "model.hidden": 6 + seed}), seed)
            for seed, columns in enumerate(orders)
        ]
        sentences = [*words_of(clauses())[:5], ["unheard", "dog"], []]
        each = [TagPredictor(one)(sentences, probabilities=True) for one in members]
        together = TagPredictor(members)
        found = together(sentences, probabilities=True)
        for tagging, *alone in zip(found, *each, strict=True):
            assert list(tagging.columns) == ["upos", "xpos"]
            for name, shares in (tagging.probabilities or {}).items():
                expected = np.mean([(one.probabilities or {})[name] for one in alone], axis=0)
                np.testing.assert_allclose(shares, expected, atol=1e-6)
                labels = tagging.labels[name]
                assert tagging.columns[name] == [labels[row.argmax()] for row in expected]
                best = math.fsum(math.log(row.max()) for row in expected)
                assert tagging.log_probability[name] == pytest.approx(best, abs=1e-5)
        assert together.tags(sentences)[1] == [one.columns["xpos"] for one in found]

    @pytest.mark.parametrize("second", [{}, {"tagger.crf": False}])
    def test_crfs_give_the_geometric_mean_of_whole_sequences(
        self, tmp_path: Path, second: dict[str, Any]
    ) -> None:
        members = [tagger(tmp_path, 1), tagger(tmp_path, 2, {"model.hidden": 6, **second})]
        together = TagPredictor(members)
        (sentence,) = sentences = [["Rio", "de", "unheard"]]
        every = 7**3
        each = []
        for one in members:
            (ranked,) = TagPredictor(one).nbest(sentences, every)
            each.append(
                {tuple(tagging.ids["2"]): tagging.log_probability["2"] for tagging in ranked}
            )
        both = set(each[0]) & set(each[1])
        mean = {ids: (each[0][ids] + each[1][ids]) / 2 for ids in both}
        total = math.log(math.fsum(map(math.exp, mean.values())))
        (ranked,) = together.nbest(sentences, every, probabilities=True)
        found = {tuple(one.ids["2"]): one.log_probability["2"] for one in ranked}
        assert found == pytest.approx({ids: score - total for ids, score in mean.items()}, abs=1e-4)
        shares = np.zeros((len(sentence), members[0].task.columns[0].labels.size))
        for ids, score in mean.items():
            shares[np.arange(len(ids)), list(ids)] += math.exp(score - total)
        assert ranked[0].probabilities is not None
        np.testing.assert_allclose(ranked[0].probabilities["2"], shares, atol=1e-5)
        assert together.tags(sentences) == [[ranked[0].tags]]

    @pytest.mark.parametrize("crf", [True, False])
    def test_tags_in_another_order_are_the_same_tags(self, tmp_path: Path, crf: bool) -> None:
        one = tagger(tmp_path, 1, {"tagger.crf": crf})
        other = renumbered(one)
        assert other.task.columns[0].labels.labels != one.task.columns[0].labels.labels
        expected = TagPredictor(one)(SENTENCES, probabilities=True)
        found = TagPredictor([one, other])(SENTENCES, probabilities=True)
        for tagging, alone in zip(found, expected, strict=True):
            assert tagging.columns == alone.columns
            assert tagging.log_probability == pytest.approx(alone.log_probability, abs=1e-4)
            assert tagging.probabilities is not None
            assert alone.probabilities is not None
            np.testing.assert_allclose(
                tagging.probabilities["2"], alone.probabilities["2"], atol=1e-5
            )

    def test_other_tags_columns_and_schemes_are_refused(self, tmp_path: Path) -> None:
        one = tagger(tmp_path, 1)
        conllu = write_conllu(tmp_path / "clauses.conllu", clauses())
        few = write(tmp_path, "few.conll", "Ms B-PER\nAda I-PER\n\nsees O\n")
        for other, what in (
            (untrained(conllu, tiny_tagger(), 2), "the columns of tags are upos"),
            (untrained(few, tiny_tagger(), 2), "only one of the two has the labels B-LOC, E-LOC"),
            (tagger(tmp_path, 2, {"data.tag_scheme": "none"}), "column 2 is written in none"),
            (tagger(tmp_path, 2, {"tagger.scheme": "BIO"}), "written in BIO, learned in BIO"),
        ):
            with pytest.raises(PantoumError, match=f"^seed2: .* differs from the first: .*{what}"):
                TagPredictor([one, other])


class TestDirectories:
    def test_a_model_with_itself_answers_as_it_does_alone(
        self, name_tagger: Path, labeller: Path
    ) -> None:
        alone = pantoum.load(name_tagger, task="tagger")
        together = pantoum.ensemble([name_tagger, name_tagger])
        assert repr(together) == "TagPredictor(2, 2 models, device='cpu')"
        assert together.tags(words_of(names())) == alone.tags(words_of(names()))
        assert together.knows("Oslo")
        assert pantoum.ensemble([labeller, labeller])("abc").label == "alpha"

    def test_models_of_different_kinds_are_refused(
        self, name_tagger: Path, labeller: Path, writer: Path
    ) -> None:
        with pytest.raises(
            PantoumError,
            match=f"^{labeller}: the models of an ensemble are of one kind, but this is a "
            "classifier and the first is a tagger: leave it out$",
        ):
            pantoum.ensemble([name_tagger, labeller])
        with pytest.raises(
            PantoumError,
            match=f"^{writer}: an ensemble is of encoder-decoders, classifiers or taggers, but",
        ):
            pantoum.ensemble([writer, writer])
        with pytest.raises(
            PantoumError, match="combine 'vote' is for encoder-decoders, but this is a tagger"
        ):
            pantoum.ensemble([name_tagger, name_tagger], "vote")
        with pytest.raises(PantoumError, match="int8 is for encoder-decoders, but this is a tag"):
            pantoum.ensemble([name_tagger, name_tagger], int8=True)
