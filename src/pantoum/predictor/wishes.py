"""What a call asks of its outputs, in words and symbols, as the search takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from pantoum.config import Config, SearchConfig
from pantoum.data import Tokenizer
from pantoum.errors import PantoumError
from pantoum.predictor.inputs import NO_LISTS, InputError, listed
from pantoum.search.output_constraints import OutputConstraints
from pantoum.search.processors import AllowedOutputs
from pantoum.search.settings import check_outputs, check_search
from pantoum.symbols import UNK


def search_of(saved: SearchConfig, count: int, given: Mapping[str, Any]) -> SearchConfig:
    """The settings of a search for so many outputs: as the model was saved, and as given.

    Raises: PantoumError for a name that is no setting, for a value that cannot work, and for more
        outputs than a given beam keeps.
    """
    if type(count) is not int or count < 1:
        raise PantoumError(
            f"the number of outputs must be a whole number of at least 1, but is {count!r}"
        )
    names = asdict(saved)
    for name in given:
        if name not in names:
            raise PantoumError(f"{name!r} is no setting of a search; there are {', '.join(names)}")
    chosen = {name: value for name, value in given.items() if value is not None}
    search = replace(saved, **({"beam": max(saved.beam, count)} | chosen))
    check_search(search)
    check_outputs(search, count)
    return search


def constraints_of(
    target: Tokenizer,
    count: int,
    prefix: str | Sequence[str] | None,
    forbidden: Iterable[str] | None,
    allowed: Iterable[str] | AllowedOutputs | None,
    required: Iterable[str] | Iterable[Iterable[str]] | None = None,
) -> OutputConstraints:
    """Symbols of the output as ids.

    Args:
        count: how many inputs there are.
        prefix: how the outputs begin: all of them, or each.
        forbidden: symbols that must not come.
        allowed: the only outputs there may be, as texts or as `trie_of` has made of them.
        required: phrases that all outputs have in them, or for each its own.
    Raises: PantoumError for symbols that the model cannot write, and for another number of prefixes
        than of inputs.
    """
    prefixes = [] if prefix is None else _prefixes(target, count, prefix)
    symbols = (
        []
        if forbidden is None
        else [_one(target, symbol) for symbol in listed(forbidden, "forbidden symbol")]
    )
    trie = (
        allowed
        if allowed is None or isinstance(allowed, AllowedOutputs)
        else trie_of(target, allowed)
    )
    phrases = [] if required is None else _phrases(target, count, required)
    return OutputConstraints(prefixes, symbols, trie, required=phrases)


def check_copying(config: Config, copies: object, *, can_point: bool) -> None:
    """Unknown words can stand for words of the input where both are words, and the model says where
    it looks.

    Raises: PantoumError for other models, and for a dictionary that is none of strings.
    """
    read, written = config.data.source_units, config.data.target_units
    if (read, written) != ("words", "words"):
        raise PantoumError(
            "unknown words are copied, or looked up in a dictionary, by models of words alone: "
            f"this one reads {read} "
            f"and writes {written}"
        )
    if not can_point:
        raise PantoumError(
            "unknown words are copied, or looked up in a dictionary, from where the model looks: "
            "it must have "
            "attention, and models that vote must all have it and read the same words"
        )
    if copies is True:
        return
    if not isinstance(copies, Mapping) or not all(
        isinstance(word, str) for pair in copies.items() for word in pair
    ):
        raise PantoumError("copy_unknown must be True, False or a dictionary from words to words")


def trie_of(target: Tokenizer, allowed: Iterable[str]) -> AllowedOutputs:
    """A list of outputs; those that the model cannot write are left out.

    Raises: PantoumError when none is left.
    """
    texts = [text.strip() for text in listed(allowed, "allowed output")]
    if not texts:
        raise PantoumError("there are no allowed outputs: give one at least")
    possible = [ids for ids in map(target.encode, texts) if UNK not in ids]
    if not possible:
        _, strange = _written(target, texts[0], "the first,")
        raise PantoumError(f"none of the allowed outputs can be written: {strange}")
    return AllowedOutputs(possible)


def _prefixes(target: Tokenizer, count: int, prefix: str | Sequence[str]) -> list[list[int]]:
    """One for all is at fault itself; of one for each the input is named."""
    if isinstance(prefix, str):
        ids, strange = _written(target, prefix)
        if strange:
            raise PantoumError(strange)
        return [ids] * count
    given = listed(prefix, "prefix")
    if len(given) != count:
        raise PantoumError(
            f"{count} inputs need as many prefixes, or one for all, but got {len(given)}"
        )
    found = [_written(target, text) for text in given]
    for row, (_, strange) in enumerate(found):
        if strange:
            raise InputError(strange, row)
    return [ids for ids, _ in found]


def _phrases(
    target: Tokenizer, count: int, required: Iterable[str] | Iterable[Iterable[str]]
) -> list[list[list[int]]]:
    """The same for all, or those of each."""
    if isinstance(required, NO_LISTS) or not isinstance(required, Iterable):
        raise PantoumError("required phrases are a list of strings, or such a list for each input")
    given = list(required)
    if all(isinstance(phrase, str) for phrase in given):
        return [[_phrase(target, phrase) for phrase in given if isinstance(phrase, str)]] * count
    if len(given) != count:
        raise PantoumError(
            f"{count} inputs need as many lists of phrases, or one for all, but got {len(given)}"
        )
    return [
        [_phrase(target, phrase) for phrase in listed(phrases, "required phrase")]
        for phrases in given
    ]


def _phrase(target: Tokenizer, phrase: str) -> list[int]:
    ids, strange = _written(target, phrase, "required phrase")
    if strange or not ids:
        raise PantoumError(strange or "a required phrase must not be empty")
    return ids


def _written(target: Tokenizer, prefix: str, what: str = "prefix") -> tuple[list[int], str | None]:
    """The symbols of a part of outputs, and what is wrong with it if something is."""
    text = prefix.strip()
    ids = target.encode(text)
    if UNK not in ids:
        return ids, None
    symbol = target.tokens(text)[ids.index(UNK)]
    apart = "; it puts spaces between symbols" if target.units == "symbols" else ""
    return ids, f"{what} {text[:30]!r} has {symbol!r}, a symbol that the model cannot write{apart}"


def _one(target: Tokenizer, symbol: str) -> int:
    ids = target.encode(symbol)
    if len(ids) != 1 or ids[0] == UNK:
        raise PantoumError(
            f"a forbidden symbol must be a single one that the model can write, but is {symbol!r}"
        )
    return ids[0]
