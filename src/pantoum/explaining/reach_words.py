"""What the numbers of a reach of gradients are, and what they come to, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pantoum.explaining.model_reach import often_measured

# What a change is made of, by the name of the part of a state.
PARTS = {"cell": "the memory cell", "hidden": "the hidden state"}
# From where the lags of outputs are counted: the symbol there, and what another is before or after.
HERE = {"place": "at its own place", "end": "at the end", "read": "read last"}
THERE = {"place": "its own place", "end": "the last", "read": "the one read last"}

DEFINITIONS = {
    "models": "the names of the models: the trained one, the same with its first weights "
    "(drawn anew from its seed), and others that were given",
    "inputs": "how many inputs were read, for each model",
    "ends": "of how many places of each input, at equal distances, gradients were taken, at most",
    "products": "how many random vectors v of signs estimate the size of each Jacobian J, by the "
    "mean of |vᵀJ|² (Hutchinson 1990); Jacobians with no more rows than that are exact",
    "states": "for each model, each cell (place, title, cell, direction, units) and each part of "
    "its state: the gain of the hidden state at step t with respect to that part (through: hidden, "
    "a; or cell, the memory cell c) at step s, the other part held, by lag t - s in steps as the "
    "cell takes them. The gain is the Frobenius norm of the Jacobian over the square root of the "
    "units, 1 for the identity. Medians, quartiles (low, high) and counts over inputs and places; "
    "error: the median standard error of a single gain as a share of it; tenth, hundredth: the "
    "first lag at which the median is below a tenth, a hundredth of that at lag 1, null where none "
    "is; lags behind the last that has at least 5 gains are not looked at, where any has so many",
    "outputs": "for each model the gain of what output place t is chosen by (log-probabilities; of "
    "a classifier logits, of a tagger the emissions of its first column) with respect to the "
    "vector of input symbol s, by lag t - s in symbols, both counted from the beginning of the "
    "text (lag_from: place); of a language model by the distance from the symbol read last before "
    "the one that is chosen (lag_from: read), of a classifier by that from the last symbol of all "
    "(lag_from: end): the Frobenius norm over the square root of the number of choices. The other "
    "entries are as those of states. A negative lag is of what stands after it",
    "half_life": "for each model and each cell with a gate that keeps its memory (the forget gate "
    "Γ_f, or 1 - Γ_u of a GRU), in steps: of each unit ln(1/2) over the mean of ln Γ_f at all "
    "steps (of_units; null where it is infinite), their median and quartiles (low, high), the "
    "longest, and whose that is, counted from 1",
}


def sentences_of(values: Mapping[str, Any]) -> Iterator[str]:
    """One sentence for each cell of the first model, with the others beside it; one for its
    outputs; and one for each cell's half-life.
    """
    trained, *others = values["models"]
    states = [one for one in values["states"] if one["through"] == _carrier(values, one)]
    for one in states:
        if one["model"] == trained:
            yield _of_place(one, [_same(states, one, name) for name in others])
    for one in values["outputs"]:
        if one["model"] == trained:
            yield _of_outputs(one)
    for one in values["half_life"]:
        if one["model"] == trained:
            yield _of_half_life(one, [_same(values["half_life"], one, name) for name in others])


def _carrier(values: Mapping[str, Any], one: Mapping[str, Any]) -> str:
    """Through what a place hands on its memory: its memory cell, if it has one."""
    of_place = [
        other["through"]
        for other in values["states"]
        if (other["model"], other["place"]) == (one["model"], one["place"])
    ]
    return "cell" if "cell" in of_place else of_place[0]


def _same(
    entries: Sequence[Mapping[str, Any]], one: Mapping[str, Any], model: str
) -> Mapping[str, Any] | None:
    """The entry of another model for the same place, if it has one."""
    for other in entries:
        if (other["model"], other["place"]) == (model, one["place"]):
            return other
    return None


def _of_place(one: Mapping[str, Any], others: Sequence[Mapping[str, Any] | None]) -> str:
    what = PARTS.get(one["through"], one["through"])
    place = often_measured(one["counts"])[-1]
    far = one["lags"][place]
    first, last = one["median"][0], one["median"][place]
    said = (
        f"{_title(one)}: a change of {what} is felt in the hidden state one step later with a gain "
        f"of {first:.2g}"
    )
    if far > 1:
        said = f"{said}, {_steps(far)} later of {last:.2g}"
    return f"{said} (median); {_falls(one)}.{_compared(others, _falls)}"


def _falls(one: Mapping[str, Any]) -> str:
    """When the median is below a tenth and a hundredth of that at lag 1."""
    far = one["lags"][often_measured(one["counts"])[-1]]
    if one["tenth"] is None:
        return f"it does not fall to a tenth of that within {_steps(far)}"
    said = f"it is below a tenth of that after {_steps(one['tenth'])}"
    if one["hundredth"] is None:
        return f"{said}, and not below a hundredth within {_steps(far)}"
    return f"{said}, and below a hundredth after {_steps(one['hundredth'])}"


def _of_outputs(one: Mapping[str, Any]) -> str:
    known = often_measured(one["counts"])
    best = max(known, key=lambda place: one["median"][place] or 0.0)
    far = max(known, key=lambda place: abs(one["lags"][place]))
    most, least = one["median"][best], one["median"][far]
    said = f"What is chosen depends most on {_where(one, best)}, with a gain of {most:.2g} (median)"
    if best == far:
        return f"{said}."
    return f"{said}; on {_where(one, far)}, the farthest, with {least:.2g}."


def _where(one: Mapping[str, Any], place: int) -> str:
    """Which symbol of the input it is."""
    lag = one["lags"][place]
    if lag == 0:
        return f"the symbol {HERE[one['lag_from']]}"
    places = "place" if abs(lag) == 1 else "places"
    side = "before" if lag > 0 else "after"
    return f"the symbol {abs(lag)} {places} {side} {THERE[one['lag_from']]}"


def _of_half_life(one: Mapping[str, Any], others: Sequence[Mapping[str, Any] | None]) -> str:
    said = (
        f"{_title(one)}: half of what a unit remembers is gone after {_life(one['median'])} steps "
        f"(median; quartiles {_life(one['low'])} and {_life(one['high'])}), in the unit that "
        f"forgets least after {_life(one['longest'])}."
    )
    return said + _compared(others, lambda other: _life(other["median"]))


def _compared(
    others: Sequence[Mapping[str, Any] | None], say: Callable[[Mapping[str, Any]], str]
) -> str:
    """The same of other models, each with its name."""
    each = [f"{other['model']}: {say(other)}" for other in others if other is not None]
    return f" {_upper('; '.join(each))}." if each else ""


def _title(one: Mapping[str, Any]) -> str:
    return _upper(f"{one['title']} ({one['cell']}, {one['units']} units)")


def _upper(text: str) -> str:
    """With a capital at its beginning; all else stays."""
    return text[:1].upper() + text[1:]


def _steps(number: int) -> str:
    return "1 step" if number == 1 else f"{number} steps"


def _life(steps: float | None) -> str:
    return "ever so many" if steps is None else f"{steps:.3g}"
