"""How closely each unit of a model follows features of what it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from pantoum.explaining.correlations import (
    Interval,
    drawn_signs,
    drawn_texts,
    interval_of,
    largest_by_chance,
    standardised,
)
from pantoum.explaining.own_features import OwnFeature, own_values
from pantoum.explaining.parts import Place
from pantoum.explaining.text_features import FEATURES, text_features
from pantoum.explaining.text_states import TextStates

DRAWS = 199
RESAMPLES = 1000
LEVEL = 0.95


class Cells(NamedTuple):
    """One part of the state of one cell.

    read: what it has read; place: the cell; part: the name of the part, such as "hidden".
    """

    read: TextStates
    place: Place
    part: str

    @property
    def texts(self) -> Sequence[Float[np.ndarray, "_ units"]]:
        """The values at the symbols of each text."""
        return self.read.states[self.place.path][self.part]


class Unit(NamedTuple):
    """One unit, and how closely it follows a feature.

    number: among the units of its cell, from 0; r: Pearson's, which for a feature that is 0 or 1 is
    the point-biserial correlation; p_value: how often chance alone gives any unit an |r| as large.
    """

    cells: Cells
    number: int
    r: float
    p_value: float


@dataclass
class Followed:
    """One feature, and how closely every unit follows it.

    Attributes:
        name: of the feature.
        is_own: whether it was given with the call.
        symbols: how many have a value.
        chance: the largest |r| of any unit in each draw of chance.
        correlations: of the units of each part of a state.
        values: by what was read the feature's values of each text, NaN where there is none.
    """

    name: str
    is_own: bool = False
    symbols: int = 0
    chance: Float[np.ndarray, " draws"] = field(default_factory=lambda: np.zeros(DRAWS))
    correlations: list[tuple[Cells, Float[np.ndarray, " units"]]] = field(default_factory=list)
    values: list[tuple[TextStates, list[Float[np.ndarray, " _"]]]] = field(default_factory=list)

    @property
    def units(self) -> int:
        """How many were looked at."""
        return sum(len(of_units) for _, of_units in self.correlations)

    @property
    def threshold(self) -> float:
        """The |r| that chance alone gives to any unit in one of twenty draws."""
        return float(np.sort(self.chance)[int(np.ceil(LEVEL * (len(self.chance) + 1))) - 1])

    def closest(self, count: int) -> Iterator[list[Unit]]:
        """For each part of a state so many of its units, the closest first."""
        for cells, of_units in self.correlations:
            order = np.argsort(-np.abs(of_units), kind="stable")[:count]
            yield [self._unit(cells, int(number), float(of_units[number])) for number in order]

    def interval(self, unit: Unit, seed: int) -> Interval | None:
        """Where the correlation of a unit lies; see `interval_of`."""
        (values,) = [of_texts for one, of_texts in self.values if one is unit.cells.read]
        every = np.concatenate(values)
        known = np.isfinite(every)
        of_unit = np.concatenate([text[:, unit.number] for text in unit.cells.texts])
        lengths = [int(np.isfinite(text).sum()) for text in values]
        resamples = drawn_texts(RESAMPLES, len(lengths), np.random.default_rng(seed))
        return interval_of(of_unit[known], every[known], lengths, resamples, self.units, LEVEL)

    def goes_with(self, other: Followed) -> bool:
        """Whether another feature has the same values, but for a scale and a shift: each unit
        follows both equally closely.
        """
        if [id(read) for read, _ in self.values] != [id(read) for read, _ in other.values]:
            return False
        both = zip(self.values, other.values, strict=True)
        return all(_is_scaled(one, another) for (_, one), (_, another) in both)

    def _unit(self, cells: Cells, number: int, r: float) -> Unit:
        reached = int((self.chance >= abs(r)).sum())
        return Unit(cells, number, r, (1 + reached) / (1 + len(self.chance)))


def follow(
    readings: Sequence[TextStates], own: Mapping[str, OwnFeature], seed: int
) -> list[Followed]:
    """Every feature with the correlations of all units, those of one's own last; one that does not
    vary has none.

    Args:
        own: features of one's own; one with the name of another takes its place.
        seed: of the draws of chance.
    """
    names = [*(one.name for one in FEATURES), *own]
    found = {name: Followed(name, name in own) for name in names}
    for read in readings:
        values = _values(read, own)
        signs = drawn_signs(DRAWS, len(read.texts), np.random.default_rng(seed))
        for names, known in _by_mask(values):
            columns = np.stack([np.concatenate(values[name])[known] for name in names], axis=1)
            features = standardised(columns)
            varies = np.abs(features).sum(axis=0) > 0
            names = [name for name, one in zip(names, varies, strict=True) if one]
            if not names:
                continue
            features = features[:, varies]
            for name in names:
                found[name].symbols += len(features)
                found[name].values.append((read, values[name]))
            lengths = [int(np.isfinite(text).sum()) for text in values[names[0]]]
            for cells in _cells(read):
                units = standardised(np.concatenate(cells.texts)[known])
                correlations = units.T @ features
                chance = largest_by_chance(units, features, lengths, signs)
                for name, of_units, of_chance in zip(names, correlations.T, chance.T, strict=True):
                    found[name].correlations.append((cells, of_units))
                    found[name].chance = np.maximum(found[name].chance, of_chance)
    return list(found.values())


def _is_scaled(
    one: Sequence[Float[np.ndarray, " _"]], other: Sequence[Float[np.ndarray, " _"]]
) -> bool:
    """Whether the values of two features at the same symbols are perfectly correlated."""
    joined = np.stack([np.concatenate(one), np.concatenate(other)], axis=1)
    known = np.isfinite(joined)
    if not np.array_equal(known[:, 0], known[:, 1]):
        return False
    a, b = standardised(joined[known[:, 0]]).T
    return bool(abs(a @ b) > 1 - 1e-9)


def _cells(read: TextStates) -> Iterator[Cells]:
    for path, place in read.places.items():
        for part in read.states[path]:
            yield Cells(read, place, part)


def _values(
    read: TextStates, own: Mapping[str, OwnFeature]
) -> dict[str, list[Float[np.ndarray, " _"]]]:
    """The values of each feature at the symbols of each text.

    Lists are of the inputs, so that what has been written has none.
    """
    of_texts = [text_features(text, read.whole_words) for text in read.texts]
    values = {one.name: [text[:, place] for text in of_texts] for place, one in enumerate(FEATURES)}
    for name, feature in own.items():
        values.pop(name, None)
        if callable(feature) or not read.written:
            values[name] = [
                own_values(name, feature, text, row)
                for text, row in zip(read.texts, read.rows, strict=True)
            ]
    return values


def _by_mask(
    values: Mapping[str, list[Float[np.ndarray, " _"]]],
) -> list[tuple[list[str], Bool[np.ndarray, " symbols"]]]:
    """The names of features that have values at the same symbols, and at which."""
    groups: dict[bytes, tuple[list[str], np.ndarray]] = {}
    for name, texts in values.items():
        known = np.isfinite(np.concatenate(texts))
        groups.setdefault(known.tobytes(), ([], known))[0].append(name)
    return [(names, known) for names, known in groups.values() if known.any()]
