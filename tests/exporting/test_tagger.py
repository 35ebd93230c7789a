"""Graphs of taggers against the taggers themselves."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from tests.exporting.graphs import Session
from tests.exporting.tagging import assert_same, inputs_of, session_of, small_tagger
from tests.models.sentences import SENTENCES, UNSEEN, batch, corpus, inventory
from tests.models.taggers import ALL, CONSTRAINED, CRF, SOFTMAX

from pantoum.config import ModelConfig, TaggerConfig
from pantoum.inference import tag
from pantoum.layers import Constraints
from pantoum.models import Tagger, TaggerEnsemble, TagHeadSpec, build_tagger

# Each traces a graph of its own; what users read is tested in every run by tests/exported.
pytestmark = pytest.mark.exhaustive

KINDS = (SOFTMAX, CONSTRAINED)
# No row of one word or of two has tags that are allowed.
LONG = TagHeadSpec(
    3,
    True,
    Constraints(
        [True, False, False],
        [[False, True, False], [False, False, True], [False, False, True]],
        [False, False, True],
    ),
)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    torch.manual_seed(0)
    return small_tagger(KINDS, characters="cnn", layers=1, bidirectional=False)


@pytest.fixture(scope="module")
def session(tagger: Tagger) -> Session:
    return session_of(tagger)


def lengths_of(sentences: list[list[str]]) -> list[int]:
    return [len(sentence) for sentence in sentences]


@pytest.mark.parametrize("rows", [ALL, [2], [1], [4, 1]], ids=str)
def test_a_batch_one_row_one_word_and_an_empty_row(
    tagger: Tagger, session: Session, rows: list[int]
) -> None:
    expected = [
        [of_kind[row] for row in rows] for of_kind in tag(tagger, corpus(), probabilities=True)
    ]
    given = inputs_of(batch(rows))
    if rows == [1]:  # there is at least one form and one word, if only as padding
        given = inputs_of(batch([0]))
        given["lengths"] = torch.tensor([0])
    assert_same(session(**given), expected, [len(SENTENCES[row]) for row in rows])


def test_words_that_training_has_not_seen(tagger: Tagger, session: Session) -> None:
    expected = tag(tagger, corpus(UNSEEN), probabilities=True)
    found = session(**inputs_of(batch([0, 1], UNSEEN)))
    assert_same(found, expected, lengths_of(UNSEEN))


def test_padding_is_not_read(tagger: Tagger, session: Session) -> None:
    given = inputs_of(batch(ALL))
    expected = session(**given)
    outside = torch.arange(given["positions"].shape[1]) >= given["lengths"][:, None]
    beyond = torch.arange(given["characters"].shape[1]) >= given["character_lengths"][:, None]
    other = {
        "positions": given["positions"].masked_fill(outside, 3),
        "characters": given["characters"].masked_fill(beyond, 5),
    }
    found = session(**(given | other))
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, atol=1e-6, err_msg=name)


def test_the_graph_asks_only_for_what_the_model_reads(session: Session) -> None:
    every = ["positions", "lengths", *("words", "characters", "character_lengths")]
    assert session.inputs == [*every, "shapes", "affixes", "vectors"]
    assert session.outputs == [
        f"{name}_{kind}"
        for kind in range(2)
        for name in ("tags", "log_probability", "probabilities")
    ]


def test_words_alone_and_rows_without_tags_that_are_allowed() -> None:
    read = TaggerConfig(characters="none", word_shape=False, affixes=0, word_dropout=0.0)
    config = ModelConfig(embedding=7, hidden=4, dropout=0.0, bidirectional=False)
    tagger = build_tagger(config, read, inventory(with_vectors=False), [LONG]).eval()
    session = session_of(tagger)
    assert session.inputs == ["positions", "lengths", "words"]
    expected = tag(tagger, corpus(), probabilities=True)
    assert [len(row.paths) for row in expected[0]] == [1, 1, 0, 1, 1]
    assert_same(session(**inputs_of(batch(ALL))), expected, lengths_of(SENTENCES))


@pytest.mark.parametrize(
    ("kinds", "same_words"),
    [((SOFTMAX, SOFTMAX), True), ((CRF, SOFTMAX), False)],
    ids=["mean, same words", "geometric, other words"],
)
def test_an_ensemble_whose_members_number_their_tags_in_other_orders(
    kinds: tuple[TagHeadSpec, TagHeadSpec], same_words: bool
) -> None:
    # Those of test_classifier are all cells; here one that reads characters, too, and one that
    # cannot.
    characters, cell = ("gru", "layer_norm_lstm") if same_words else ("cnn", "gru")
    models = [
        small_tagger((SOFTMAX, kinds[0]), characters=characters, layers=1),
        small_tagger((kinds[1], SOFTMAX), characters="none", layers=1, cell=cell),
    ]
    heads = [[0, 1], [1, 0]]
    orders = [[[0, 1, 2], [2, 0, 1]], [[1, 2, 0], [0, 1, 2]]]
    ensemble = TaggerEnsemble(models, heads, orders)
    expected = tag(ensemble, [corpus()] * 2, probabilities=True)
    session = session_of(*models, heads=heads, orders=orders, same_words=same_words)
    given = inputs_of(batch(ALL)) | inputs_of(batch(ALL), "_2")
    assert ("words_2" in session.inputs) == (not same_words)
    assert_same(session(**given), expected, lengths_of(SENTENCES))
