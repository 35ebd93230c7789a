"""The best tags of a corpus against every sequence of tags there is, and against each sentence by
itself.
"""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tests.chains import Path, log_sum, scores
from tests.models.sentences import SENTENCES, UNSEEN, batch, corpus
from tests.models.taggers import CONSTRAINED, CRF, SOFTMAX, TAGS, tagger_of
from tests.tiers import examples

from pantoum.inference import TaggedRow, best_tags, tag, tagging
from pantoum.layers import LinearChainCRF
from pantoum.models import Tagger

KINDS = (SOFTMAX, CRF, CONSTRAINED)
# Of no words up to five, two among them with words that are not in the vocabulary.
TEXTS = [
    SENTENCES[0][2:],
    *SENTENCES[1:3],
    SENTENCES[4],
    ["walk", "to"],
    *UNSEEN,
    ["the", "New York", "a", "in"],
]
PLACES = range(len(TEXTS))


@cache
def model() -> Tagger:
    """Heads of three kinds; large weights, so that no two sequences are as good."""
    torch.manual_seed(5)
    made = tagger_of(KINDS)
    for head in made.heads:
        for parameter in head.parameters():
            parameter.data.mul_(3)
    return made.eval()


@cache
def every_path(place: int, kind: int) -> dict[Path, float]:
    """All sequences of tags of a sentence that are allowed, and their scores, the highest first."""
    head: Any = model().heads[kind]
    states = model()(*batch([place], TEXTS).words_read)
    emissions = head.emissions(states)[0].detach()
    crf = head.crf if KINDS[kind].crf else LinearChainCRF(TAGS).double()  # all 0
    known = scores(emissions, len(TEXTS[place]), crf, KINDS[kind].constraints)
    return dict(sorted(known.items(), key=lambda item: -item[1]))


@cache
def alone(place: int, nbest: int) -> list[TaggedRow]:
    return [
        kind[0] for kind in tag(model(), corpus([TEXTS[place]]), nbest=nbest, probabilities=True)
    ]


def test_the_best_tags_are_the_best_of_all() -> None:
    found = best_tags(model(), corpus(TEXTS))
    tagged = tag(model(), corpus(TEXTS))
    for kind in range(len(KINDS)):
        for place in PLACES:
            known = every_path(place, kind)
            path, value = next(iter(known.items()))
            assert tuple(found[kind][place]) == path
            ((best,), shares) = tagged[kind][place]
            assert tuple(best.tags) == path
            assert best.log_score == pytest.approx(value - log_sum(known), abs=1e-9)
            assert shares is None
    assert len({tuple(map(tuple, found[kind])) for kind in range(len(KINDS))}) == len(KINDS)


@pytest.mark.parametrize("place", [1, 2, 3, 4])
def test_all_sequences_have_the_probability_1_together(place: int) -> None:
    tagged = tag(model(), corpus(TEXTS), nbest=TAGS**4)
    for kind in range(len(KINDS)):
        known = every_path(place, kind)
        paths = tagged[kind][place].paths
        assert [tuple(path.tags) for path in paths] == list(known)
        shares = [math.exp(path.log_score) for path in paths]
        assert shares == pytest.approx(
            [math.exp(value - log_sum(known)) for value in known.values()]
        )
        assert math.fsum(shares) == pytest.approx(1)
        assert len(paths) == TAGS ** len(TEXTS[place]) or KINDS[kind] is CONSTRAINED


def test_probabilities_are_sums_over_all_sequences() -> None:
    tagged = tag(model(), corpus(TEXTS), probabilities=True)
    for kind in range(len(KINDS)):
        for place in PLACES:
            known = every_path(place, kind)
            expected = np.zeros((len(TEXTS[place]), TAGS))
            for path, value in known.items():
                expected[np.arange(len(path)), path] += math.exp(value - log_sum(known))
            shares = tagged[kind][place].probabilities
            assert shares is not None
            np.testing.assert_allclose(shares, expected, atol=1e-9)
            np.testing.assert_allclose(shares.sum(axis=1), np.ones(len(TEXTS[place])))


@examples(6, 15)
@given(data=st.data())
def test_neither_order_nor_batches_change_anything(data: st.DataObject) -> None:
    order = data.draw(st.lists(st.sampled_from(PLACES), max_size=20))
    nbest = data.draw(st.sampled_from([1, 3]))
    rows = corpus([TEXTS[place] for place in order])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tagging, "BATCH_WORDS", data.draw(st.sampled_from([1, 2, 7, 64])))
        best = best_tags(model(), rows)
        tagged = tag(model(), rows, nbest=nbest, probabilities=True)
    for kind in range(len(KINDS)):
        assert len(best[kind]) == len(tagged[kind]) == len(order)
        for place, tags, row in zip(order, best[kind], tagged[kind], strict=True):
            expected = alone(place, nbest)[kind]
            assert tags == expected.paths[0].tags
            assert [path.tags for path in row.paths] == [path.tags for path in expected.paths]
            scores = [path.log_score for path in expected.paths]
            assert [path.log_score for path in row.paths] == pytest.approx(scores, abs=1e-9)
            assert row.probabilities is not None
            assert expected.probabilities is not None
            np.testing.assert_allclose(row.probabilities, expected.probabilities, atol=1e-9)


def test_nothing_and_sentences_without_words() -> None:
    for nbest in (1, 4):
        assert tag(model(), corpus([]), nbest=nbest) == [[], [], []]
        for kind in tag(model(), corpus([[], []]), nbest=nbest, probabilities=True):
            assert [row.paths for row in kind] == [[([], 0.0)], [([], 0.0)]]
            for row in kind:
                assert row.probabilities is not None
                assert row.probabilities.shape == (0, TAGS)
    assert best_tags(model(), corpus([])) == [[], [], []]
    assert best_tags(model(), corpus([[], []])) == [[[], []]] * 3


@pytest.mark.parametrize("kind", [SOFTMAX, CRF], ids=["softmax", "crf"])
def test_nothing_is_likelier_than_certain(kind: Any) -> None:
    """A model that is sure of every word, in single precision: rounding shows in long sentences."""
    torch.manual_seed(2)
    sure: Any = tagger_of([kind]).float().eval()
    sure.heads[0].output.weight.data.mul_(300)
    sentences = [["the", "walker", "walked", "to", "a"] * count for count in (20, 60, 100, 200)]
    found = [row.paths[0].log_score for row in tag(sure, corpus(sentences))[0]]
    assert all(-1 < value <= 0 for value in found)


def test_single_precision_changes_no_more_than_rounding() -> None:
    torch.manual_seed(7)
    exact = tagger_of(KINDS).eval()
    rough = tagger_of(KINDS).float().eval()
    rough.load_state_dict(exact.state_dict())
    texts = [["The", "talker", "in", "New York", "walked"] * 30, *TEXTS]
    for found, expected in zip(tag(rough, corpus(texts)), tag(exact, corpus(texts)), strict=True):
        for one, other in zip(found, expected, strict=True):
            assert one.paths[0].tags == other.paths[0].tags
            assert one.paths[0].log_score == pytest.approx(
                other.paths[0].log_score, rel=1e-5, abs=1e-5
            )
