"""What is asked about one input, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pantoum.errors import PantoumError
from pantoum.explaining.parts import Part, Place, picked, places_of
from pantoum.predictor.calls import check_whole

WHAT = ("beam", "cells")
OUTPUTS = 5


class Asked(NamedTuple):
    """What an inspection is to hold.

    beam: whether the tree of the search; places: the cells that are recorded; units: the names of
    those of which every unit is given; nbest: how many outputs, None where that was not said;
    alternatives: how many for each symbol; options: of the predictor's call.
    """

    beam: bool
    places: list[Place]
    units: frozenset[str]
    nbest: int | None
    alternatives: int
    options: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        known: Sequence[Part],
        parts: Sequence[str],
        units_of: str | None,
        nbest: int | None,
        alternatives: int,
        options: Mapping[str, Any],
    ) -> Asked:
        """The same, checked.

        Args:
            known: the parts of the model.
        Raises: PantoumError for a name that is none, and for a number that is none.
        """
        if isinstance(parts, str) or any(part not in WHAT for part in parts):
            raise PantoumError(setting="parts", rule=f"among {', '.join(WHAT)}", value=parts)
        if nbest is not None:
            check_whole("nbest", nbest, 1)
        check_whole("alternatives", alternatives, 0)
        cells = "cells" in parts
        if units_of is not None and not cells:
            raise PantoumError(
                "units_of is of the cells, which parts leaves out;",
                setting="units_of",
                value=units_of,
                remedy='add "cells" to parts, or leave units_of out',
            )
        return cls(
            "beam" in parts,
            places_of(known) if cells else [],
            _units(known, units_of),
            nbest,
            alternatives,
            options,
        )


def of_one_input(value: str | Sequence[str | None] | None) -> str | None:
    """What stands beside the one input: by itself, or as a call for several inputs has it, in a
    list.
    """
    if value is None or isinstance(value, str):
        return value
    (own,) = value
    return own


def _units(known: Sequence[Part], units_of: str | None) -> frozenset[str]:
    """The names of the cells that are meant: of a direction, of a layer, of all or of none."""
    with_cells = [part for part in known if part.places]
    if units_of is None:
        return frozenset()
    if units_of != "all":
        with_cells = picked(with_cells, [units_of], "units_of")
    return frozenset(place.part for place in places_of(with_cells))
