"""How many symbols a state holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pantoum.config import CellName
from pantoum.config.rules import setting
from pantoum.lab.averages import as_json, means_of
from pantoum.lab.by_lag import NAMES
from pantoum.lab.claim import Claim
from pantoum.lab.plain_table import Column
from pantoum.lab.result import Result
from pantoum.lab.runs import Listener, Tell, of_case, of_steps, run_all
from pantoum.lab.settings import LEARNING, chosen, plain_settings

AXES = ("cells", "sizes", "lengths")
MEASURES = ("right", "bits")
# A state holds so many symbols if on average this share of them is right.
HELD = 95.0
TITLE = "Capacity: how many symbols of 8 kinds a state of n numbers holds"
CLAIM = Claim(
    "A recurrent network has to keep what it has read in one vector of a fixed size, which is said "
    "to be too small for long inputs.",
    "Cho, van Merriënboer, Bahdanau & Bengio (2014), On the Properties of Neural Machine "
    "Translation, arXiv:1409.1259; Bahdanau, Cho & Bengio (2014), arXiv:1409.0473, section 1 "
    "(no figures of this task)",
)
DEFINITIONS = {
    "cells": "the cells, by their names in settings",
    "sizes": "numbers of the hidden state",
    "lengths": "symbols of a sequence",
    "cases": "one entry for each cell, size and length. right: symbols of new sequences that are "
    "written again as they were, in per cent (12.5 by chance); bits: what the outputs tell of a "
    "sequence, of which each symbol has 3 bits; both are means over seeds with Student's 95 % "
    "interval",
    "held": "one entry for each cell and size. symbols: the longest sequence of those tried of "
    f"which, as of all shorter ones, at least {HELD:g} % of the symbols are right; bits: the most "
    "that sequences of any length left",
    "runs": "one entry for each run",
}


@dataclass(frozen=True)
class CapacitySettings:
    """What is recalled, and what it is learned with.

    Args:
        cells: recurrent cells, compared with each other.
        sizes: numbers of a hidden state.
        lengths: symbols of a sequence.
        steps: steps of training at most; a run ends before that if nothing is wrong any more.
        batch: sequences of a step.
        learning_rate: of Adam at the first step; it falls evenly to 0 over the steps.
        max_grad_norm: longer gradients are scaled down to this length.
        first_biases: of the gates: for memories as long as a sequence (Tallec & Ollivier 2018),
            or the cell's own.
    """

    cells: tuple[CellName, ...] = ("lstm",)
    sizes: tuple[int, ...] = setting((4, 8, 16, 32), minimum=1)
    lengths: tuple[int, ...] = setting((1, 2, 4, 8), minimum=1)
    steps: int = setting(1_000, minimum=1)
    batch: int = setting(64, minimum=1)
    learning_rate: float = setting(0.02, above=0)
    max_grad_norm: float = setting(1.0, above=0)
    first_biases: Literal["chrono", "own"] = "chrono"


def capacity(
    *,
    seeds: Sequence[int] = (1, 2, 3),
    output: str | Path | None = None,
    listen: Listener | None = None,
    **settings: Any,
) -> Result:
    """How many symbols a state holds, by its size: read some, and write them again at once.

    The task is `pantoum.lab.tasks.recall.RecallTask` without a pause.

    Args:
        seeds, output, listen: as of `pantoum.lab.adding`.
        settings: those of `pantoum.lab.experiments.capacity.CapacitySettings` by their names.
    Raises: as `pantoum.lab.adding`.
    """
    taken = chosen(CapacitySettings(), settings)
    cases = [
        {"cell": cell, "size": size, "length": length}
        for cell in taken.cells
        for size in taken.sizes
        for length in taken.lengths
    ]

    runs = run_all("capacity", taken, cases, seeds, _train, axes=AXES, output=output, listen=listen)
    found = [
        {**case, **means_of([run.values for run in of_case(runs, **case)], MEASURES)}
        for case in cases
    ]
    held = [
        _held(cell, size, [one for one in found if (one["cell"], one["size"]) == (cell, size)])
        for cell in taken.cells
        for size in taken.sizes
    ]
    columns = (
        Column("cell", "the recurrent cell"),
        Column("size", "numbers of its hidden state"),
        Column("symbols", "symbols of a sequence"),
        Column("right %", "symbols of new sequences that are right (12.5 by chance)", 1),
        Column("bits", "bits that the outputs tell of a sequence", 1),
    )
    values = {
        **plain_settings(taken, only=AXES),
        "cases": [as_json(one) for one in found],
        "held": held,
        "runs": [run.to_dict() for run in runs],
    }
    return Result(
        "capacity",
        TITLE,
        CLAIM,
        columns,
        tuple(
            (NAMES[one["cell"]], one["size"], one["length"], one["right"], one["bits"])
            for one in found
        ),
        tuple(
            f"A state of {one['size']} numbers of the {NAMES[one['cell']]} holds "
            f"{_symbols(one['symbols'])}, and at most {one['bits']:.1f} bits."
            for one in held
        ),
        values,
        DEFINITIONS,
        _draw,
    )


def _held(cell: str, size: int, found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The longest sequence that is held, with all shorter ones, and the most bits."""
    symbols = 0
    for one in sorted(found, key=lambda one: one["length"]):
        if one["right"].mean < HELD:
            break
        symbols = one["length"]
    bits = max(one["bits"].mean for one in found)
    return {"cell": cell, "size": size, "symbols": symbols, "bits": bits}


def _symbols(count: int) -> str:
    if not count:
        return "not even the shortest sequence"
    return f"{count} symbol{'' if count == 1 else 's'}"


def _train(
    case: Mapping[str, Any], seed: int, settings: CapacitySettings, tell: Tell
) -> dict[str, Any]:
    # PyTorch is imported when the first run begins: lists and refusals need none.
    from pantoum.lab.tasks.recall import RecallTask, recalled
    from pantoum.lab.training import train

    task = RecallTask(0, case["length"])
    network, training = train(
        task,
        case["cell"],
        seed=seed,
        hidden=case["size"],
        **plain_settings(settings, only=LEARNING),
        remembered=2 * case["length"] + 1 if settings.first_biases == "chrono" else 0,
        listen=of_steps(tell, settings.steps),
    )
    right, bits = recalled(network, task)
    return {"right": 100 * right, "bits": bits, "sequences": training.sequences}


def _draw(values: Mapping[str, Any]) -> Any:
    from pantoum.plots.lab import capacity_figure

    return capacity_figure(values, NAMES)
