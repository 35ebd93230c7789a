"""A tagger in memory: sentences in, tags out, whatever the sentences, their order and their
company.
"""

import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tagging import clauses, names, tags_of, train_tagger, words_of, write_conll

import pantoum
from pantoum import PantoumError, Tagging, TagPredictor
from pantoum.data import read_token_file

WORDS = words_of(clauses())
NAMES = words_of(names())


@pytest.fixture(scope="session")
def model(clause_tagger: Path) -> TagPredictor:
    return pantoum.load(clause_tagger, task="tagger")


@pytest.fixture(scope="session")
def namer(name_tagger: Path) -> TagPredictor:
    return pantoum.load(name_tagger, task="tagger")


class TestOneOrMany:
    def test_a_string_gives_a_tagging_and_a_list_a_list(self, model: TagPredictor) -> None:
        one = model("the dog runs")
        assert isinstance(one, Tagging)
        assert one.words == ["the", "dog", "runs"]
        assert one.tags == ["DET", "NOUN", "VERB"]
        assert one.columns == {"upos": ["DET", "NOUN", "VERB"], "xpos": ["DT", "NN", "VBZ"]}
        many = model(["the dog runs", ["A", "New York", "saw"], ("saw",)])
        assert isinstance(many, list)
        assert [tagging.words for tagging in many] == [
            ["the", "dog", "runs"],
            ["A", "New York", "saw"],
            ["saw"],
        ]
        assert [tagging.columns["xpos"] for tagging in many] == [
            ["DT", "NN", "VBZ"],
            ["DT", "NNP", "VBD"],
            ["VBD"],
        ]
        assert model([]) == []

    def test_a_list_of_strings_is_a_list_of_sentences(self, model: TagPredictor) -> None:
        assert [tagging.words for tagging in model(["the", "dog"])] == [["the"], ["dog"]]
        assert [tagging.words for tagging in model([["the", "dog"]])] == [["the", "dog"]]

    def test_words_of_a_string_stand_between_white_space(self, model: TagPredictor) -> None:
        assert model("  the\tdog \n runs ").words == ["the", "dog", "runs"]
        assert model(" \v\f\r\n").words == []

    def test_other_white_space_is_part_of_a_word_as_in_a_file(
        self, model: TagPredictor, tmp_path: Path
    ) -> None:
        words = ["10\u00a0000", "\u3000", "a\u2009b\x1f\x85"]
        assert model(" ".join(words)).words == words
        path = write_conll(tmp_path / "a.conll", [[(word, "X") for word in words]])
        (sentence,) = read_token_file(path).sentences
        assert list(sentence.words) == words

    def test_they_have_learned(self, model: TagPredictor, namer: TagPredictor) -> None:
        for column, name in enumerate(("upos", "xpos")):
            assert [tagging.columns[name] for tagging in model(WORDS)] == tags_of(clauses(), column)
        found = [tagging.tags for tagging in namer(NAMES)]
        assert found == tags_of(names())

    def test_a_call_without_probabilities_is_the_same_as_tags_alone(
        self, model: TagPredictor, namer: TagPredictor
    ) -> None:
        for tagger, words in ((model, WORDS), (namer, NAMES)):
            found = tagger(words)
            assert tagger.tags(words) == [
                [tagging.columns[column.name] for tagging in found] for column in tagger.columns
            ]

    def test_what_it_knows_of_itself(self, model: TagPredictor, namer: TagPredictor) -> None:
        assert (model.task, model.config.model.hidden) == ("tagger", 8)
        assert (model.words_column, model.schemes) == ("form", {"upos": "none", "xpos": "none"})
        assert (namer.words_column, namer.schemes) == ("1", {"2": "BIO"})
        assert [model.knows(word) for word in ("dog", "DOG", "New York", "york")] == [
            True,
            True,
            True,
            False,
        ]


