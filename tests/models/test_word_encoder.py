"""Words to vectors: part by part, each word by itself."""

from typing import Any

import pytest
import torch
from tests.comparing import gradients
from tests.models.sentences import (
    EVERYTHING,
    SENTENCES,
    UNSEEN,
    VECTORS,
    batch,
    encode,
    encoder_of,
    table,
    vocabulary,
)
from torch import Tensor
from torch.testing import assert_close

from pantoum.data.word_shapes import word_shape
from pantoum.models import WordDropout, WordEncoder
from pantoum.symbols import PAD, UNK

each_reader = pytest.mark.parametrize("characters", ["lstm", "gru", "rnn", "cnn", "none"])


def vector_of(encoder: WordEncoder, word: str) -> Tensor:
    """A word's vector, put together from the modules' weights."""
    known = vocabulary()
    parts = [encoder.words.weight[known.encode([word])[0]]]
    if encoder.characters is not None:
        ids = torch.tensor(known.encode_characters([word]))
        parts.append(encoder.characters(ids, torch.tensor([ids.shape[1]]))[0])
    if encoder.shapes is not None:
        parts.append(encoder.shapes.weight[word_shape(word)])
    if encoder.affixes is not None:
        rows = [encoder.affixes.weight[id] for id in known.encode_affixes([word])[0] if id != PAD]
        parts.append(torch.stack(rows).sum(dim=0))
    if encoder.vectors is not None:
        parts.append(encoder.vectors.projection.weight @ table()[VECTORS.row(word)].double())
    return torch.cat(parts)


@each_reader
@pytest.mark.parametrize("sentences", [SENTENCES, UNSEEN], ids=["seen", "unseen"])
def test_each_word_is_the_parts_of_that_word(characters: Any, sentences: list[list[str]]) -> None:
    encoder = encoder_of(characters=characters, **EVERYTHING).eval()
    given = batch(list(range(len(sentences))), sentences)
    x = encode(encoder, given)
    assert x.shape == (*given.positions.shape, encoder.output_size)
    for row, sentence in enumerate(sentences):
        for step, word in enumerate(sentence):
            assert_close(x[row, step], vector_of(encoder, word))
        assert x[row, len(sentence) :].count_nonzero() == 0


@pytest.mark.parametrize(
    ("settings", "with_vectors", "size"),
    [
        ({"characters": "none"}, False, 7),
        ({"characters": "none"}, True, 7 + 7),
        ({"characters": "gru", "character_hidden": 3}, False, 7 + 6),
        ({"characters": "cnn", "character_hidden": 3}, False, 7 + 9),
        ({"characters": "none", "word_shape": True}, False, 7 + 8),
        ({"characters": "none", "affixes": 3}, False, 7 + 64),
    ],
)
def test_every_part_can_stand_alone(
    settings: dict[str, Any], with_vectors: bool, size: int
) -> None:
    encoder = encoder_of(with_vectors, **{"word_shape": False, "affixes": 0, **settings}).eval()
    assert encoder.output_size == size
    x = encode(encoder, batch([0, 3]))
    for row, sentence in ((0, SENTENCES[0]), (1, SENTENCES[3])):
        assert_close(
            x[row, : len(sentence)], torch.stack([vector_of(encoder, word) for word in sentence])
        )


@each_reader
def test_a_word_does_not_depend_on_the_batch(characters: Any) -> None:
    encoder = encoder_of(characters=characters, **EVERYTHING).eval()
    together = encode(encoder, batch([4, 0, 1, 3]))
    for place, row in enumerate([4, 0, 1, 3]):
        alone = encode(encoder, batch([row]))
        assert_close(together[place, : alone.shape[1]], alone[0])


@each_reader
def test_batches_without_words(characters: Any) -> None:
    encoder = encoder_of(characters=characters, **EVERYTHING)
    assert encode(encoder, batch([1, 1])).shape == (2, 0, encoder.output_size)
    assert encode(encoder, batch([])).shape == (0, 0, encoder.output_size)


