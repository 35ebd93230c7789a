"""The analyses that an explanation is made of, in the order of its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pantoum.errors import PantoumError
from pantoum.explaining.attending import find_attention
from pantoum.explaining.attribution import find_attribution
from pantoum.explaining.calibration import find_calibration
from pantoum.explaining.errors import find_errors
from pantoum.explaining.examined import Examined
from pantoum.explaining.finding import Finding
from pantoum.explaining.reach import find_reach
from pantoum.explaining.saturation import find_gates
from pantoum.explaining.units import find_units
from pantoum.explaining.worth import find_worth


@dataclass(frozen=True)
class Asked:
    """What all analyses are made with.

    seed: decides what is drawn; train: the data of training, as those that are examined were read;
    others: further models by their names, with data of their own; features: further ones that
    units may follow, by their names.
    """

    seed: int = 1
    train: Sequence[Any] | None = None
    others: Mapping[str, Examined] = field(default_factory=dict)
    features: Mapping[str, Any] | None = None


ANALYSES: Mapping[str, Callable[[Examined, Asked], Finding]] = {
    "worth": lambda examined, asked: find_worth(examined, seed=asked.seed),
    "reach": lambda examined, asked: find_reach(examined, others=asked.others, seed=asked.seed),
    "attention": lambda examined, asked: find_attention(examined, seed=asked.seed),
    "gates": lambda examined, asked: find_gates(examined, seed=asked.seed),
    "units": lambda examined, asked: find_units(examined, features=asked.features, seed=asked.seed),
    "attribution": lambda examined, asked: find_attribution(examined, seed=asked.seed),
    "errors": lambda examined, asked: find_errors(examined, train=asked.train, seed=asked.seed),
    "calibration": lambda examined, asked: find_calibration(examined, seed=asked.seed),
}


def chosen(only: Any) -> list[str]:
    """The names of the analyses that are asked for, in their order; all of them for None.

    Raises: PantoumError for a name that is none.
    """
    if only is None:
        return list(ANALYSES)
    names = [only] if isinstance(only, str) else list(only)
    for name in names:
        if name not in ANALYSES:
            rule = f"among {', '.join(ANALYSES)}"
            raise PantoumError(setting="only", rule=rule, value=name)
    return [name for name in ANALYSES if name in names]
