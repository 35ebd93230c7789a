"""The reach of gradients over the seeds of each case, and what the trainings beside it came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pantoum.lab.averages import as_json, mean_of, means_of
from pantoum.lab.runs import Run, of_case


def curves_of(
    cases: Sequence[Mapping[str, Any]], runs: Sequence[Run], lags: Sequence[int]
) -> list[dict[str, Any]]:
    """The curves of all cases that have a reach, as `pantoum.lab.gradients` has them.

    Args:
        lags: those of the table, which every curve has that is long enough.
    """
    curves = []
    for case in cases:
        found = [run.values for run in of_case(runs, **case)]
        if case["part"] in ("first", "scaled"):
            curves += _curves(case, case["part"], found, lags)
        elif case["part"] == "trained":
            for part in ("before", "after"):
                curves += _curves(case, part, [one[part] for one in found], lags)
    return curves


def _curves(
    case: Mapping[str, Any], part: str, found: Sequence[Mapping[str, Any]], lags: Sequence[int]
) -> list[dict[str, Any]]:
    """The reach of one case through each part of the state, over all seeds."""
    made = []
    for through in found[0]:
        reaches = [one[through] for one in found]
        longest = len(reaches[0]["log10"])
        at = shown_lags(longest, lags)
        tenths = [one["tenth"] for one in reaches]
        tenth = None if None in tenths else mean_of(tenths)
        logs = [[one["log10"][lag - 1] for one in reaches] for lag in at]
        means = [None if None in of_lag else mean_of(of_lag) for of_lag in logs]
        made.append(
            {
                **case,
                "part": part,
                "through": through,
                "tenth": None if tenth is None else tenth.to_dict(),
                "at_lags": at,
                "log10": [None if mean is None else mean.to_dict() for mean in means],
            }
        )
    return made


def shown_lags(longest: int, lags: Sequence[int]) -> list[int]:
    """The lags of a curve: all up to ten, those of the table, and enough others for a line."""
    most = {*range(1, 11), *lags, longest}
    most |= {round(longest ** (place / 40)) for place in range(41)}
    return sorted(lag for lag in most if lag <= longest)


def trained_of(cell: str, runs: Sequence[Run]) -> dict[str, Any]:
    """How many runs of a cell have learned to add, and what stays wrong."""
    solved = sum(run.values["solved"] for run in runs)
    wrong = as_json(means_of([run.values for run in runs], ["wrong"]))
    return {"cell": cell, "seeds": len(runs), "solved": solved, **wrong}


def clipping_of(clipped: bool, runs: Sequence[Run]) -> dict[str, Any]:
    """A way to train; a loss that is no number in one run is none in the mean."""
    of_times = list(zip(*(run.values["losses"] for run in runs), strict=True))
    means = [None if None in losses else mean_of(losses) for losses in of_times]
    lengths = [run.values["longest"] for run in runs]
    longest = None if None in lengths else mean_of(lengths)
    return {
        "clipped": clipped,
        "losses": [None if mean is None else mean.mean for mean in means],
        "loss": None if means[-1] is None else means[-1].to_dict(),
        "longest": None if longest is None else longest.to_dict(),
    }
