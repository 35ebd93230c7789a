"""The prefixes that force an output to begin with an alternative, for outputs of all units."""

import pytest
import torch

from pantoum.config import UnitName
from pantoum.data import Tokenizer
from pantoum.explaining.alternatives import alternatives
from pantoum.symbols import EOS, UNK

TEXTS = ["a bé", "bé ab", "ab a", "안녕 a", "ab aba"]


def shown(tokenizer: Tokenizer, before: list[int], id: int) -> str | None:
    """The prefix of one symbol behind others."""
    scores = torch.full((len(before) + 1, tokenizer.size), -5.0)
    scores[-1, id] = 0.0
    (one,) = alternatives(scores, [*before, id], tokenizer, 1)[-1]
    assert one["token"] == tokenizer.token(id)
    return one["prefix"]


@pytest.mark.parametrize("units", ["characters", "codepoints", "symbols", "words", "bpe"])
def test_a_prefix_is_read_as_the_text_that_it_forces(units: UnitName) -> None:
    """Each beginning of each text, with any symbol behind it."""
    tokenizer = Tokenizer.train(TEXTS, units, size=320)
    found = 0
    for text in TEXTS:
        ids = tokenizer.encode(text)
        for place in range(len(ids)):
            for id in [*range(EOS + 1, min(tokenizer.size, 40)), ids[place]]:
                prefix = shown(tokenizer, ids[:place], id)
                if prefix is None:
                    continue
                found += 1
                assert prefix == tokenizer.decode([*ids[:place], id])
                read = tokenizer.encode(prefix.strip())
                assert UNK not in read
                assert tokenizer.decode(read) == prefix
    assert found > 50


def test_no_text_forces_an_end_or_what_reading_loses() -> None:
    characters = Tokenizer.train(["a b"], "characters")
    (a,), (space,) = characters.encode("a"), characters.encode("x b")[1:2]
    assert shown(characters, [a], EOS) is None
    assert shown(characters, [a], space) is None  # white space at an end is no part of a prefix
    assert shown(characters, [a, space], a) == "a a"
    pairs = Tokenizer.train(["é"], "bpe", size=320)
    space, half, _ = pairs.encode("ë")
    assert pairs.decode([space, half]) == "\ufffd"
    assert shown(pairs, [space], half) is None


def test_symbols_that_no_output_holds_are_no_alternatives() -> None:
    tokenizer = Tokenizer.train(["ab"], "characters")
    scores = torch.zeros(1, tokenizer.size)
    scores[0, tokenizer.encode("b")] = -torch.inf  # as a shortlist has it
    (found,) = alternatives(scores, [EOS], tokenizer, 9)
    assert {one["token"] for one in found} == {"a", "</s>"}


def test_the_symbol_of_an_output_is_among_its_alternatives() -> None:
    tokenizer = Tokenizer.train(["abcd"], "characters")
    ids = tokenizer.encode("abcd")
    scores = torch.full((1, tokenizer.size), -9.0)
    scores[0, ids[:2]] = torch.tensor([-0.5, -1.0])
    (found,) = alternatives(scores, [ids[3]], tokenizer, 2)
    assert [(one["token"], one["probability"], one["prefix"]) for one in found] == [
        ("a", 0.6065, "a"),
        ("b", 0.3679, "b"),
        ("d", 0.0001, "d"),
    ]
    (found,) = alternatives(scores, [ids[1]], tokenizer, 2)
    assert [one["token"] for one in found] == ["a", "b"]