class TestProbabilities:
    def test_each_word_has_a_distribution_over_the_labels(
        self, model: TagPredictor, namer: TagPredictor
    ) -> None:
        for tagger, sentence in (
            (model, ["A", "unheard", "dog"]),
            (namer, ["Ms", "unheard", "Rio", "de"]),
        ):
            (tagging,) = tagger([sentence], probabilities=True)
            assert tagging.probabilities is not None
            for column in tagger.columns:
                shares = tagging.probabilities[column.name]
                assert tagging.labels[column.name] == column.labels.labels
                assert shares.shape == (len(sentence), column.labels.size)
                assert shares.min() >= 0
                np.testing.assert_allclose(shares.sum(axis=1), np.ones(len(sentence)), atol=1e-5)
                labels = [column.labels.labels[id] for id in tagging.ids[column.name]]
                assert column.to_file(labels) == tagging.columns[column.name]

    def test_there_are_none_unless_they_are_asked_for(self, model: TagPredictor) -> None:
        assert model("the dog").probabilities is None
        assert model("the dog", probabilities=True).columns == model("the dog").columns

    def test_of_a_softmax_those_of_the_words_make_that_of_the_sentence(
        self, model: TagPredictor
    ) -> None:
        tagging = model("the unheard dog saw A", probabilities=True)
        assert tagging.probabilities is not None
        for name, shares in tagging.probabilities.items():
            chosen = shares[np.arange(5), tagging.ids[name]]
            assert tagging.log_probability[name] == pytest.approx(
                math.fsum(map(math.log, chosen)), abs=1e-5
            )
            assert tagging.ids[name] == shares.argmax(axis=1).tolist()

    def test_of_a_crf_those_of_all_taggings_make_those_of_the_words(
        self, namer: TagPredictor
    ) -> None:
        taggings = namer.nbest(["Ms unheard Oslo"], 1_000, probabilities=True)[0]
        shares = [math.exp(tagging.log_probability["2"]) for tagging in taggings]
        assert math.fsum(shares) == pytest.approx(1, abs=1e-5)
        expected = np.zeros((3, len(taggings[0].labels["2"])))
        for share, tagging in zip(shares, taggings, strict=True):
            expected[np.arange(3), tagging.ids["2"]] += share
        assert taggings[0].probabilities is not None
        np.testing.assert_allclose(taggings[0].probabilities["2"], expected, atol=1e-5)


class TestNbest:
    def test_they_are_different_and_the_best_comes_first(
        self, model: TagPredictor, namer: TagPredictor
    ) -> None:
        for tagger, words in ((model, "the dog runs"), (namer, "Ms Ada sees Oslo")):
            (found,) = tagger.nbest([words], 4)
            assert len(found) == 4
            assert found[0].columns == tagger(words).columns
            for column in tagger.columns:
                assert len({tuple(tagging.columns[column.name]) for tagging in found}) == 4
                scores = [tagging.log_probability[column.name] for tagging in found]
                assert scores == sorted(scores, reverse=True)
        assert len(model.nbest(["the dog runs"])[0]) == 5

    def test_there_are_no_more_than_are_possible(
        self, model: TagPredictor, namer: TagPredictor
    ) -> None:
        # Of one word, four for one column and six for the other; of names, only O and a single
        # place.
        assert len(model.nbest(["dog"], 100)[0]) == 4
        assert [tagging.tags for tagging in namer.nbest(["Oslo"], 100)[0]] == [["B-LOC"], ["O"]]
        assert [len(found) for found in model.nbest([[], "dog"], 3)] == [1, 3]

    def test_one_string_is_no_list(self, model: TagPredictor) -> None:
        with pytest.raises(
            PantoumError,
            match=r"^a list of sentences is needed, but got one string: put it in a list$",
        ):
            model.nbest("the dog")

    @pytest.mark.parametrize("count", [0, -1, True])
    def test_a_count_that_cannot_work_is_refused(self, model: TagPredictor, count: int) -> None:
        with pytest.raises(
            PantoumError, match=f"^count must be a whole number of at least 1, but is {count}$"
        ):
            model.nbest(["the dog"], count)


class TestSchemes:
    @pytest.mark.parametrize(
        ("scheme", "expected"),
        [
            (None, "B-PER I-PER B-PER I-PER O B-LOC B-LOC I-LOC I-LOC"),
            ("BIO", "B-PER I-PER B-PER I-PER O B-LOC B-LOC I-LOC I-LOC"),
            ("IOB1", "I-PER I-PER B-PER I-PER O I-LOC B-LOC I-LOC I-LOC"),
            ("IOBES", "B-PER E-PER B-PER E-PER O S-LOC B-LOC I-LOC E-LOC"),
        ],
    )
    def test_spans_are_written_as_asked(
        self, namer: TagPredictor, scheme: Any, expected: str
    ) -> None:
        words = "Ms Ada Ms Ada sees Oslo Rio de Janeiro"
        assert namer(words, scheme=scheme).tags == expected.split()
        assert namer.nbest([words], 2, scheme=scheme)[0][0].tags == expected.split()
        assert set(namer(words).labels["2"]) == {
            *("O", "S-LOC", "B-PER", "E-PER", "B-LOC", "I-LOC", "E-LOC")
        }

    def test_tags_that_are_no_spans_have_none(self, model: TagPredictor) -> None:
        with pytest.raises(
            PantoumError,
            match=r"^scheme BIO is of spans, but the tags of this model write none: leave it",
        ):
            model("the dog", scheme="BIO")

    def test_a_scheme_that_is_none_is_refused(
        self, namer: TagPredictor, unchecked_shapes: None
    ) -> None:
        for scheme in ("bio", "none", 3):
            with pytest.raises(
                PantoumError,
                match=rf"^scheme must be one of BIO, IOB1, IOBES, BILOU, but is {scheme!r}$",
            ):
                namer("Ms Ada", scheme=scheme)  # type: ignore[arg-type]

    def test_a_model_without_a_crf_gives_well_formed_spans_too(self, tmp_path: Path) -> None:
        data = write_conll(tmp_path / "names.conll", names()[:20])
        train_tagger(
            data, tmp_path / "model", {"training.epochs": 1, "tagger.crf": False}, dev=data
        )
        for taggings in pantoum.load(tmp_path / "model", task="tagger").nbest(NAMES[:20], 3):
            for tagging in taggings:
                before = "O"
                for tag in tagging.tags:
                    assert not tag.startswith("I-") or before[1:] == tag[1:]
                    before = tag


