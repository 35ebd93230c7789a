"""The made language: each phrase comes backwards, and the order says which word is which."""

import pytest
import torch

from pantoum.lab.tasks.phrases import (
    FIRST,
    INPUTS,
    LONGEST_PHRASE,
    NOUNS,
    OUTPUTS,
    WORDS,
    draw,
    input_words,
    output_words,
    pair_of,
)
from pantoum.symbols import BOS, EOS


def translated(words: list[str]) -> list[str]:
    """The translation, phrase by phrase."""
    found: list[str] = []
    phrase: list[str] = []
    for word in words:
        phrase.append(word)
        if word in NOUNS:
            found += [WORDS[one] for one in reversed(phrase)]
            phrase = []
    assert phrase == []
    return found


def test_every_word_is_one_of_its_own() -> None:
    assert len(set(INPUTS)) == len(set(OUTPUTS)) == len(INPUTS) == len(OUTPUTS)


@pytest.mark.parametrize("words", [1, 2, 3, 7, 40])
def test_drawn_sentences_are_translated(words: int) -> None:
    pairs = draw(50, words, torch.Generator().manual_seed(words))
    assert pairs.source.shape == pairs.target.shape == (50, words)
    for source, target, order in zip(
        pairs.source.tolist(), pairs.target.tolist(), pairs.order.tolist(), strict=True
    ):
        assert output_words(target) == translated(input_words(source))
        assert [source[place] for place in order] == target
        assert sorted(order) == list(range(words))
        nouns = [place for place, word in enumerate(input_words(source)) if word in NOUNS]
        sizes = [end - begin for begin, end in zip([-1, *nouns], nouns, strict=False)]
        assert max(sizes) <= LONGEST_PHRASE


def test_all_words_and_all_sizes_of_phrases_come() -> None:
    pairs = draw(200, 12, torch.Generator().manual_seed(1))
    assert set(pairs.source.flatten().tolist()) == set(range(FIRST, FIRST + len(WORDS)))
    moves = pairs.order - torch.arange(12)
    assert set(moves.flatten().tolist()) == {-2, -1, 0, 1, 2}


def test_the_seed_decides_what_is_drawn() -> None:
    first, again, other = (draw(9, 9, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(first.source, again.source)
    assert not torch.equal(first.source, other.source)


def test_a_sentence_in_words() -> None:
    pair = pair_of("quiet red house dark street bird")
    assert " ".join(input_words(pair.source[0].tolist())) == "quiet red house dark street bird"
    assert " ".join(output_words(pair.target[0].tolist())) == (
        "maison rouge calme rue sombre oiseau"
    )
    assert pair.order.tolist() == [[2, 1, 0, 4, 3, 5]]


def test_special_symbols_are_no_words() -> None:
    assert output_words([BOS, FIRST, EOS]) == [OUTPUTS[0]]
