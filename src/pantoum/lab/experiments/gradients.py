"""How far gradients reach, at the first weights and after training, and what clipping does."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantoum.config import CellName
from pantoum.config.rules import setting
from pantoum.lab.averages import Mean
from pantoum.lab.by_lag import NAMES
from pantoum.lab.claim import Claim
from pantoum.lab.gradients_curves import clipping_of, curves_of, trained_of
from pantoum.lab.gradients_words import sentences, which_weights
from pantoum.lab.plain_table import Column
from pantoum.lab.result import Result
from pantoum.lab.runs import Listener, Run, Tell, of_case, of_steps, run_all
from pantoum.lab.settings import chosen, plain_settings

GATED = ("gru", "lstm", "peephole_lstm", "layer_norm_lstm")
AXES = ("cells", "biases", "factors")
# A plain RNN with recurrent weights so much larger loses its way unless gradients are clipped.
EXPLODING_FACTOR = 2.0
TITLE = "Gradients: how much a state still depends on the states before it, by the lag"
CLAIM = Claim(
    "The gradient through many steps of a recurrent network is a product of as many Jacobians, so "
    "it fades or explodes exponentially with the lag (Hochreiter; Bengio et al.). It fades where "
    "the recurrent matrix is small, can explode where it is large, and scaling long gradients "
    "down keeps a training on its way (Pascanu et al.). A first bias of 1 of the LSTM's forget "
    "gate closes the gap between it and the GRU (Jozefowicz et al.).",
    "Hochreiter (1991), Untersuchungen zu dynamischen neuronalen Netzen, diploma thesis, TU "
    "München; Bengio, Simard & Frasconi (1994), Learning long-term dependencies with gradient "
    "descent is difficult, IEEE Transactions on Neural Networks 5(2); Pascanu, Mikolov & Bengio "
    "(2013), arXiv:1211.5063; Jozefowicz, Zaremba & Sutskever (2015), An empirical exploration "
    "of recurrent network architectures, ICML",
)
DEFINITIONS = {
    "cells": "the cells, by their names in settings",
    "lags": "the lags of the table, in steps",
    "biases": "first biases of the gates that keep the memory",
    "curves": "one entry for each way to begin, cell and part of its state. part: first (a fresh "
    "cell that reads normally distributed numbers), before and after (training on the adding "
    "problem, on whose sequences it is measured) or scaled (recurrent weights times factor); bias: "
    "the first bias of the gates that keep, own: as the cell has it, chrono: for memories of all "
    "lengths up to the longest lag; through: the part of the earlier state, a or c; tenth: the "
    "first lag at which the gain is below a tenth of that at lag 1, the mean over seeds with "
    "Student's 95 % interval, null if it is not below with every seed; log10: for each of at_lags "
    "the decimal logarithm of the gain, the Jacobian's Frobenius norm over the root of its size, "
    "in the same way",
    "trained": "one entry for each cell. solved: how many runs solved the adding problem, of "
    "seeds; wrong: new sequences that are wrong, in per cent, with the interval",
    "clipping": "one entry for each way to train a plain RNN that explodes. clipped: whether "
    "gradients are scaled down to the length 1; losses: the means of twentieths of the steps, over "
    "seeds, in nats; loss: the last of them, with the interval; longest: the mean of the longest "
    "gradients",
    "chance": "the loss of a network that only guesses, in nats",
}


@dataclass(frozen=True)
class GradientSettings:
    """What is measured.

    Args:
        cells: recurrent cells, compared with each other.
        biases: first biases of the gates that keep the memory: the LSTM's forget gate, and 1 - Γ_u
            of the GRU.
        factors: by which the recurrent weights of a plain RNN are multiplied.
        lags: steps back that the table shows; the reach is measured up to the longest of them.
        hidden: numbers of a hidden state at the first weights.
        adding_lag: lag of the adding problem that networks are trained on.
        adding_hidden: numbers of a hidden state in this training.
        steps: steps of this training at most.
    """

    cells: tuple[CellName, ...] = ("rnn", "gru", "lstm")
    biases: tuple[float, ...] = setting((0.0, 1.0, 2.0, 3.0, 5.0), minimum=-20, maximum=20)
    factors: tuple[float, ...] = setting((0.5, 1.0, 2.0, 4.0), above=0)
    lags: tuple[int, ...] = setting((10, 50, 100, 500), minimum=2, maximum=2_000)
    hidden: int = setting(100, minimum=1)
    adding_lag: int = setting(50, minimum=12, maximum=500)
    adding_hidden: int = setting(16, minimum=1)
    steps: int = setting(1_000, minimum=1)


def gradients(
    *,
    seeds: Sequence[int] = (1, 2, 3),
    output: str | Path | None = None,
    listen: Listener | None = None,
    **settings: Any,
) -> Result:
    """How far gradients reach in recurrent cells, by the lag.

    The gain is that of `pantoum.explaining.cell_reach`: of the Jacobian itself, for weights'
    gradients are sums over all steps and hide what fades.

    Args:
        seeds, output, listen: as of `pantoum.lab.adding`.
        settings: those of `pantoum.lab.experiments.gradients.GradientSettings` by their names.
    Raises: as `pantoum.lab.adding`.
    """
    taken = chosen(GradientSettings(), settings)
    cases = _cases(taken)

    runs = run_all(
        "gradients", taken, cases, seeds, _train, axes=AXES, output=output, listen=listen
    )
    return _result(taken, cases, runs)


def _cases(taken: GradientSettings) -> list[dict[str, Any]]:
    """All that is run; a fresh cell with its own biases stands for a factor of 1, too."""

    def of(part: str, cell: str, bias: float | str = "own", factor: float = 1.0) -> dict[str, Any]:
        return {"part": part, "cell": cell, "bias": bias, "factor": factor}

    gated = [cell for cell in taken.cells if cell in GATED]
    return [
        *(of("first", cell) for cell in taken.cells),
        *(of("first", cell, bias) for cell in gated for bias in (*taken.biases, "chrono")),
        *(of("trained", cell, "chrono") for cell in taken.cells),
        *(of("scaled", "rnn", factor=factor) for factor in taken.factors),
        *(of(part, "rnn", factor=EXPLODING_FACTOR) for part in ("unclipped", "clipped")),
    ]


def _train(
    case: Mapping[str, Any], seed: int, settings: GradientSettings, tell: Tell
) -> dict[str, Any]:
    # PyTorch is imported when the first run begins: lists and refusals need none.
    from pantoum.lab.reaching import explode, of_fresh, of_trained

    if case["part"] == "trained":
        return of_trained(
            case["cell"],
            seed,
            settings.adding_hidden,
            settings.adding_lag,
            settings.steps,
            of_steps(tell, settings.steps),
        )
    if case["part"] in ("first", "scaled"):
        return of_fresh(case, seed, settings.hidden, max(settings.lags))
    return explode(case["part"] == "clipped", case["factor"], seed)


def _result(
    taken: GradientSettings, cases: Sequence[Mapping[str, Any]], runs: Sequence[Run]
) -> Result:
    curves = curves_of(cases, runs, taken.lags)
    values = {
        **plain_settings(taken, only=("cells", "lags", "biases")),
        "curves": curves,
        "trained": [
            trained_of(cell, of_case(runs, part="trained", cell=cell)) for cell in taken.cells
        ],
        "clipping": [
            clipping_of(part == "clipped", of_case(runs, part=part))
            for part in ("unclipped", "clipped")
        ],
        "chance": math.log(8),
    }
    return Result(
        "gradients",
        TITLE,
        CLAIM,
        (
            Column("weights", "which weights the cell has; its first biases, or the factor"),
            Column("cell", "the recurrent cell"),
            Column("of", "the part of the earlier state: a or c"),
            Column("a tenth after", "steps until the gain is below a tenth of that of one step", 1),
            *(
                Column(f"lag {lag}", "decimal logarithm of the gain at this lag, mean of seeds", 1)
                for lag in taken.lags
            ),
        ),
        tuple(_row(curve, taken.lags) for curve in curves),
        sentences(values, NAMES),
        values,
        DEFINITIONS,
        _draw,
    )


def _row(curve: Mapping[str, Any], lags: Sequence[int]) -> tuple[Any, ...]:
    at = dict(zip(curve["at_lags"], curve["log10"], strict=True))
    tenth = curve["tenth"]
    logs = [at.get(lag) for lag in lags]
    return (
        which_weights(curve),
        NAMES[curve["cell"]],
        curve["through"],
        None if tenth is None else Mean(**tenth),
        *(None if one is None else one["mean"] for one in logs),
    )


def _draw(values: Mapping[str, Any]) -> Any:
    from pantoum.plots.lab_gradients import gradients_figure

    return gradients_figure(values, NAMES)
