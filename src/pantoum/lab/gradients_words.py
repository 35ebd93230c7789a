"""What was found about the reach of gradients, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def which_weights(curve: Mapping[str, Any]) -> str:
    """Which weights a cell has, for the first column of the table."""
    bias = curve["bias"]
    match curve["part"]:
        case "before":
            return "adding, untrained"
        case "after":
            return "adding, trained"
        case "scaled":
            return f"first, times {curve['factor']:g}"
    return f"first, {bias}" if isinstance(bias, str) else f"first, bias {bias:g}"


def sentences(values: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, ...]:
    """What was found; through the state a alone, where a cell has a memory c as well.

    Args:
        values: those of `pantoum.lab.gradients`.
        names: of the cells.
    """
    curves = [one for one in values["curves"] if one["through"] == "a"]
    own = [one for one in curves if one["part"] == "first" and one["bias"] == "own"]
    lags = values["lags"]
    after = (f"{_after(one)} in the {names[one['cell']]}" for one in own)
    at_last = (f"{_at(one, lags[-1])} in the {names[one['cell']]}" for one in own)
    found = [
        f"At the first weights the gain is below a tenth of that of one step {_listed(after)}.",
        f"At lag {lags[-1]} it is {_listed(at_last)}.",
    ]
    for cell in values["cells"]:
        by_bias = [
            one
            for one in curves
            if one["part"] == "first" and one["cell"] == cell and one["bias"] != "own"
        ]
        if by_bias:
            found.append(_of_biases(cell, by_bias, lags[-1], names))
    for one in values["trained"]:
        found.append(_of_training(one, curves, names))
    scaled = [one for one in curves if one["part"] == "scaled"]
    parts = (f"{_at(one, lags[-1])} if they are multiplied by {one['factor']:g}" for one in scaled)
    found.append(
        f"With orthogonal recurrent weights the plain RNN's gain at lag {lags[-1]} is "
        f"{_listed(parts)}."
    )
    found.append(_of_clipping(values))
    return tuple(found)


def _of_biases(
    cell: str, curves: Sequence[Mapping[str, Any]], lag: int, names: Mapping[str, str]
) -> str:
    numbers = [one for one in curves if one["bias"] != "chrono"]
    chrono = next(one for one in curves if one["bias"] == "chrono")
    parts = (f"{_at(one, lag)} with {one['bias']:g}" for one in numbers)
    return (
        f"The first bias of the gates that keep decides: at lag {lag} the {names[cell]}'s gain is "
        f"{_listed(parts)}, and {_at(chrono, lag)} with biases for memories of 1 to {lag} steps."
    )


def _of_training(
    trained: Mapping[str, Any], curves: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> str:
    of_cell = [one for one in curves if one["cell"] == trained["cell"]]
    before, after = (
        next(one for one in of_cell if one["part"] == part) for part in ("before", "after")
    )
    longest = after["at_lags"][-1]
    return (
        f"The {names[trained['cell']]} learned to add with {trained['solved']} of "
        f"{trained['seeds']} seeds; its gain at lag {longest} was {_at(before, longest)} before "
        f"and {_at(after, longest)} after training."
    )


def _of_clipping(values: Mapping[str, Any]) -> str:
    by_way = {one["clipped"]: one for one in values["clipping"]}
    free, clipped = (_loss(by_way[one]["loss"]) for one in (False, True))
    longest = by_way[False]["longest"]
    length = "beyond all numbers" if longest is None else f"{longest['mean']:.1f}"
    return (
        "A plain RNN with recurrent weights twice as large, trained by plain gradient descent, "
        f"ends with a loss of {free} without clipping (its longest gradient: {length}) and of "
        f"{clipped} with gradients clipped to 1; guessing has {values['chance']:.2f}."
    )


def _after(curve: Mapping[str, Any]) -> str:
    if curve["tenth"] is None:
        return "not with every seed"
    return f"after {curve['tenth']['mean']:.0f} steps"


def _at(curve: Mapping[str, Any], lag: int) -> str:
    """The gain at a lag, as a power of ten."""
    log10 = dict(zip(curve["at_lags"], curve["log10"], strict=True))[lag]
    if log10 is None:
        return "0"
    return f"10^{log10['mean']:.1f}"


def _loss(loss: Mapping[str, Any] | None) -> str:
    return "no number" if loss is None else f"{loss['mean']:.3f}"


def _listed(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
