"""The options of a call that draws its outputs, instead of searching for the best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pantoum.config import SearchConfig
from pantoum.errors import PantoumError
from pantoum.predictor.call_options import unknown_option
from pantoum.search.sampling import Sampling

# Options of drawn outputs alone, of all calls, of drawn outputs and searches, and of searches
# alone.
DRAWING = (*Sampling._fields, "seed")
DRAWN = ("features", "group", "unseen_group", "nbest", "sample")
DRAWS = "an encoder-decoder that draws outputs"
CONSTRAINTS = ("prefix", "forbidden", "allowed", "attention")
SEARCHING = (*(one.name for one in fields(SearchConfig)), "required", "copy_unknown")


def sampling_of(sample: object) -> Sampling | None:
    """How the outputs of a call are drawn; None where they are searched for.

    Args:
        sample: the option of that name: True, False or None, or a `Sampling`.
    Raises: PantoumError for anything else.
    """
    if sample is None or isinstance(sample, bool):
        return Sampling() if sample else None
    if not isinstance(sample, Sampling):
        raise PantoumError(
            f"sample must be True or False, but is {sample!r:.40}",
            setting="sample",
            rule="True or False",
            value=sample,
            remedy="give sample=True, with temperature=0.8 beside it if that is what you mean",
        )
    return sample


def with_drawing(sampling: Sampling, options: Mapping[str, Any]) -> Sampling:
    """The same with those of its parts that are given one by one; those that are None are left.

    Raises: PantoumError for a name that is none of its parts.
    """
    if not isinstance(sampling, Sampling):
        raise PantoumError(
            setting="sampling", rule="a Sampling, as in Sampling(temperature=0.8)", value=sampling
        )
    for name in options:
        if name not in Sampling._fields:
            raise unknown_option(name, options[name], (*DRAWN, *DRAWING, *CONSTRAINTS), DRAWS)
    return sampling._replace(
        **{name: value for name, value in options.items() if value is not None}
    )


def options_of_kind(options: Mapping[str, Any], *, draws: bool, scores: bool) -> dict[str, Any]:
    """The options of a call without those of another kind of call, which may be there if they are
    None or False.

    Args:
        options: those of the call, and `nbest`, which is left out.
        draws: whether outputs are drawn; scores: whether known outputs are scored.
    Raises: PantoumError for one of another kind that is given, naming it.
    """
    given = [name for name, value in options.items() if value is not None and value is not False]
    if draws and scores:
        raise PantoumError(
            "known outputs are scored, and drawn outputs have their scores;",
            setting="sample",
            rule="left out where score is given",
            remedy="leave out sample or score",
        )
    for name in given:
        if scores and name != "attention":
            raise PantoumError(
                f"{name} is of outputs that the model finds, but score gives them;",
                setting=name,
                value=options[name],
                remedy=f"leave out {name} or score",
            )
        if draws and name in SEARCHING:
            raise PantoumError(
                f"{name} is of a search, but sample draws outputs in its place;",
                setting=name,
                value=options[name],
                remedy=f"leave out {name} or sample",
            )
        if not draws and name in DRAWING:
            raise PantoumError(
                f"{name} is of outputs that are drawn;",
                setting=name,
                value=options[name],
                remedy="add sample=True",
            )
    if scores:
        return {name: value for name, value in options.items() if name == "attention"}
    others = {"nbest", *(SEARCHING if draws else DRAWING)}
    return {name: value for name, value in options.items() if name not in others}
