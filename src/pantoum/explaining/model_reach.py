"""The gains of all places of one model, measured over some inputs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import nn

from pantoum.explaining.examined import Examined
from pantoum.explaining.jacobian import Gains, gains, probes
from pantoum.explaining.memory import half_lives, log_kept
from pantoum.explaining.parts import Place
from pantoum.explaining.replay import Replay, replay
from pantoum.explaining.tokens_read import tokens_read

# Of each input so many places are chosen from which is measured back, by so many products.
ENDS = 4
PRODUCTS = 8
# Medians of fewer gains say little, where other lags have more.
ENOUGH = 5
# From where the lags of outputs are counted: for most from the same place in the text; for a
# classifier, which has one output, from the last symbol; for a language model from the symbol that
# it has read last when it chooses the next one.
LAG_FROM = {"classifier": "end", "language_model": "read"}


@dataclass
class Measured:
    """Gains by lag: of each the value and its standard error as a share of it."""

    by_lag: dict[int, list[tuple[float, float]]] = field(default_factory=dict)

    def add(self, lags: Sequence[int], of_lags: Gains) -> None:
        """The gains at some lags."""
        for lag, value, error in zip(lags, of_lags.values, of_lags.errors, strict=True):
            share = error / value if value > 0 else 0.0
            self.by_lag.setdefault(lag, []).append((float(value), float(share)))


@dataclass
class ModelReach:
    """What was measured of one model.

    Attributes:
        places: its cells, by the names of their parts.
        states: by the name of a part, and that of a part of its state, the gains ∂a<t>/∂a<s> and
            ∂a<t>/∂c<s> by the number of steps t - s.
        outputs: the gains ∂ŷ<t>/∂x<s> by t - s, places in the text; see `LAG_FROM`.
        lag_from: from where the lags of outputs are counted.
        kept: by the name of a part ln Γ_f at all steps, of the cells that have such a gate.
    """

    places: dict[str, Place] = field(default_factory=dict)
    states: dict[tuple[str, str], Measured] = field(default_factory=dict)
    outputs: Measured = field(default_factory=Measured)
    lag_from: str = "place"
    kept: dict[str, list[np.ndarray]] = field(default_factory=dict)

    def half_lives(self) -> Iterator[tuple[Place, np.ndarray]]:
        """Those of the units of each place."""
        for name, logs in self.kept.items():
            yield self.places[name], half_lives(np.concatenate(logs))


def measure(
    examined: Examined,
    rows: Sequence[int],
    model: nn.Module | None = None,
    *,
    products: int = PRODUCTS,
    seed: int = 1,
) -> ModelReach:
    """Measure all gains over some of the examined inputs.

    Args:
        rows: the numbers of the inputs.
        model: another one that reads and writes the same symbols; by default the trained one.
        products: by how many vectors each Jacobian is multiplied.
        seed: of the random ones among them.
    """
    found = ModelReach(lag_from=LAG_FROM.get(examined.kind, "place"))
    generator = torch.Generator().manual_seed(seed)
    with torch.enable_grad():
        for row in rows:
            one = replay(examined, row, rows=ENDS * products, model=model)
            for place in one.places:
                found.places[place.part] = place
                _add_states(found, one, place, products, generator)
                logs = log_kept(one.steps[place.path])
                if logs is not None:
                    found.kept.setdefault(place.part, []).append(logs)
            before = 0
            if examined.kind == "seq2seq":
                before = len(one.tokens) - 1 - tokens_read(examined, row)
            _add_outputs(found, one, before, products, generator)
    return found


def evenly(first: int, last: int, most: int) -> list[int]:
    """At most so many whole numbers up to the last one, at equal distances; from the first on."""
    if last < first:
        return []
    steps = last - first + 1
    return sorted({last - round(steps * number / most) for number in range(min(most, steps))})


def often_measured(counts: Sequence[int]) -> list[int]:
    """Which lags have enough gains for their median to be spoken of, by their places."""
    enough = min(ENOUGH, max(counts))
    return [place for place, count in enumerate(counts) if count >= enough]


def _add_states(
    found: ModelReach, one: Replay, place: Place, products: int, generator: torch.Generator
) -> None:
    states = one.states(place)
    if place.direction == "backward":
        states = states[::-1]
    ends = evenly(1, len(states) - 1, ENDS)
    if not ends:
        return
    names = place.cell.state_type._fields
    outputs = [states[end][0] for end in ends]
    before = [part for state in states[: ends[-1]] for part in state]
    each = [probes(products, output[0].detach(), generator) for output in outputs]
    measured = gains(outputs, before, each)
    for number, end in enumerate(ends):
        for part, name in enumerate(names):
            own = slice(part, end * len(names), len(names))
            of_part = Gains(measured.values[number, own], measured.errors[number, own])
            lags = range(end, 0, -1)
            found.states.setdefault((place.part, name), Measured()).add(lags, of_part)


def _add_outputs(
    found: ModelReach, one: Replay, before: int, products: int, generator: torch.Generator
) -> None:
    """The gains of some places of the output.

    Args:
        before: how many symbols stand before the text: a group and features.
    """
    ends = evenly(0, len(one.written) - 1, ENDS)
    outputs = [one.scores_of(end) for end in ends]
    each = []
    for output in outputs:
        of_row = output[0].detach()
        each.append(probes(products, of_row, generator, torch.isfinite(of_row)))
    measured = gains(outputs, [one.vectors], each)
    read = one.vectors.shape[1]
    for number, end in enumerate(ends):
        last = read - 1 if found.lag_from == "end" else end + before
        known = last + 1 if found.lag_from == "read" else read
        of_end = Gains(measured.values[number, :known], measured.errors[number, :known])
        found.outputs.add([last - place for place in range(known)], of_end)
