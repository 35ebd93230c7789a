"""Layers on top of each other, at equal numbers of parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pantoum.config import CellName
from pantoum.config.rules import setting
from pantoum.lab.averages import mean_of
from pantoum.lab.by_lag import NAMES
from pantoum.lab.claim import Claim
from pantoum.lab.plain_table import Column
from pantoum.lab.result import Result
from pantoum.lab.runs import Listener, Run, Tell, of_case, run_all
from pantoum.lab.settings import check_seeds, chosen

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
    "each layer; parameters: of the whole network; seeds: how many runs; solved: how many of them "
    "had the last 2,000 training sequences all right; sequences: training sequences until then, "
    "the mean of those that solved it with Student's 95 % interval; wrong: new sequences of which "
    "an answer is wrong, in per cent, the mean of all runs with the interval",
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

    def compute(case: Mapping[str, Any], seed: int, tell: Tell) -> dict[str, Any]:
        return _train(case, seed, taken, tell)

    runs = run_all(
        "depth",
        taken,
        cases,
        check_seeds(seeds),
        compute,
        axes=AXES,
        output=output,
        listen=listen,
    )
    found = [_summary(of_case(runs, **case)) for case in cases]
    values = {
        "cells": list(taken.cells),
        "layers": list(taken.layers),
        "ways": list(taken.ways),
        "cases": [
            {
                **one,
                "wrong": one["wrong"].to_dict(),
                "sequences": None if one["sequences"] is None else one["sequences"].to_dict(),
            }
            for one in found
        ],
        "runs": [{**run.case, "seed": run.seed, **run.values} for run in runs],
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
            Column("solved", "seeds whose run solved the task, of all seeds"),
            Column("sequences", "training sequences until it was solved; runs that solved it"),
            Column("wrong %", "new sequences of which an answer is wrong; all runs", 1),
        ),
        tuple(
            (
                NAMES[one["cell"]],
                one["layers"],
                one["way"] if one["layers"] > 1 else "-",
                one["hidden"],
                one["parameters"],
                f"{one['solved']} of {one['seeds']}",
                one["sequences"],
                one["wrong"],
            )
            for one in found
        ),
        tuple(_sentence(one) for one in found),
        values,
        DEFINITIONS,
        _draw,
    )


def _summary(runs: Sequence[Run]) -> dict[str, Any]:
    solved = [run.values["sequences"] for run in runs if run.values["solved"]]
    first = runs[0]
    return {
        **first.case,
        "hidden": first.values["hidden"],
        "parameters": first.values["parameters"],
        "seeds": len(runs),
        "solved": len(solved),
        "sequences": mean_of(solved),
        "wrong": mean_of([run.values["wrong"] for run in runs]),
    }


def _sentence(one: Mapping[str, Any]) -> str:
    layers = one["layers"]
    network = "One layer" if layers == 1 else f"{layers} {one['way']} layers"
    numbers = f"{one['hidden']} numbers" + ("" if layers == 1 else " each")
    found = f"{network} of the {NAMES[one['cell']]} with {numbers} ({one['parameters']:,} " + (
        f"parameters) solved it with {one['solved']} of {one['seeds']} seeds"
    )
    if one["sequences"] is not None:
        return f"{found} after {one['sequences'].mean:,.0f} sequences."
    return f"{found} ({one['wrong'].mean:.1f} % of new sequences wrong)."


def _train(
    case: Mapping[str, Any], seed: int, settings: DepthSettings, tell: Tell
) -> dict[str, Any]:
    # PyTorch is imported when the first run begins: lists and refusals need none.
    from pantoum.lab.tasks.votes import VotesTask
    from pantoum.lab.training import fit, fresh, hidden_for

    def listen(done: int, loss: float) -> None:
        tell(f"{done:,} of {settings.steps:,} steps, loss {loss:.4f}")

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
        steps=settings.steps,
        batch=settings.batch,
        learning_rate=settings.learning_rate,
        max_grad_norm=settings.max_grad_norm,
        listen=listen,
    )
    return {
        "hidden": hidden,
        "parameters": sum(one.numel() for one in network.parameters()),
        "solved": training.solved,
        "sequences": training.sequences,
        "wrong": 100 * training.wrong,
        "losses": [round(loss, 6) for loss in training.losses],
    }


def _draw(values: Mapping[str, Any]) -> Any:
    from pantoum.plots.lab import depth_figure

    return depth_figure(values, NAMES)
