"""What was found of errors, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot
from typing import Any

from pantoum.data.quality.finding import counted
from pantoum.metrics import visible

# Bins of fewer answers are too few to be told about in words.
FEWEST = 10
# What bins are by, and the unit of their names.
TOLD = {
    "by_input_length": ("By length of the input", " symbols"),
    "by_output_length": ("By length of the right output", " symbols"),
    "by_known_word": ("By whether the vocabulary has the word", ""),
    "by_rarity": ("By how often training has the rarest symbol of the input", " times"),
    "by_unseen_bigrams": ("By bigrams of the input", ""),
    "by_unseen_trigrams": ("By trigrams of the input", ""),
}


def error_sentences(values: Mapping[str, Any], one: str | None) -> tuple[str, ...]:
    """What was found, with the numbers.

    Args:
        values: of the finding.
        one: what an answer is to, "symbol" or "word"; None: a whole input.
    """
    said = []
    unit = values["measure"]["unit"]
    told = {**TOLD, **(_of_one(one) if one is not None else {})}
    for name, part in values["parts"].items():
        said.append(_whole(name, part, unit))
        for key, (title, of_bins) in told.items():
            said += _by_bin(title, part.get(key, []), unit, of_bins)
        said += _mistakes(part)
    return tuple(said)


def _of_one(one: str) -> dict[str, tuple[str, str]]:
    return {
        "by_input_length": ("By length of the input", f" {one}s"),
        "by_rarity": (f"By how often training has the {one}", " times"),
        "by_unseen_bigrams": (f"By the bigrams with the {one}", ""),
        "by_unseen_trigrams": (f"By the trigrams with the {one}", ""),
    }


def _whole(name: str, part: Mapping[str, Any], unit: str) -> str:
    found = _value(part, unit)
    answers = counted(part["answers"], part["unit"].removesuffix("s"))
    if unit == "nats":
        share = 100 * part["wrong"] / part["answers"]
        return (
            f"The mean surprise of {answers} is {found}; in {share:.1f} % of the places another "
            "symbol is expected most."
        )
    of = "" if name == part["unit"] else f" ({visible(name)})"
    verb = "is" if part["wrong"] == 1 else "are"
    return f"Of {answers}{of}, {part['wrong']:,} {verb} wrong: {found}."


def _by_bin(title: str, bins: Sequence[Mapping[str, Any]], unit: str, of_bins: str) -> list[str]:
    """The first and the last bin with enough answers. Those with the least and the largest value
    would often differ by chance, for they are picked by it.
    """
    enough = [one for one in bins if one["answers"] >= FEWEST and one["interval"] is not None]
    if len(enough) < 2:
        return []
    first, last = enough[0], enough[-1]
    told = [
        f"{one['bin']}{of_bins} {_value(one, unit)} (n = {one['answers']:,})"
        for one in (first, last)
    ]
    sure = "" if differ(first, last) else "; the difference can be chance"
    return [f"{title}: {told[0]}, {told[1]}{sure}."]


def differ(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Whether the interval of 95 % of the difference of two values, made of their own intervals,
    leaves out 0. That the two overlap does not say so.

    Sources: Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I,
    method 10; Zou & Donner (2008), doi:10.1002/sim.3095, for other intervals than Wilson's.
    """
    lower, upper = (a, b) if a["value"] <= b["value"] else (b, a)
    to_lower = lower["interval"][1] - lower["value"]
    to_upper = upper["value"] - upper["interval"][0]
    return upper["value"] - lower["value"] > hypot(to_lower, to_upper)


def _value(one: Mapping[str, Any], unit: str) -> str:
    shown = f"{one['value']:.2f} {unit}"
    if one["interval"] is None:
        return shown
    low, high = one["interval"]
    return f"{shown} [{low:.2f}, {high:.2f}]"


def _mistakes(part: Mapping[str, Any]) -> list[str]:
    said = []
    for one in part["most_confident_wrong"][:1]:
        where = f"“{one['word']}” in “{one['input']}”" if "word" in one else f"“{one['input']}”"
        said.append(
            f"The most confident mistake: {where} (input {one['number']:,}) is answered by "
            f"{visible(one['answer'])} where {visible(one['right'])} is right, with a probability "
            f"of {one['probability']:.3f}."
        )
    for one in part["confusions"][:1]:
        times = "once" if one["count"] == 1 else counted(one["count"], "time")
        said.append(
            f"The most frequent confusion: {visible(one['answer'])} in place of "
            f"{visible(one['right'])}, {times}."
        )
    return said
