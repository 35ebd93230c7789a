"""Layers on top of each other, at equal numbers of parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pantoum.config import CellName
from pantoum.config.rules import setting
from pantoum.lab.averages import as_json
from pantoum.lab.by_lag import NAMES
from pantoum.lab.claim import Claim
from pantoum.lab.plain_table import Column
from pantoum.lab.result import Result
from pantoum.lab.runs import Listener, Run, Tell, of_case, of_steps, run_all
from pantoum.lab.settings import LEARNING, chosen, plain_settings
from pantoum.lab.solving import COLUMNS, DEFINITION, cells, in_words, summary, values_of

AXES = ("cells", "layers", "ways")
TITLE = "Depth: one to four layers with as many parameters, counting votes and their parity"
CLAIM = Claim(
    "Deep recurrent networks are better than shallow ones: on the sounds of speech depth counts "
    "for more than the size of a layer. Residual connections let deeper ones be trained.",
    "Graves, Mohamed & Hinton (2013), Speech recognition with deep recurrent neural networks, "
    "arXiv:1303.5778; residual connections: Wu et al. (2016), arXiv:1609.08144 (no figures of "
    "this task)",
)
DEFINITIONS = {
    "cells": "the cells, by their names in settings",
    "layers": "numbers of layers",
    "ways": "plain, or residual: each layer from the second on adds what it reads to what it gives",
    "cases": "one entry for each cell, number of layers and way. hidden: numbers of the state of "
    f"each layer; parameters: of the whole network; {DEFINITION}; a sequence is wrong if one of "
    "its answers is",
    "runs": "one entry for each run. losses: mean training losses of fiftieths of the steps",
}


@dataclass(frozen=True)
class DepthSettings:
    """What is learned, and by which networks.

    Args:
        cells: recurrent cells, compared with each other.
        layers: numbers of layers.
        ways: plain layers, or with residual connections from the second one on.
        parameters: about so many of each network; the hidden size follows from it.
        words: of a sequence.
        steps: steps of training at most; a run ends before that if it has solved the task.
        batch: sequences of a step.
        learning_rate: of Adam at the first step; it falls evenly to 0 over the steps.
        max_grad_norm: longer gradients are scaled down to this length.
    """

    cells: tuple[CellName, ...] = ("lstm",)
    layers: tuple[int, ...] = setting((1, 2, 3, 4), minimum=1, maximum=20)
    ways: tuple[Literal["plain", "residual"], ...] = ("plain", "residual")
    parameters: int = setting(13_300, minimum=100)
    words: int = setting(6, minimum=1)
    steps: int = setting(1_200, minimum=1)
    batch: int = setting(32, minimum=1)
    learning_rate: float = setting(0.02, above=0)
    max_grad_norm: float = setting(1.0, above=0)


def depth(
    *,
    seeds: Sequence[int] = (1, 2, 3),
    output: str | Path | None = None,
    listen: Listener | None = None,
    **settings: Any,
) -> Result:
    """What layers on top of each other learn, with as many parameters as a single one.

    The task: `pantoum.lab.tasks.votes.VotesTask`. Each number of layers has the hidden size whose
    number of parameters is nearest to the one that is given.

    Args:
        seeds, output, listen: as of `pantoum.lab.adding`.
        settings: those of `pantoum.lab.experiments.depth.DepthSettings` by their names.
    Raises: as `pantoum.lab.adding`.
    """
    taken = chosen(DepthSettings(), settings)
    cases = [
        {"cell": cell, "layers": layers, "way": way}
        for cell in taken.cells
        for layers in taken.layers
        for way in taken.ways
        # A single layer has nothing to add: it is the same with residual connections.
        if layers > 1 or way == taken.ways[0]
    ]

    runs = run_all("depth", taken, cases, seeds, _train, axes=AXES, output=output, listen=listen)
    found = [_summary(of_case(runs, **case)) for case in cases]
    values = {
        **plain_settings(taken, only=AXES),
        "cases": [as_json(one) for one in found],
        "runs": [run.to_dict() for run in runs],
    }
    return Result(
        "depth",
        TITLE,
        CLAIM,
        (
            Column("cell", "the recurrent cell"),
            Column("layers", "how many layers"),
            Column("way", "plain or residual"),
            Column("hidden", "numbers of the state of each layer"),
            Column("parameters", "of the whole network"),
            *COLUMNS,
        ),
        tuple(
            (
                NAMES[one["cell"]],
                one["layers"],
                one["way"] if one["layers"] > 1 else "-",
                one["hidden"],
                one["parameters"],
                *cells(one),
            )
            for one in found
        ),
        tuple(_sentence(one) for one in found),
        values,
        DEFINITIONS,
        _draw,
    )


def _summary(runs: Sequence[Run]) -> dict[str, Any]:
    size = {name: runs[0].values[name] for name in ("hidden", "parameters")}
    return {**runs[0].case, **size, **summary(runs)}


def _sentence(one: Mapping[str, Any]) -> str:
    layers = one["layers"]
    network = "One layer" if layers == 1 else f"{layers} {one['way']} layers"
    numbers = f"{one['hidden']} numbers" + ("" if layers == 1 else " each")
    return (
        f"{network} of the {NAMES[one['cell']]} with {numbers} ({one['parameters']:,} parameters) "
        f"solved it {in_words(one)}."
    )


def _train(
    case: Mapping[str, Any], seed: int, settings: DepthSettings, tell: Tell
) -> dict[str, Any]:
    # PyTorch is imported when the first run begins: lists and refusals need none.
    from pantoum.lab.tasks.votes import VotesTask
    from pantoum.lab.training import fit, fresh, hidden_for

    task = VotesTask(settings.words)
    cell, layers = case["cell"], case["layers"]
    hidden = hidden_for(task, cell, layers, settings.parameters)
    network = fresh(
        task,
        cell,
        seed=seed,
        hidden=hidden,
        layers=layers,
        residual=layers > 1 and case["way"] == "residual",
    )
    training = fit(
        network,
        task,
        seed=seed,
        **plain_settings(settings, only=LEARNING),
        listen=of_steps(tell, settings.steps),
    )
    return {
        "hidden": hidden,
        "parameters": sum(one.numel() for one in network.parameters()),
        **values_of(training),
    }


def _draw(values: Mapping[str, Any]) -> Any:
    from pantoum.plots.lab import depth_figure

    return depth_figure(values, NAMES)
