"""Taggers learn what can only be told from the next word, or from the spelling: every tag, in
sentences never seen.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import torch
from torch.optim import AdamW

from pantoum.config import ModelConfig, TaggerConfig
from pantoum.data import (
    WORD_SHAPES,
    LabelVocabulary,
    SentenceCorpus,
    WordVocabulary,
    encode_sentences,
)
from pantoum.data.word_batch import collate_sentences
from pantoum.inference.tagging import best_tags
from pantoum.models import Tagger, TagHeadSpec, WordInventory, build_tagger

Sentences = list[list[str]]
ENDINGS = ("ed", "ing", "is")
SMALL = {"embedding": 8, "hidden": 12, "layers": 1, "dropout": 0.0}


def next_words(sentences: Sentences) -> Sentences:
    """The tag of a word is the word behind it."""
    return [[*sentence[1:], "end"] for sentence in sentences]


def endings(sentences: Sentences) -> Sentences:
    """The tag of a word is what it ends in."""
    return [
        [next(ending for ending in ENDINGS if word.endswith(ending)) for word in sentence]
        for sentence in sentences
    ]


def sentences_of(words: Sequence[str], count: int, seed: int) -> Sentences:
    """Random sentences of one to eight words."""
    generator = np.random.default_rng(seed)
    return [generator.choice(words, generator.integers(1, 9)).tolist() for _ in range(count)]


def made_words(count: int, seed: int) -> list[str]:
    """Random words: two to five letters and an ending."""
    generator = np.random.default_rng(seed)
    stems = [
        "".join(generator.choice(list("adeginst"), generator.integers(2, 6))) for _ in range(count)
    ]
    return [stem + generator.choice(ENDINGS) for stem in stems]


def learns(
    tags_of: Callable[[Sentences], Sentences], train: Sentences, test: Sentences, **how: Any
) -> bool:
    """Whether every tag of the test sentences is right within 150 steps."""
    words = WordVocabulary.train(word for sentence in train for word in sentence)
    labels = LabelVocabulary.train(tags_of(train))
    rows = encode_sentences(train, words, [tags_of(train)], [labels])
    unseen = encode_sentences(test, words)
    right = [labels.encode(tags) for tags in tags_of(test)]
    inventory = WordInventory(
        torch.from_numpy(words.counts), words.characters.size, len(WORD_SHAPES), words.affixes.size
    )
    model = build_tagger(
        ModelConfig(**SMALL | how.get("model", {})),
        TaggerConfig(character_embedding=8, character_hidden=12, **how.get("tagger", {})),
        inventory,
        [TagHeadSpec(labels.size, how.get("crf", False))],
    )
    return _trained(model, rows, lambda: best_tags(model.eval(), unseen)[0] == right)


def _trained(model: Tagger, rows: SentenceCorpus, done: Callable[[], bool]) -> bool:
    batch = collate_sentences(rows, list(range(len(rows))))
    optimizer = AdamW(model.parameters(), 0.03)
    for step in range(150):
        loss = model.train().loss(*batch.inputs)
        optimizer.zero_grad()
        (loss.total / loss.symbols).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 10 == 9 and done():
            return True
    return False


LETTERS = ("a", "b", "c")
TRAIN = sentences_of(LETTERS, 60, seed=1)
TEST = sentences_of(LETTERS, 40, seed=2)


@pytest.mark.parametrize("crf", [False, True], ids=["softmax", "crf"])
@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_what_the_next_word_tells_is_learned_in_both_directions(cell: str, crf: bool) -> None:
    assert learns(
        next_words, TRAIN, TEST, model={"cell": cell}, tagger={"characters": "none"}, crf=crf
    )


def test_and_in_one_direction_it_is_not() -> None:
    assert not learns(
        next_words, TRAIN, TEST, model={"bidirectional": False}, tagger={"characters": "none"}
    )


WORDS = made_words(150, seed=3)
NEW = made_words(150, seed=4)


@pytest.mark.parametrize("characters", ["lstm", "gru", "cnn"])
def test_what_the_spelling_tells_is_learned_from_characters(characters: str) -> None:
    tagger = {"characters": characters, "word_dropout": 5.0}
    assert learns(endings, sentences_of(WORDS, 60, 5), sentences_of(NEW, 20, 6), tagger=tagger)


def test_and_from_whole_words_it_is_not() -> None:
    tagger = {"characters": "none", "word_dropout": 5.0}
    assert not learns(endings, sentences_of(WORDS, 60, 5), sentences_of(NEW, 20, 6), tagger=tagger)
