"""The cells of a model, recorded step by step while it reads or writes.

The reference modules run here, as they are, one step after the other: what is recorded is what the
equations say, for a cell of a user's own, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn

from pantoum.cells import CELLS, gates_of, map_state
from pantoum.explaining.numbers import rounded
from pantoum.explaining.parts import Place
from pantoum.explaining.silencing import with_modules

# The gates of these give the whole state, so that a step need not be computed twice.
OURS = {kind.gates for kind in CELLS.values()}  # type: ignore[attr-defined]

# By the names of quantities: the symbol that the lecture has for each, and between which numbers it
# lies. A memory cell has no bounds.
SYMBOLS = {
    "relevance_gate": "Γ_r",
    "update_gate": "Γ_u",
    "forget_gate": "Γ_f",
    "output_gate": "Γ_o",
    "candidate": "c̃",
    "cell": "c",
    "hidden": "a",
}
BOUNDED = ("candidate", "hidden")


@dataclass
class Steps:
    """The state before the first step of a cell, and what each step has shown since."""

    initial: Any = None
    shown: list[Any] = field(default_factory=list)

    def add(self, before: Any, shown: Any) -> None:
        """One step, from a state."""
        if not self.shown:
            self.initial = before
        self.shown.append(shown)


class RecordingCell(nn.Module):
    """A cell that puts down what happens inside each of its steps; see `pantoum.cells.Cell`.

    Args:
        cell: whose steps these are.
        steps: where they are put down.
    """

    def __init__(self, cell: Any, steps: Steps) -> None:
        super().__init__()
        self.cell = cell
        self.steps = steps
        self.input_size: int = cell.input_size
        self.hidden_size: int = cell.hidden_size
        self.state_type: Any = cell.state_type
        inside = gates_of(cell)
        self._inside = inside
        self._ours = getattr(inside, "__func__", None) in OURS

    def initial_state(self, batch: int) -> Any:
        return self.cell.initial_state(batch)

    def forward(self, x: Float[Tensor, "batch input"], state: Any) -> tuple[Tensor, Any]:
        if self._ours and self._inside is not None:
            shown = self._inside(x, state)
            after = self.state_type(*(getattr(shown, name) for name in self.state_type._fields))
            output = after[0]
        else:
            output, after = self.cell(x, state)
            shown = after if self._inside is None else self._inside(x, state)
        # Each part is handed on under a name of its own in the graph, and that is put down: its
        # gradient is then of what later steps make of it, and not also of other parts of the same
        # state that were made from it, as a<t> is from c<t>.
        handed_on = map_state(lambda part: part.view_as(part), after)
        parts = {name: part for name, part in handed_on._asdict().items() if name in shown._fields}
        self.steps.add(state, shown._replace(**parts))
        return handed_on[0] if output is after[0] else output, handed_on


class Recorded(NamedTuple):
    """The steps of one cell over one input, in the order of the text.

    names: of the quantities; values: of these, in this order; initial: the parts of the state
    before the first step that was taken, which for the backward direction is at the end of the
    text.
    """

    place: Place
    names: tuple[str, ...]
    values: Float[np.ndarray, "steps quantities units"]
    initial: dict[str, Float[np.ndarray, " units"]]

    def to_dict(self, tokens: Sequence[str], *, values: bool) -> dict[str, Any]:
        """What was recorded as JSON has it, with four decimals.

        Args:
            tokens: what each step has read.
            values: whether those of all units are given, and their initial state, and not the means
                alone.
        """
        means = rounded(self.values.mean(axis=2), 4)
        of_units = rounded(self.values, 4) if values else None
        return {
            "name": self.place.part,
            "title": self.place.title,
            "cell": self.place.cell_name,
            "direction": self.place.direction,
            "units": self.values.shape[2],
            "tokens": list(tokens),
            "quantities": [self._quantity(place) for place in range(len(self.names))],
            "means": {
                name: [step[place] for step in means] for place, name in enumerate(self.names)
            },
            "values": None
            if of_units is None
            else {
                name: [step[place] for step in of_units] for place, name in enumerate(self.names)
            },
            "initial": {name: rounded(part, 4) for name, part in self.initial.items()}
            if values
            else None,
        }

    def _quantity(self, place: int) -> dict[str, Any]:
        name = self.names[place]
        low, high = -1.0, 1.0
        if name.endswith("_gate"):
            low = 0.0
        elif name not in BOUNDED:
            high = float(max(1.0, np.ceil(np.abs(self.values[:, place]).max())))
            low = -high
        return {"name": name, "symbol": SYMBOLS.get(name, name), "low": low, "high": high}


class Recording:
    """A model that shares all weights with another, and records its cells.

    Args:
        model: the other.
        places: the cells to record.
    """

    def __init__(self, model: Any, places: Sequence[Place]) -> None:
        self._steps = {place.path: Steps() for place in places}
        self._places = places
        recording = {
            path: RecordingCell(model.get_submodule(path), steps)
            for path, steps in self._steps.items()
        }
        self.model: Any = with_modules(model, recording)

    def recorded(self) -> list[Recorded]:
        """What the cells have done since, for each that has taken a step; for a single input."""
        found = []
        for place in self._places:
            initial, steps = self._steps[place.path].initial, self._steps[place.path].shown
            if not steps:
                continue
            names = type(steps[0])._fields
            if place.direction == "backward":
                steps = steps[::-1]
            # A model may read the row of its one input several times; see pantoum.models.few_rows.
            values = torch.stack([torch.stack([part[0] for part in step]) for step in steps])
            before = {name: _array(part[0]) for name, part in initial._asdict().items()}
            found.append(Recorded(place, names, _array(values), before))
        return found


def _array(values: Tensor) -> np.ndarray:
    return values.float().cpu().numpy()
