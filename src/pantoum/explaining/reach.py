"""How far gradients reach in a trained model, in the same model before training, and in others."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from pantoum.errors import PantoumError
from pantoum.explaining.examined import Examined
from pantoum.explaining.finding import Finding
from pantoum.explaining.jacobian import first_below
from pantoum.explaining.model_reach import (
    ENDS,
    PRODUCTS,
    Measured,
    ModelReach,
    measure,
    often_measured,
)
from pantoum.explaining.numbers import significant
from pantoum.explaining.parts import Place
from pantoum.explaining.reach_rows import LONGEST, chosen_rows
from pantoum.explaining.reach_words import DEFINITIONS, sentences_of
from pantoum.model_dir.records import RUN, read_object
from pantoum.training.first_weights import fresh_model

TRAINED = "trained"
FIRST = "first weights"
DIGITS = 4


def find_reach(
    examined: Examined,
    *,
    others: Mapping[str, Examined] | None = None,
    most: int = 50,
    products: int = PRODUCTS,
    seed: int = 1,
) -> Finding:
    """How far back in a text a change is still felt: by the Jacobians of states and outputs.

    Gradients of weights do not show it: they are sums over all lags, of which the short ones hide
    the long ones. For the half-life of memory see `pantoum.explaining.memory.half_lives`.

    Args:
        others: other trained models by their names, each with the data that it is measured on.
        most: how many inputs are read, at most.
        products: by how many random vectors each Jacobian is estimated; one of no more units is
            exact.
        seed: of the choice of inputs and of the random vectors.
    Raises: PantoumError for names of others that the model itself has.
    Source: Hochreiter (1991); Bengio, Simard & Frasconi (1994), Learning long-term dependencies
        with gradient descent is difficult; Pascanu, Mikolov & Bengio (2013), arXiv:1211.5063.
    """
    others = others or {}
    for name in others:
        if name in (TRAINED, FIRST):
            raise PantoumError(
                setting="others", rule=f"names other than {TRAINED!r} and {FIRST!r}", value=name
            )
    left_out: list[str] = []
    measured: dict[str, ModelReach] = {}
    inputs: dict[str, int] = {}
    for name, one in {TRAINED: examined, **others}.items():
        rows = chosen_rows(one, most, seed)
        if not rows:
            left_out.append(_no_inputs(name))
            continue
        inputs[name] = len(rows)
        measured[name] = measure(one, rows, products=products, seed=seed)
        if one is examined:
            inputs[FIRST] = len(rows)
            fresh = first_weights(one)
            measured[FIRST] = measure(one, rows, fresh, products=products, seed=seed)
            if _start_of(one):
                left_out.append(
                    "The weights that this model began with: it started from a trained model, and "
                    f"what is called {FIRST} are fresh ones of its seed."
                )
    values = values_of(measured, inputs, products) if measured else {}
    return Finding(
        "reach",
        "Reach of gradients",
        "How far back is a change of a state, or of an input symbol, still felt?",
        values,
        {name: DEFINITIONS[name] for name in values},
        tuple(sentences_of(values)) if values else (),
        tuple(left_out),
    )


def first_weights(examined: Examined) -> nn.Module:
    """The model before its training, drawn again from its seed, on the same device.

    What is never trained, such as a table of word vectors, is that of the trained model.
    """
    trained = examined.trained
    model = fresh_model(trained.task, trained.config)
    fixed = dict(trained.model.named_buffers())
    with torch.no_grad():
        for name, buffer in model.named_buffers():
            buffer.copy_(fixed[name])
    return model.to(next(trained.model.parameters()).device).eval()


def values_of(
    measured: Mapping[str, ModelReach], inputs: Mapping[str, int], products: int
) -> dict[str, Any]:
    """What JSON has of the measured models."""
    return {
        "models": list(measured),
        "inputs": dict(inputs),
        "ends": ENDS,
        "products": products,
        "states": [
            {
                "model": model,
                **_place(found.places[part]),
                "through": through,
                **spread,
                **_falls(spread),
            }
            for model, found in measured.items()
            for (part, through), of_part in found.states.items()
            for spread in _spread(of_part)
        ],
        "outputs": [
            {"model": model, "lag_from": found.lag_from, **spread}
            for model, found in measured.items()
            for spread in _spread(found.outputs)
        ],
        "half_life": [
            {"model": model, **_place(place), **_half_life(units)}
            for model, found in measured.items()
            for place, units in found.half_lives()
        ],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "place": place.part,
        "title": place.title,
        "cell": place.cell_name,
        "direction": place.direction,
        "units": place.cell.hidden_size,
    }


def _spread(measured: Measured) -> Iterator[dict[str, Any]]:
    """Medians and quartiles by lag; nothing where nothing was measured."""
    lags = sorted(measured.by_lag)
    if not lags:
        return
    each = [np.array(measured.by_lag[lag]) for lag in lags]
    low, median, high = np.array(
        [np.quantile(of_lag[:, 0], (0.25, 0.5, 0.75)) for of_lag in each]
    ).T
    yield {
        "lags": lags,
        "median": significant(median, DIGITS),
        "low": significant(low, DIGITS),
        "high": significant(high, DIGITS),
        "counts": [len(of_lag) for of_lag in each],
        "error": significant(np.nanmedian(np.concatenate(each)[:, 1]), DIGITS),
    }


def _falls(spread: Mapping[str, Any]) -> dict[str, int | None]:
    """When the median is below a tenth and a hundredth of that at lag 1."""
    known = spread["median"][: often_measured(spread["counts"])[-1] + 1]
    with np.errstate(divide="ignore"):
        logs = np.log(known)
    return {"tenth": first_below(logs, 0.1), "hundredth": first_below(logs, 0.01)}


def _half_life(units: Sequence[float] | np.ndarray) -> dict[str, Any]:
    low, median, high = _quartiles(np.asarray(units))
    longest = int(np.argmax(units))
    return {
        "median": significant(median, DIGITS),
        "low": significant(low, DIGITS),
        "high": significant(high, DIGITS),
        "longest": significant(units[longest], DIGITS),
        "longest_unit": longest + 1,
        "of_units": significant(units, DIGITS),
    }


def _quartiles(units: np.ndarray) -> tuple[float, float, float]:
    """Quartiles of numbers some of which may be infinite, each one of the numbers themselves."""
    ordered = np.sort(units)
    places = [math.ceil(share * len(units)) - 1 for share in (0.25, 0.5, 0.75)]
    low, median, high = (float(ordered[max(place, 0)]) for place in places)
    return low, median, high


def _start_of(examined: Examined) -> Any:
    """What the record of the model's training says of a model that it started from, if anything."""
    folder = examined.trained.folder
    return read_object(Path(folder) / RUN).get("start") if folder else None


def _no_inputs(name: str) -> str:
    return (
        f"The reach of gradients in the model {name!r}: no input is there that has a symbol and at "
        f"most {LONGEST} steps."
    )