@each_reader
def test_gradients_are_those_of_the_words_one_by_one(characters: Any) -> None:
    encoder = encoder_of(characters=characters, **EVERYTHING).eval()
    sentences = [SENTENCES[0], UNSEEN[0]]  # with known and unknown words, affixes and characters
    x = encode(encoder, batch([0, 1], sentences))
    one_by_one = [
        torch.stack([vector_of(encoder, word) for word in sentence]) for sentence in sentences
    ]
    weights = list(encoder.parameters())
    ours = gradients([x[0, :7], x[1, :5]], weights)
    assert_close(ours, gradients(one_by_one, weights))
    assert all(gradient.count_nonzero() > 0 for gradient in ours)


def test_the_pretrained_vectors_are_saved_but_not_trained() -> None:
    encoder = encoder_of(**EVERYTHING)
    assert encoder.vectors is not None
    assert "vectors.table" in encoder.state_dict()
    assert "vectors.table" not in dict(encoder.named_parameters())
    assert_close(encoder.vectors.table, table().double())
    assert encoder.vectors(torch.tensor([0])).count_nonzero() == 0
    fresh = encoder_of(**EVERYTHING)
    fresh.vectors.table.zero_()  # type: ignore[union-attr]
    fresh.load_state_dict(encoder.state_dict())
    assert_close(
        encode(fresh.eval(), batch([0], UNSEEN)), encode(encoder.eval(), batch([0], UNSEEN))
    )


def test_a_dropped_word_is_read_as_unknown_but_spelled_as_it_is() -> None:
    encoder = encoder_of(word_dropout=1.0, **EVERYTHING)
    given = batch([0])
    size = encoder.words.embedding_dim
    before = encode(encoder.eval(), given)
    dropped = torch.zeros(7, dtype=torch.bool)
    for _ in range(20):
        x = encode(encoder.train(), given)
        assert_close(x[..., size:], before[..., size:])
        unknown = (x[0, :, :size] == encoder.words.weight[UNK]).all(dim=1)
        assert_close(x[0, ~unknown, :size], before[0, ~unknown, :size])
        dropped |= unknown
    assert dropped.all()


COUNTS = [0, 0, 1, 2, 10, 100]
DRAWS = 100_000


@pytest.mark.parametrize("alpha", [0.25, 1.0, 3.0])
def test_the_rate_of_each_count(alpha: float) -> None:
    dropout = WordDropout(torch.tensor(COUNTS), alpha)
    ids = torch.arange(2, 6).expand(DRAWS, 4)
    found = dropout(ids)
    kept = found == ids
    assert (found[~kept] == UNK).all()
    for place, count in enumerate(COUNTS[2:]):
        expected = alpha / (alpha + count)
        deviation = (expected * (1 - expected) / DRAWS) ** 0.5
        assert abs(1 - kept[:, place].double().mean().item() - expected) < 4 * deviation


def test_each_token_is_drawn_by_itself() -> None:
    dropped = WordDropout(torch.tensor(COUNTS), 1.0)(torch.full((DRAWS, 2), 2)) == UNK
    both = dropped.all(dim=1).double().mean().item()
    assert abs(both - 0.25) < 4 * (0.25 * 0.75 / DRAWS) ** 0.5


def test_unknown_words_stay_unknown() -> None:
    ids = torch.full((3, 4), UNK)
    assert torch.equal(WordDropout(torch.tensor(COUNTS), 0.25)(ids), ids)


def test_none_are_dropped_outside_training_or_at_rate_0() -> None:
    ids = torch.randint(0, 6, (200, 50))
    assert torch.equal(WordDropout(torch.tensor(COUNTS), 50.0).eval()(ids), ids)
    assert torch.equal(WordDropout(torch.tensor(COUNTS), 0.0)(ids), ids)


def test_the_rates_are_no_weights() -> None:
    assert not WordDropout(torch.tensor(COUNTS), 0.25).state_dict()
