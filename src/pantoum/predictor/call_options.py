"""The options of a call that a kind of model does not have, refused with what to do instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pantoum.config import TaskName
from pantoum.config.other_names import hint
from pantoum.errors import PantoumError


class Missing(NamedTuple):
    """Why a kind of model does not have an option that others have, and what to do instead."""

    problem: str
    remedy: str


_SCORED = Missing(
    "a language model scores the texts that it is given",
    "leave it out, or draw five texts with generate(5)",
)
_ONE_BEST = Missing(
    "a classifier gives the probabilities of all labels in one answer",
    "leave it out, and read .probabilities of the answer",
)
# By the kind of model and the option.
MISSING: Mapping[TaskName, Mapping[str, Missing]] = {
    "tagger": {
        "sample": Missing(
            "a tagger gives the best tags and draws none",
            "leave it out, or give nbest=5 for the five best sequences of tags",
        ),
        "score": Missing(
            "a tagger does not score tags that are given",
            "leave it out, or give probabilities=True for the probability of each tag",
        ),
        "features": Missing("a tagger reads words alone", "leave it out"),
    },
    "classifier": {
        "nbest": _ONE_BEST,
        "sample": Missing("a classifier gives the likeliest label and draws none", "leave it out"),
        "score": _ONE_BEST,
    },
    "language_model": {
        "nbest": _SCORED,
        "sample": _SCORED,
        "score": Missing("every call of a language model scores its texts", "leave it out"),
        "features": Missing("a language model reads texts alone", "leave it out"),
    },
}


def refuse_others(task: TaskName, others: Mapping[str, Any], own: Sequence[str]) -> None:
    """Refuse the options of a call that are none of a kind of model; those of other kinds may be
    there if they are None or False.

    Args:
        others: the options that the call does not know, and their values.
        own: the names of those that it knows.
    Raises: PantoumError with what to do instead.
    """
    for name, value in others.items():
        missing = MISSING[task].get(name)
        if missing is None:
            raise unknown_option(name, value, own)
        if value is not None and value is not False:
            raise PantoumError(
                f"no option {name!r}: {missing.problem};",
                setting=name,
                value=value,
                remedy=missing.remedy,
            )


def unknown_option(name: str, value: object, known: Sequence[str]) -> PantoumError:
    """The error of an option that no call has.

    Args:
        known: the names of the options that there are.
    """
    others = f"choose one of {', '.join(known)}" if known else "leave it out"
    remedy = hint(name, known, otherwise=others)
    return PantoumError(f"no option {name!r}", setting=name, value=value, remedy=remedy)
