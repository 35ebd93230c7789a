"""What is told from the data: units and a held-out part."""

import random
from itertools import pairwise
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.data import Example, hold_out, infer_units
from pantoum.errors import PantoumError

PATH = Path("a.tsv")

PHONES = [*"abdefɡijklmnopʁstuvwyzʃʒ", "ɑ̃", "ɔ̃"]


def drawn(count, make):
    generator = random.Random(0)
    return [Example(*make(generator)) for _ in range(count)]


def sounds(generator):
    return " ".join(generator.choices(PHONES, k=generator.randint(2, 9)))


def letters(generator):
    return "".join(generator.choices("abcdefghij", k=generator.randint(2, 9)))


def sentence(generator):
    # Word frequencies fall as in real text: rank r about 1 / r.
    ranks = [int(2000 ** generator.random()) for _ in range(generator.randint(4, 12))]
    return " ".join(f"word{rank}" for rank in ranks)


def command(generator):
    return " ".join(
        generator.choices(["I_WALK", "I_RUN", "I_TURN_LEFT", "I_LOOK"], k=generator.randint(2, 20))
    )


def date(generator):
    return (
        f"{generator.randint(1, 28)}. {generator.choice(['Januar', 'März'])} "
        f"{generator.randint(1900, 2030)}"
    )


def iso(generator):
    year, month, day = (generator.randint(*ends) for ends in ((1900, 2030), (1, 12), (1, 28)))
    return f"{year}-{month:02}-{day:02}"


def full_name(generator):
    return f"{letters(generator).title()} {letters(generator).title()}"


def reflexive(generator):
    return f"se {letters(generator)}"


@pytest.mark.parametrize(
    ("source", "target", "units"),
    [
        (letters, sounds, ("characters", "symbols")),
        (letters, letters, ("characters", "characters")),
        (date, iso, ("characters", "characters")),
        (sentence, sentence, ("words", "words")),
        (command, command, ("symbols", "symbols")),
        (sounds, letters, ("characters", "characters")),
        (sentence, sounds, ("words", "symbols")),
        (full_name, full_name, ("characters", "characters")),
        (letters, reflexive, ("characters", "characters")),
    ],
)
@pytest.mark.parametrize("count", [300, 2000])
def test_units_of_typical_data(source, target, units, count):
    examples = drawn(count, lambda generator: (source(generator), target(generator)))
    assert infer_units(examples)[:2] == units


def test_units_of_three_lines():
    assert infer_units([Example("abby", "a b i"), Example("bon", "b ɔ̃"), Example("os", "o")])[
        :2
    ] == (
        "characters",
        "symbols",
    )


def test_the_reason_is_told():
    why = infer_units([Example("abby", "a b i"), Example("bon", "b ɔ̃")]).why
    assert (
        why == "input: characters (no spaces inside); output: symbols (a closed set of 4, between "
        "spaces)"
    )
    why = infer_units([Example("1 May", "1-5"), Example("2 May", "2-5")]).why
    assert (
        why == "input: characters (the output is characters, too); output: characters (no spaces "
        "inside)"
    )
    why = infer_units([Example("abby", "abi"), Example("le bon", "bon"), Example("os", "o s")]).why
    assert (
        why == "input: characters (mostly no spaces inside); output: characters (mostly no spaces "
        "inside)"
    )
    syllables = [chr(code) for code in range(0xAC00, 0xAC00 + 11_172, 40)]
    why = infer_units(
        [Example("one two three four", "".join(pair)) for pair in pairwise(syllables)][::2]
    ).why
    assert why.startswith("input: characters (the output is codepoints); output: codepoints (")


@given(
    st.lists(st.integers(0, 30), min_size=2, max_size=80).filter(lambda ids: len(set(ids)) > 1),
    st.integers(0, 99),
)
def test_hold_out_keeps_equal_sources_together(ids, seed):
    examples = [Example(str(id), str(row)) for row, id in enumerate(ids)]
    train, dev = hold_out(examples, seed, PATH, itemgetter(0))
    assert hold_out(examples, seed, PATH, itemgetter(0)) == (train, dev)
    assert sorted(train + dev) == sorted(examples)
    assert train
    assert dev
    assert not {example.source for example in train} & {example.source for example in dev}
    for part in (train, dev):
        assert part == sorted(part, key=lambda example: int(example.target or ""))


@pytest.mark.parametrize(("count", "held"), [(2, 1), (9, 1), (100, 10), (15_000, 1000)])
def test_how_many_are_held_out(count, held):
    examples = [Example(str(row), "x") for row in range(count)]
    train, dev = hold_out(examples, 1, PATH, itemgetter(0))
    assert (len(train), len(dev)) == (count - held, held)
    if count > 100:
        assert hold_out(examples, 2, PATH, itemgetter(0))[1] != dev


def test_too_little_to_hold_out():
    with pytest.raises(PantoumError, match=r"^a\.tsv: 1 example in all: training needs 2 or more"):
        hold_out([Example("a", "b")], 1, PATH, itemgetter(0))
    with pytest.raises(PantoumError, match=r"^a\.tsv: all 2 examples have the same input"):
        hold_out([Example("a", "b"), Example("a", "c")], 1, PATH, itemgetter(0))


def test_syllables_that_are_mostly_seen_once_are_read_by_code_points():
    syllables = [chr(code) for code in range(0xAC00, 0xAC00 + 11_172, 40)]
    words = [
        Example(f"{one}{other}", "a b")
        for one, other in zip(syllables, syllables[5:], strict=False)
    ]
    assert infer_units(words * 2).source == "characters"  # none is seen once
    assert infer_units(words[::2]).source == "codepoints"
    assert "different characters" in infer_units(words[::2]).why


def test_rare_latin_letters_with_accents_stay_characters():
    letters = [
        Example(f"{letter}{accent}", "a b") for letter in "bcdfgklmnprst" for accent in "éàôüñø"
    ]
    assert infer_units(letters).source == "characters"
