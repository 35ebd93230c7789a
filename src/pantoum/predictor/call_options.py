"""The options of a call that a kind of model does not have, refused with what to do instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pantoum.config import TaskName
from pantoum.config.other_names import hint
from pantoum.errors import PantoumError

# More names than these would hide the one that is likely to be meant.
SHORT_LIST = 10


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
_DRAWN = Missing(
    "a call of a language model draws nothing, it scores the texts that it is given",
    "give it to generate, which writes texts, as in model.generate(temperature=0.8)",
)
_NO_GROUPS = Missing("only encoder-decoders and classifiers read groups", "leave it out")
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
        "group": _NO_GROUPS,
        "unseen_group": _NO_GROUPS,
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
        "group": _NO_GROUPS,
        "unseen_group": _NO_GROUPS,
        **dict.fromkeys(("temperature", "top_k", "top_p", "seed", "prefix", "count"), _DRAWN),
    },
}


def refuse_missing(name: str, value: object, missing: Missing) -> None:
    """Refuse an option that a kind of model does not have, unless it is None or False.

    Raises: PantoumError with what to do instead.
    """
    if value is not None and value is not False:
        raise PantoumError(
            f"no option {name!r}: {missing.problem};",
            setting=name,
            value=value,
            remedy=missing.remedy,
        )


def unknown_option(
    name: str, value: object, known: Sequence[str], what: str = "this call"
) -> PantoumError:
    """The error of an option that no call has.

    Args:
        known: the names of the options that there are.
        what: that has these, in words.
    """
    listed = f"it takes {', '.join(known)}" if known else "leave it out"
    near = hint(name, known)
    remedy = near or listed
    if near and len(known) <= SHORT_LIST:
        remedy = f"{near} ({listed})"
    return PantoumError(f"{what} has no option {name!r}", setting=name, value=value, remedy=remedy)
