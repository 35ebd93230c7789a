"""What a reach of gradients comes to, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pantoum.explaining.model_reach import often_measured

# What a change is made of, by the name of the part of a state.
PARTS = {"cell": "the memory cell", "hidden": "the hidden state"}


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
    return (
        f"What is chosen depends most on the symbol {_where(one, best)}, with a gain of {most:.2g} "
        f"(median); on the one {_where(one, far)}, the farthest, with {least:.2g}."
    )


def _where(one: Mapping[str, Any], place: int) -> str:
    lag = one["lags"][place]
    from_end = one["lag_from"] == "end"
    if lag == 0:
        return "at the end" if from_end else "at the same place"
    places = "place" if abs(lag) == 1 else "places"
    where = "before" if lag > 0 else "behind"
    return f"{abs(lag)} {places} {where}{' the last' if from_end else ''}"


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
