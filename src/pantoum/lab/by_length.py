"""Scores of outputs by the length of their inputs: counted, averaged over seeds, and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pantoum.lab.averages import Mean, mean_of, means_of
from pantoum.lab.runs import Run

if TYPE_CHECKING:
    from pantoum.lab.own_pairs import Judged
    from pantoum.metrics import Texts

MEASURES = ("bleu", "right")


def binned(judged: Sequence[Judged], lengths: Sequence[int]) -> list[dict[str, Any]]:
    """The scores of outputs by the length of their inputs: of each length those that are longer
    than the next smaller one and no longer than it. Lengths without outputs are left out.
    """
    found = []
    below = 0
    for length in sorted(lengths):
        of_length = [one for one in judged if below < one.length <= length]
        below = length
        if of_length:
            references = [one.references for one in of_length]
            found.append(
                {"length": length, **scores(references, [one.output for one in of_length])}
            )
    return found


def scores(references: Sequence[Texts], outputs: Sequence[str]) -> dict[str, Any]:
    """BLEU, the share of outputs that are wholly right, both in per cent, and how many there are.

    Args:
        references: for each output the right text, or several.
        outputs: with white space between symbols, as references have it.
    """
    from pantoum.metrics import accepted, bleu

    right = sum(one in accepted(wanted) for one, wanted in zip(outputs, references, strict=True))
    return {
        "sentences": len(outputs),
        "bleu": bleu(references, outputs),
        "right": 100 * right / len(outputs),
    }


def by_length(runs: Sequence[Run], lengths: Sequence[int]) -> list[dict[str, Any]]:
    """The means over the seeds of one case, for each length that has inputs."""
    found = []
    for length in sorted(lengths):
        of_length = [
            one for run in runs for one in run.values["lengths"] if one["length"] == length
        ]
        if of_length:
            about = {"length": length, "sentences": of_length[0]["sentences"]}
            found.append({**about, **means_of(of_length, MEASURES)})
    return found


def falls_of(runs: Sequence[Run]) -> dict[str, Mean | None]:
    """How far BLEU falls over the seeds of one case: from the shortest inputs to the longest that
    training had (within), and from there to the longest of all (beyond); None where there are no
    such inputs.
    """
    within, beyond = [], []
    for run in runs:
        lengths = sorted(run.values["lengths"], key=lambda one: one["length"])
        known = [one["bleu"] for one in lengths if one["length"] <= run.case["longest"]]
        if known:
            within.append(known[0] - known[-1])
            if len(known) < len(lengths):
                beyond.append(known[-1] - lengths[-1]["bleu"])
    return {"within": mean_of(within), "beyond": mean_of(beyond)}


def of_its_own(
    found: Sequence[Mapping[str, Any]], case: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """The entries of one case."""
    return [one for one in found if case.items() <= one.items()]


def name_of(attention: str) -> str:
    """In words, which models are meant."""
    return "without attention" if attention == "none" else f"with {attention} attention"


def in_words(case: Mapping[str, Any], found: Sequence[Mapping[str, Any]], unit: str) -> str:
    """What one case came to at the shortest inputs, at the longest of training and beyond."""
    which = f"{name_of(case['attention']).capitalize()}, trained on up to {case['longest']} {unit}"
    if not found:
        return f"{which}: no input has such a length."
    known = [one for one in found if one["length"] <= case["longest"]]
    beyond = [one for one in found if one["length"] > case["longest"]]
    parts = [_at(one) for one in known[:1]]
    parts += [f"{_at(one)}, the longest within that" for one in known[1:][-1:]]
    parts += [f"{_at(one)}, the longest beyond it" for one in beyond[-1:]]
    return f"{which}: BLEU is {'; '.join(parts)}."


def _at(one: Mapping[str, Any]) -> str:
    return f"{one['bleu'].mean:.1f} at length {one['length']}"


def differences(
    attentions: Sequence[str], longest_of_all: Sequence[int], found: Sequence[Mapping[str, Any]]
) -> list[str]:
    """How much better each attention is than none, at the shortest inputs and at the longest that
    training had, in words.
    """
    sentences = []
    others = [one for one in attentions if one != "none"]
    for longest in longest_of_all:
        known = [one for one in found if one["longest"] == longest and one["length"] <= longest]
        without = {one["length"]: one for one in known if one["attention"] == "none"}
        for attention in others if len(without) > 1 else ():
            better = {
                one["length"]: one["bleu"].mean - without[one["length"]]["bleu"].mean
                for one in known
                if one["attention"] == attention
            }
            shortest, last = min(better), max(better)
            sentences.append(
                f"Trained on up to {longest}, {name_of(attention)} BLEU is higher by "
                f"{better[shortest]:.1f} at length {shortest} and by {better[last]:.1f} at length "
                f"{last} than without attention."
            )
    return sentences
