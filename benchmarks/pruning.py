"""What pruning would have saved of trainings that were not pruned, and what it would have lost.

Reads the `metrics.jsonl` of finished trainings with other settings (such as `pantoum train` with
settings that were drawn), takes them for the trials of a study in many random orders, and lets each
pruner of Optuna decide at each evaluation.

python benchmarks/pruning.py RUN... --score word_error_rate
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean

import optuna
from optuna.pruners import (
    BasePruner,
    HyperbandPruner,
    NopPruner,
    PercentilePruner,
    SuccessiveHalvingPruner,
)
from optuna.trial import TrialState

HEADER = """| pruner | warm-up | best missed | regret | epochs spent |
| --- | ---: | ---: | ---: | ---: |"""
WARM_UPS = (0, 1 / 6, 1 / 3, 1 / 2)


def pruners(evaluations: int) -> dict[str, Callable[[], BasePruner]]:
    """What is compared."""
    return {
        "none": NopPruner,
        "median": lambda: PercentilePruner(50.0, n_startup_trials=5),
        "best quarter": lambda: PercentilePruner(25.0, n_startup_trials=5),
        "best three quarters": lambda: PercentilePruner(75.0, n_startup_trials=5),
        "successive halving": lambda: SuccessiveHalvingPruner(min_resource=2, reduction_factor=3),
        "hyperband": lambda: HyperbandPruner(
            min_resource=2, max_resource=evaluations, reduction_factor=3
        ),
    }


def main() -> None:
    """Print a row for each pruner and warm-up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+", help="directories of finished trainings")
    parser.add_argument("--score", default="word_error_rate", help="of which less is better")
    parser.add_argument("--orders", type=int, default=60, help="random orders of the trainings")
    options = parser.parse_args()
    optuna.logging.set_verbosity(optuna.logging.CRITICAL)
    curves = [curve for path in options.runs if (curve := curve_of(path, options.score))]
    longest = max(map(len, curves))
    curves = [curve for curve in curves if len(curve) == longest]
    numbers = random.Random(0)
    orders = [numbers.sample(range(len(curves)), len(curves)) for _ in range(options.orders)]
    print(f"{len(curves)} trainings, best scores {sorted(map(min, curves))[:5]}\n\n{HEADER}")
    for name, make in pruners(longest).items():
        for warm_up in WARM_UPS if name != "none" else (0,):
            found = [replay([curves[i] for i in order], make(), warm_up) for order in orders]
            missed = mean(regret > 0 for regret, _ in found)
            regret, spent = (mean(one) for one in zip(*found, strict=True))
            row = (name, f"{warm_up:.2f}", f"{missed:.0%}", f"{regret:.2f}", f"{spent:.0%}")
            print(f"| {' | '.join(row)} |", flush=True)


def curve_of(run: Path, score: str) -> list[float]:
    """The dev score of each evaluation of a training; nothing where there is none."""
    path = run / "metrics.jsonl"
    if not path.exists():
        return []
    return [json.loads(line)["dev"][score] for line in path.read_text().splitlines()]


def replay(
    curves: Sequence[Sequence[float]], pruner: BasePruner, warm_up: float
) -> tuple[float, float]:
    """How much worse the best trial of a study is than the best of all, and the share of the
    evaluations that were made.
    """
    study = optuna.create_study(pruner=pruner)
    finished = []
    spent = 0
    for curve in curves:
        trial = study.ask()
        for number, value in enumerate(curve, start=1):
            spent += 1
            trial.report(value, number)
            if warm_up <= number / len(curve) < 1 and trial.should_prune():
                study.tell(trial, state=TrialState.PRUNED)
                break
        else:
            finished.append(min(curve))
            study.tell(trial, min(curve))
    return min(finished) - min(map(min, curves)), spent / sum(map(len, curves))


if __name__ == "__main__":
    main()
