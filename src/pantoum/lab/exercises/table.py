"""All exercises by their names."""

from __future__ import annotations

from difflib import get_close_matches

from pantoum.errors import PantoumError
from pantoum.lab.exercises import (
    attention,
    bidirectional,
    deep,
    encoder_decoder,
    gradients,
    gru,
    lstm,
    sequence_to_sequence,
)
from pantoum.lab.exercises.exercise import Exercise

PAGES = (
    lstm,
    gru,
    gradients,
    bidirectional,
    deep,
    encoder_decoder,
    sequence_to_sequence,
    attention,
)
EXERCISES: dict[str, Exercise] = {one.name: one for page in PAGES for one in page.EXERCISES}


def exercise_named(name: str) -> Exercise:
    """The exercise of this name.

    Raises: PantoumError for a name that no exercise has.
    """
    if name in EXERCISES:
        return EXERCISES[name]
    near = get_close_matches(name, EXERCISES, n=1)
    remedy = f"did you mean {near[0]}?" if near else f"they are called {', '.join(EXERCISES)}"
    raise PantoumError(f"there is no exercise {name!r}", setting="exercise", remedy=remedy)
