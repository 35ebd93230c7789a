"""The decoding options of a call, in texts and symbols, as the search takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from pantoum.config import ResolvedConfig, SearchConfig, validate_section
from pantoum.data import Tokenizer
from pantoum.data.lines import trimmed
from pantoum.errors import InputError, PantoumError
from pantoum.predictor.call_options import unknown_option
from pantoum.predictor.calls import check_whole
from pantoum.predictor.inputs import NO_LISTS, listed
from pantoum.search.beam import check_outputs
from pantoum.search.output_constraints import OutputConstraints
from pantoum.search.processors import AllowedOutputs
from pantoum.symbols import UNK

WRITABLE = "symbols that the model can write"
KIND = "an encoder-decoder"
# What a search is told beside its settings; and all other options of a call.
OF_SEARCHES = ("prefix", "forbidden", "allowed", "required", "copy_unknown")
OF_CALLS = (
    *("features", "group", "unseen_group", "nbest", "score", "sample"),
    *("temperature", "top_k", "top_p", "seed", *OF_SEARCHES, "attention", "lexicon"),
)
OF_EVALUATIONS = ("data", "train", "seed", "report", "group", "unseen_group", *OF_SEARCHES)


def search_settings(saved: SearchConfig, count: int, overrides: Mapping[str, Any]) -> SearchConfig:
    """The settings of a search for so many outputs: as the model was saved, and overridden.

    Args:
        count: how many outputs.
        overrides: settings by name; those that are None are left as they were saved.

    Raises: PantoumError for a name that is no setting, for a value that cannot work, and for more
        outputs than an overridden beam keeps.
    """
    check_whole("count", count, 1)
    names = tuple(asdict(saved))
    for name in overrides:
        if name not in names:
            known = [one for one in (*names, *OF_CALLS) if one != name]
            raise unknown_option(name, overrides[name], known, KIND)
    chosen = {name: value for name, value in overrides.items() if value is not None}
    search = replace(saved, **({"beam": max(saved.beam, count)} | chosen))
    validate_section(search)
    check_outputs(search, count)
    return search


def check_evaluated(saved: SearchConfig, options: Mapping[str, Any]) -> None:
    """Refuse options of an evaluation that are not of the search for the best outputs.

    Raises: PantoumError with the options that there are.
    """
    known = (*OF_EVALUATIONS, *asdict(saved))
    for name, value in options.items():
        if name not in known:
            raise unknown_option(name, value, known, f"evaluate of {KIND}")


def output_constraints(
    target: Tokenizer,
    count: int,
    prefix: str | Sequence[str] | None,
    forbidden: Iterable[str] | None,
    allowed: Iterable[str] | AllowedOutputs | None,
    required: Iterable[str] | Iterable[Iterable[str]] | None = None,
) -> OutputConstraints:
    """The constraints on the outputs of a call, with symbols as ids.

    Args:
        count: how many inputs there are.
        prefix: what the outputs start with: all of them, or each.
        forbidden: symbols that must not come.
        allowed: the only outputs there may be, as texts or prepared by `allowed_outputs`.
        required: phrases that all outputs hold, or for each its own.
    Raises: PantoumError for symbols that the model cannot write, and for another number of prefixes
        than of inputs.
    """
    prefixes = [] if prefix is None else _prefixes(target, count, prefix)
    symbols = (
        []
        if forbidden is None
        else [_symbol(target, symbol) for symbol in listed(forbidden, "forbidden symbol")]
    )
    if allowed is not None and not isinstance(allowed, AllowedOutputs):
        allowed = allowed_outputs(target, allowed)
    phrases = [] if required is None else _phrases(target, count, required)
    return OutputConstraints(prefixes, symbols, allowed, required=phrases)


def reusable_options(target: Tokenizer, options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of many calls: iterators as lists, which the first call would use up, and the
    allowed outputs prepared once.

    Raises: PantoumError as for `allowed_outputs`.
    """
    reusable = dict(options)
    for name in ("forbidden", "required"):
        if isinstance(reusable.get(name), Iterator):
            reusable[name] = list(reusable[name])
    allowed = reusable.get("allowed")
    if allowed is not None and not isinstance(allowed, AllowedOutputs):
        reusable["allowed"] = allowed_outputs(target, allowed)
    return reusable


