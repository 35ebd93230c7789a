"""Sentences with a name that is a unit and a company: what it means stands to its right.

    He said , Tesla is a unit of magnetic field strength .
    He said , Tesla is an electric automotive and sustainable energy company .

What stands to the left of a name says nothing of its meaning: each beginning goes with both.
"""

from __future__ import annotations

import random
from typing import NamedTuple

UNIT = "UNIT"
COMPANY = "COMPANY"
OTHER = "O"
SHOWN = "He said , Tesla is a unit of magnetic field strength ."

NAMES = (
    "Tesla",
    "Siemens",
    "Hertz",
    "Newton",
    "Pascal",
    "Kelvin",
    "Ampere",
    "Henry",
    "Becquerel",
    "Gray",
)
OPENINGS = (
    "He said ,",
    "She wrote that",
    "My teacher told us that",
    "As everybody knows ,",
    "In the lecture we heard that",
    "The article says",
    "I read yesterday that",
    "According to the book ,",
    "You will see that",
    "They asked whether",
)
BETWEEN = (
    "",
    "of course",
    ", as you know ,",
    "in fact",
    ", it seems ,",
    "for most people",
    "today",
    ", by the way ,",
)
UNIT_ENDINGS = (
    "is a unit of {}",
    "stands for the unit in which {} is measured",
    "is what {} is given in",
    "measures {} in the international system",
    "is the name of the unit of {}",
)
QUANTITIES = (
    *(
        "magnetic field strength",
        "frequency",
        "force",
        "pressure",
        "temperature",
        "electric current",
        "inductance",
    ),
    *("radioactivity", "absorbed dose", "electric conductance"),
)
COMPANY_ENDINGS = (
    "is {} company",
    "sells its shares and is {} firm",
    "employs thousands of people at {} factory",
    "was founded as {} business",
    "is the name of {} manufacturer",
)
KINDS = (
    *(
        "an electric automotive and sustainable energy",
        "a car rental",
        "a medical technology",
        "a software",
    ),
    *(
        "a family owned",
        "a very old",
        "an insurance",
        "a large shipping",
        "a small chemical",
        "a foreign",
    ),
)


class Meaning(NamedTuple):
    """A sentence: its words, the tag of each, and the place of the name among them, from 0."""

    words: list[str]
    tags: list[str]
    name: int


def sentences(count: int, seed: int) -> list[Meaning]:
    """Different sentences, half of them about units and half about companies, in mixed order.

    Args:
        count: up to some ten thousands: there are 80,000 of them.
    """
    draw = random.Random(seed)
    found: dict[str, Meaning] = {}
    while len(found) < count:
        made = _sentence(draw, UNIT if len(found) % 2 else COMPANY)
        found.setdefault(" ".join(made.words), made)
    mixed = list(found.values())
    draw.shuffle(mixed)
    return mixed


def _sentence(draw: random.Random, meaning: str) -> Meaning:
    endings, fillings = (UNIT_ENDINGS, QUANTITIES) if meaning == UNIT else (COMPANY_ENDINGS, KINDS)
    before = draw.choice(OPENINGS).split()
    after = f"{draw.choice(BETWEEN)} {draw.choice(endings).format(draw.choice(fillings))} .".split()
    words = [*before, draw.choice(NAMES), *after]
    tags = [OTHER] * len(words)
    tags[len(before)] = meaning
    return Meaning(words, tags, len(before))