class TestAnyText:
    def test_a_sentence_without_words_has_no_tags(self, model: TagPredictor) -> None:
        for tagging in (model(""), model(["the dog", []])[1], model([" "])[0]):
            assert (tagging.words, tagging.tags) == ([], [])
            assert tagging.columns == {"upos": [], "xpos": []}
            assert tagging.log_probability == {"upos": 0.0, "xpos": 0.0}
        assert model(["", "the dog", ""])[1].tags == ["DET", "NOUN"]
        shares = model("", probabilities=True).probabilities
        assert shares is not None
        assert shares["xpos"].shape == (0, 6)

    def test_company_and_order_do_not_matter(
        self, model: TagPredictor, namer: TagPredictor
    ) -> None:
        for tagger, words in ((model, WORDS), (namer, NAMES)):
            sentences: list[Any] = [*words[:15], [], ["unheard"] * 40, "é b", *words[:3]]
            together = tagger(sentences, probabilities=True)
            mixed = random.Random(3).sample(range(len(sentences)), len(sentences))
            shuffled = tagger([sentences[place] for place in mixed], probabilities=True)
            for place, expected in enumerate(together):
                for other in (
                    tagger([sentences[place]], probabilities=True)[0],
                    shuffled[mixed.index(place)],
                ):
                    assert (other.words, other.columns) == (expected.words, expected.columns)
                    assert other.log_probability == pytest.approx(
                        expected.log_probability, abs=1e-4
                    )
                    assert other.probabilities is not None
                    assert expected.probabilities is not None
                    for name, shares in expected.probabilities.items():
                        np.testing.assert_allclose(other.probabilities[name], shares, atol=1e-5)

    @settings(max_examples=15)
    @given(st.lists(st.lists(st.text(min_size=1, max_size=6), max_size=5), max_size=4))
    def test_no_word_is_too_strange(self, model: TagPredictor, sentences: list[list[str]]) -> None:
        taggings = model(sentences)
        assert [tagging.words for tagging in taggings] == sentences
        for tagging in taggings:
            assert set(tagging.columns["upos"]) <= {"DET", "NOUN", "PROPN", "VERB"}
            assert len(tagging.columns["xpos"]) == len(tagging.words)


class TestErrors:
    @pytest.mark.parametrize(
        ("sentences", "what"),
        [
            ([["the", 3]], "sentence 1 has the word 3, but words are strings that are not empty"),
            (
                ["the", ["dog", ""]],
                "sentence 2 has the word '', but words are strings that are not empty",
            ),
            ([["the"], None], "sentence 2 is None, but a sentence is a string or a list of words"),
            ([7], "sentence 1 is 7, but a sentence is a string or a list of words"),
            ([b"the"], "sentence 1 has the word 116, but words are strings that are not empty"),
            (
                [[["the"]]],
                r"sentence 1 has the word \['the'\], but words are strings that are not empty",
            ),
        ],
    )
    def test_what_is_no_sentence_is_named(
        self, model: TagPredictor, unchecked_shapes: None, sentences: Any, what: str
    ) -> None:
        for call in (model, model.nbest):
            with pytest.raises(PantoumError, match=f"^{what}$"):
                call(sentences)

    def test_a_device_that_is_not_there_is_refused(self, name_tagger: Path) -> None:
        with pytest.raises(
            PantoumError, match=r"^device 'warp' cannot be used here .*; use 'cpu'$"
        ):
            pantoum.load(name_tagger, "warp", task="tagger")
