"""Gates that are shut and gates that are open: at what share of the steps, for each unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from jaxtyping import Float

from pantoum.explaining.examined import Examined
from pantoum.explaining.finding import Finding
from pantoum.explaining.numbers import rounded
from pantoum.explaining.parts import Place
from pantoum.explaining.recording import SYMBOLS
from pantoum.explaining.text_states import replays
from pantoum.predictor.calls import check_whole

NAME = "gates"
TITLE = "Gates"
QUESTION = "Which gates are open, which are shut, and which are neither?"
GATE = "_gate"
SHUT = 0.1
OPEN = 0.9
DECIMALS = 4

DEFINITIONS = {
    "inputs": "How many inputs were read: those that are not empty, or a sample of them.",
    "of": "How many inputs there are that are not empty.",
    "shut_below": "A gate is shut at a step at which it is less than this.",
    "open_above": "A gate is open at a step at which it is more than this.",
    "gates": (
        "For each cell (place, title, cell) and each of its gates (gate, symbol, units, steps): "
        "shut and open, for each unit the share of all steps at which it is shut or open, the "
        "axes of the scatter plots of Karpathy, Johnson & Fei-Fei (2015), arXiv:1506.02078, "
        "figure 3; mean, the mean of each unit's values; share_shut and share_open, the shares "
        "of all values of all units; always_shut, always_open and never_either, how many units "
        "are so at every step. An open forget gate keeps the memory, a shut one clears it; an "
        "open update gate writes the candidate into it; a GRU's update gate is Γ_u, which is "
        "1 - z where PyTorch has z."
    ),
}


@dataclass
class _Gate:
    """One gate of one cell, counted over all steps.

    steps: how many; shut, open, total: for each unit at how many of them it was shut or open, and
    the sum of its values.
    """

    place: Place
    name: str
    steps: int = 0
    shut: Any = 0
    open: Any = 0
    total: Any = field(default=0.0)

    def add(self, values: Float[np.ndarray, "steps units"]) -> None:
        self.steps += len(values)
        self.shut = self.shut + (values < SHUT).sum(axis=0)
        self.open = self.open + (values > OPEN).sum(axis=0)
        self.total = self.total + values.sum(axis=0, dtype=np.float64)

    def to_dict(self) -> dict[str, Any]:
        shut, opened = self.shut / self.steps, self.open / self.steps
        return {
            "place": self.place.part,
            "title": self.place.title,
            "cell": self.place.cell_name,
            "gate": self.name,
            "symbol": SYMBOLS.get(self.name, self.name),
            "units": len(shut),
            "steps": self.steps,
            "shut": rounded(shut, DECIMALS),
            "open": rounded(opened, DECIMALS),
            "mean": rounded(self.total / self.steps, DECIMALS),
            "share_shut": rounded(shut.mean(), DECIMALS),
            "share_open": rounded(opened.mean(), DECIMALS),
            "always_shut": int((self.shut == self.steps).sum()),
            "always_open": int((self.open == self.steps).sum()),
            "never_either": int((self.shut + self.open == 0).sum()),
        }


def find_gates(examined: Examined, *, most: int = 200, seed: int = 1) -> Finding:
    """For each unit of each gate at what share of the steps it is shut, and open.

    Args:
        most: read so many of the inputs at most.
        seed: of the sample.
    Returns: a finding without values for a model whose cells have no gates, and for no inputs.
    Raises: PantoumError for a number of inputs that is none.
    """
    check_whole("most", most, 1)
    rows = examined.sample(most, seed)
    if not rows:
        return _nothing("Everything: there is no input that is not empty.")
    gates: dict[tuple[str, str], _Gate] = {}
    places: dict[str, Place] = {}
    for _, found in replays(examined, rows):
        for place in found.places:
            places[place.path] = place
            for name, values in _values(found.steps[place.path]):
                gates.setdefault((place.path, name), _Gate(place, name)).add(values)
    without = [place for path, place in places.items() if not any(path == key[0] for key in gates)]
    left_out = tuple(
        f"{place.title[:1].upper()}{place.title[1:]}: its cell ({place.cell_name}) shows no gates."
        for place in without
    )
    if not gates:
        return Finding(NAME, TITLE, QUESTION, {}, {}, (), left_out)
    values = {
        "inputs": len(rows),
        "of": len(examined.sample(len(examined.data), seed)),
        "shut_below": SHUT,
        "open_above": OPEN,
        "gates": [gate.to_dict() for gate in gates.values()],
    }
    sentences = tuple(_sentence(gate) for gate in values["gates"])
    return Finding(NAME, TITLE, QUESTION, values, DEFINITIONS, sentences, left_out)


def _values(steps: list[Any]) -> Iterator[tuple[str, Float[np.ndarray, "steps units"]]]:
    """Each gate of a cell, by its name, at all steps of the first row."""
    for name in type(steps[0])._fields if steps else ():
        if name.endswith(GATE):
            values = [getattr(step, name)[0].float().cpu().numpy() for step in steps]
            yield name, np.stack(values)


def _sentence(gate: Mapping[str, Any]) -> str:
    name = gate["gate"].replace("_", " ")
    return (
        f"The {name} ({gate['symbol']}) of {gate['title']} is shut at "
        f"{100 * gate['share_shut']:.1f} % of all values and open at "
        f"{100 * gate['share_open']:.1f} %; of {gate['units']:,} units "
        f"{gate['always_shut']:,} are always shut, {gate['always_open']:,} always open and "
        f"{gate['never_either']:,} never either."
    )


def _nothing(why: str) -> Finding:
    return Finding(NAME, TITLE, QUESTION, {}, {}, (), (why,))