def copies_unknown(config: ResolvedConfig, copy_unknown: object, *, has_attention: bool) -> bool:
    """Whether unknown words are replaced; refused where that cannot work.

    It needs words on both sides, and attention to the words of the input.

    Args:
        copy_unknown: True, False or a dictionary of replacements.
    Raises: PantoumError for other models, and for a dictionary that is none of strings.
    """
    if copy_unknown is False:
        return False
    read = config.data.source_units
    written = config.data.target_units
    if (read, written) != ("words", "words"):
        raise PantoumError(
            "unknown words are copied, or replaced by a dictionary, by models of words alone: "
            f"this one reads {read} and writes {written}",
            setting="copy_unknown",
            rule="left out for a model that does not read and write words",
            value=copy_unknown,
        )
    if not has_attention:
        raise PantoumError(
            "unknown words are copied, or replaced by a dictionary, by the model's attention: "
            "it must have attention, and models that vote must all have it and read the same words",
            setting="copy_unknown",
            rule="left out for a model without attention",
            value=copy_unknown,
        )
    if copy_unknown is not True and (
        not isinstance(copy_unknown, Mapping)
        or not all(isinstance(word, str) for pair in copy_unknown.items() for word in pair)
    ):
        raise PantoumError(
            "copy_unknown must be True, False or a dictionary from words to words",
            setting="copy_unknown",
            rule="True, False or a dictionary from words to words",
            value=copy_unknown,
        )
    return True


def allowed_outputs(target: Tokenizer, allowed: Iterable[str]) -> AllowedOutputs:
    """A list of allowed outputs; those that the model cannot write are left out.

    Raises: PantoumError when none is left.
    """
    texts = [trimmed(text) for text in listed(allowed, "allowed output")]
    if not texts:
        raise PantoumError(
            "there are no allowed outputs", setting="allowed", remedy="give one at least"
        )
    possible = [ids for ids in map(target.encode, texts) if UNK not in ids]
    if not possible:
        _, reason = _encoded(target, texts[0], "the first,")
        raise PantoumError(
            f"none of the allowed outputs can be written: {reason}",
            setting="allowed",
            rule=f"outputs of {WRITABLE}",
            value=texts[0],
        )
    return AllowedOutputs(possible)


def _prefixes(target: Tokenizer, count: int, prefix: str | Sequence[str]) -> list[list[int]]:
    """Symbols of each input's prefix. An error in one of several is an `InputError` of its
    input."""
    if isinstance(prefix, str):
        ids, reason = _encoded(target, prefix)
        if reason:
            raise PantoumError(reason, setting="prefix", rule=WRITABLE, value=prefix)
        return [ids] * count
    prefixes = listed(prefix, "prefix")
    if len(prefixes) != count:
        raise PantoumError(
            f"{count} inputs need as many prefixes, or one for all, but got {len(prefixes)}",
            setting="prefix",
            rule=f"{count} prefixes, or one for all inputs",
            value=prefixes,
        )
    encoded = [_encoded(target, text) for text in prefixes]
    for row, (_, reason) in enumerate(encoded):
        if reason:
            raise InputError(reason, row, setting="prefix", rule=WRITABLE, value=prefixes[row])
    return [ids for ids, _ in encoded]


def _phrases(
    target: Tokenizer, count: int, required: Iterable[str] | Iterable[Iterable[str]]
) -> list[list[list[int]]]:
    """Symbols of each input's phrases: the same for all inputs, or those of each."""
    if isinstance(required, NO_LISTS) or not isinstance(required, Iterable):
        raise PantoumError(
            "required phrases are a list of strings, or such a list for each input",
            setting="required",
            rule="a list of strings, or such a list for each input",
            value=required,
        )
    items = list(required)
    if all(isinstance(phrase, str) for phrase in items):
        return [[_phrase(target, phrase) for phrase in items if isinstance(phrase, str)]] * count
    if len(items) != count:
        raise PantoumError(
            f"{count} inputs need as many lists of phrases, or one for all, but got {len(items)}",
            setting="required",
            rule=f"{count} lists of phrases, or one for all inputs",
            value=items,
        )
    return [
        [_phrase(target, phrase) for phrase in listed(phrases, "required phrase")]
        for phrases in items
    ]


def _phrase(target: Tokenizer, phrase: str) -> list[int]:
    ids, reason = _encoded(target, phrase, "required phrase")
    if reason or not ids:
        raise PantoumError(
            reason or "a required phrase must not be empty",
            setting="required",
            rule=f"phrases of {WRITABLE}",
            value=phrase,
        )
    return ids


def _encoded(target: Tokenizer, part: str, what: str = "prefix") -> tuple[list[int], str | None]:
    """The symbols of a part of outputs, and why the model cannot write it, if so."""
    text = trimmed(part)
    ids = target.encode(text)
    if UNK not in ids:
        return ids, None
    symbol = target.tokens(text)[ids.index(UNK)]
    spaces = "; it puts spaces between symbols" if target.units == "symbols" else ""
    return ids, f"{what} {text[:30]!r} has {symbol!r}, a symbol that the model cannot write{spaces}"


def _symbol(target: Tokenizer, symbol: str) -> int:
    ids = target.encode(symbol)
    if len(ids) != 1 or ids[0] == UNK:
        raise PantoumError(
            f"a forbidden symbol must be a single one that the model can write, but is {symbol!r}",
            setting="forbidden",
            rule="single symbols that the model can write",
            value=symbol,
        )
    return ids[0]
