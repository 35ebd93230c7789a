"""A made language whose translation is known word by word: the noun comes before its adjectives."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Int
from torch import Generator, Tensor

from pantoum.symbols import SPECIAL_SYMBOLS

# French adjectives that stand behind the noun, and have one form for both genders.
ADJECTIVES = {
    "red": "rouge",
    "yellow": "jaune",
    "pink": "rose",
    "quiet": "calme",
    "sad": "triste",
    "wide": "large",
    "fast": "rapide",
    "clean": "propre",
    "useful": "utile",
    "fragile": "fragile",
    "solid": "solide",
    "strange": "étrange",
    "dirty": "sale",
    "lukewarm": "tiède",
    "empty": "vide",
    "free": "libre",
    "rare": "rare",
    "rigid": "rigide",
    "flexible": "souple",
    "dark": "sombre",
}
NOUNS = {
    "house": "maison",
    "river": "rivière",
    "bird": "oiseau",
    "garden": "jardin",
    "street": "rue",
    "table": "table",
    "horse": "cheval",
    "flower": "fleur",
    "bread": "pain",
    "door": "porte",
    "tree": "arbre",
    "car": "voiture",
    "window": "fenêtre",
    "cat": "chat",
    "mountain": "montagne",
    "book": "livre",
    "lamp": "lampe",
    "boat": "bateau",
    "shirt": "chemise",
    "road": "route",
}
WORDS = {**ADJECTIVES, **NOUNS}
INPUTS = tuple(WORDS)
OUTPUTS = tuple(WORDS.values())
# The id of the first word.
FIRST = len(SPECIAL_SYMBOLS)
# A phrase has at most two adjectives.
LONGEST_PHRASE = 3
VOCABULARY = FIRST + len(WORDS)


@dataclass(frozen=True)
class Pairs:
    """Sentences of one length, with their translations.

    Attributes:
        source: ids of the words, target: of the words of the translations, without </s>; a word
            and its translation have the same id.
        order: the place of the input word of which each output word is the translation, from 0.
    """

    source: Int[Tensor, "batch words"]
    target: Int[Tensor, "batch words"]
    order: Int[Tensor, "batch words"]


def draw(batch: int, words: int, numbers: Generator) -> Pairs:
    """Random sentences of so many words: phrases of up to two adjectives and a noun, end to end.

    "quiet red house dark street" is "maison rouge calme rue sombre": each phrase comes backwards,
    and each word has one translation. Where a phrase ends is told by its noun.
    """
    shape = (batch, words)
    sizes = torch.randint(1, LONGEST_PHRASE + 1, shape, generator=numbers)
    ends = sizes.cumsum(1)
    place = torch.arange(words).expand(shape).contiguous()
    phrase = torch.searchsorted(ends, place, right=True)
    end = ends.gather(1, phrase)
    first = end - sizes.gather(1, phrase)
    last = (end - 1).clamp(max=words - 1)
    adjectives = torch.randint(0, len(ADJECTIVES), shape, generator=numbers)
    nouns = torch.randint(len(ADJECTIVES), len(WORDS), shape, generator=numbers)
    source = torch.where(place == last, nouns, adjectives) + FIRST
    order = first + last - place
    return Pairs(source, source.gather(1, order), order)


def pair_of(text: str) -> Pairs:
    """A sentence in words, with its translation; it ends with a noun."""
    words = text.split()
    order: list[int] = []
    first = 0
    for place, word in enumerate(words):
        if word in NOUNS:
            order += range(place, first - 1, -1)
            first = place + 1
    source = torch.tensor([[INPUTS.index(word) + FIRST for word in words]])
    places = torch.tensor([order])
    return Pairs(source, source.gather(1, places), places)


def input_words(ids: list[int]) -> list[str]:
    """The words of an input."""
    return [INPUTS[one - FIRST] for one in ids]


def output_words(ids: list[int]) -> list[str]:
    """The words of an output; special symbols, which a model may write, are left out."""
    return [OUTPUTS[one - FIRST] for one in ids if one >= FIRST]
