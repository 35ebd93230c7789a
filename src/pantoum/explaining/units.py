"""Units that follow a feature of what is read: where it stands, what it is, what it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from pantoum.explaining.correlations import FEWEST_TEXTS
from pantoum.explaining.examined import Examined
from pantoum.explaining.finding import Finding
from pantoum.explaining.following import DRAWS, LEVEL, Followed, Unit, follow
from pantoum.explaining.numbers import rounded
from pantoum.explaining.own_features import OwnFeature, check_own
from pantoum.explaining.parts import model_parts, places_of
from pantoum.explaining.recording import SYMBOLS
from pantoum.explaining.text_features import FEATURES
from pantoum.explaining.text_states import text_states
from pantoum.explaining.tokens_read import tokens_read
from pantoum.predictor.calls import check_whole

NAME = "units"
TITLE = "Units that follow a feature"
QUESTION = "Which single units follow something that a reader of the text can name?"
CLOSEST = 3
EXAMPLES = 6
LONGEST_EXAMPLE = 160
# So many numbers of states are held at once.
MOST_NUMBERS = 100_000_000
DECIMALS = 4

DEFINITIONS = {
    "inputs": (
        "How many inputs were read: those that are not empty, or a sample of them; fewer where all "
        "states would take too much memory."
    ),
    "of": "How many inputs there are that are not empty.",
    "draws": "By how many random draws it was judged what chance does.",
    "level": (
        "The share of these draws that stay below by_chance, and the confidence of the intervals."
    ),
    "features": (
        "For each feature of the symbols of a text (what stands beside a text, as </s> does, is "
        "left out): its name, its title, its definition, and how many symbols and units were "
        "looked at. by_chance: the |r| that no unit of the whole model reaches in 95 % of the "
        "draws in which what each text adds to r has a random sign (wild bootstrap by clusters, "
        "Cameron, Gelbach & Miller 2008; largest |r| over all units, Westfall & Young 1993), 1 "
        "where chance could give any; several features are not corrected for. places: for each "
        "cell and part of its state (hidden a, cell c) the units that follow the feature most "
        "closely, numbered from 1, each "
        "with r, Pearson's correlation over all symbols (of a feature "
        "that is 0 or 1 the point-biserial one), its p_value by the draws, and the interval of "
        "Fisher's z ± q s, where s is that of resamples of whole texts, and q has Bonferroni's "
        "correction for the number of units (null for fewer than 10 texts). best: the closest "
        "unit of all, with examples: the symbols of some texts, the values of the unit and those "
        "of the feature."
    ),
}


def find_units(
    examined: Examined,
    *,
    features: Mapping[str, OwnFeature] | None = None,
    most: int = 200,
    seed: int = 1,
) -> Finding:
    """How closely the units of all cells follow features of what they read.

    A correlation is no cause, and features have to do with each other: what follows a vowel may
    follow the place in the word.

    Args:
        features: of one's own, by their names: a function from the symbols of a text to a number
            for each (None where there is none), or for each of the examined inputs a list of
            numbers for its symbols.
        most: read so many of the inputs at most.
        seed: of the sample and of the draws.
    Returns: a finding without values for no inputs.
    Raises: PantoumError for features that do not fit, and for a number of inputs that is none.
    """
    check_whole("most", most, 1)
    own = check_own(features, len(examined.data))
    rows = _affordable(examined, examined.sample(most, seed))
    if not rows:
        return _nothing("Everything: there is no input that is not empty.")
    every = follow(text_states(examined, rows), own, seed)
    found, left_out = _told_apart(every)
    if len(rows) < FEWEST_TEXTS:
        left_out.append(
            f"Intervals: they need {FEWEST_TEXTS} inputs, and there are {len(rows)}; what chance "
            "does is not known well of so few, either."
        )
    values = {
        "inputs": len(rows),
        "of": len(examined.sample(len(examined.data), seed)),
        "draws": DRAWS,
        "level": LEVEL,
        "features": [_to_dict(one, seed) for one in found],
    }
    sentences = tuple(_sentences(values["features"]))
    return Finding(NAME, TITLE, QUESTION, values, DEFINITIONS, sentences, tuple(left_out))


def _told_apart(every: Sequence[Followed]) -> tuple[list[Followed], list[str]]:
    """The features that units can follow, without those of our own that go with one before them;
    and sentences on the others.
    """
    found: list[Followed] = []
    left_out = []
    for one in every:
        twin = next((other for other in found if not one.is_own and one.goes_with(other)), None)
        if not one.correlations:
            left_out.append(f"{_capital(_title(one))}: it is the same at all symbols.")
        elif twin is not None:
            left_out.append(
                f"{_capital(_title(one))}: in these texts it goes with {_title(twin)}, symbol by "
                "symbol."
            )
        else:
            found.append(one)
    return found, left_out


def _affordable(examined: Examined, rows: Sequence[int]) -> list[int]:
    """The first of the inputs, as many as there is memory for, and at least one."""
    places = places_of(model_parts(examined.trained.model))
    of_step = sum(place.cell.hidden_size * len(place.cell.state_type._fields) for place in places)
    kept: list[int] = []
    numbers = 0
    for row in rows:
        numbers += of_step * tokens_read(examined, row)
        if kept and numbers > MOST_NUMBERS:
            break
        kept.append(row)
    return kept


def _to_dict(followed: Followed, seed: int) -> dict[str, Any]:
    closest = list(followed.closest(CLOSEST))
    best = max((units[0] for units in closest if units), key=lambda unit: abs(unit.r))
    return {
        "name": followed.name,
        "title": _title(followed),
        "definition": _definition(followed),
        "symbols": followed.symbols,
        "units": followed.units,
        "by_chance": rounded(min(followed.threshold, 1.0), DECIMALS),
        "places": [
            {
                **_place(units[0]),
                "units": [_unit(followed, unit, seed) for unit in units],
            }
            for units in closest
        ],
        "best": {
            **_place(best),
            **_unit(followed, best, seed),
            "examples": list(_examples(followed, best)),
        },
    }


def _place(unit: Unit) -> dict[str, Any]:
    part = unit.cells.part
    place = unit.cells.place
    return {
        "place": place.part,
        "title": place.title,
        "part": part,
        "symbol": SYMBOLS.get(part, part),
    }


def _unit(followed: Followed, unit: Unit, seed: int) -> dict[str, Any]:
    interval = followed.interval(unit, seed)
    return {
        "unit": unit.number + 1,
        "r": rounded(unit.r, DECIMALS),
        "p_value": rounded(unit.p_value, DECIMALS),
        "interval": None if interval is None else rounded(interval, DECIMALS),
    }


def _examples(followed: Followed, unit: Unit) -> Iterator[dict[str, Any]]:
    """Some texts in which the feature varies, if there are any, evenly from all of them."""
    read = unit.cells.read
    (values,) = [of_texts for one, of_texts in followed.values if one is read]
    known = [place for place, text in enumerate(values) if np.isfinite(text).any()]
    varying = [place for place in known if len(set(values[place][:LONGEST_EXAMPLE])) > 1] or known
    count = min(EXAMPLES, len(varying))
    for number in range(count):
        place = varying[number * len(varying) // count]
        states = unit.cells.texts[place][:LONGEST_EXAMPLE, unit.number]
        yield {
            "symbols": read.texts[place][:LONGEST_EXAMPLE],
            "values": rounded(states, DECIMALS),
            "feature": rounded(values[place][:LONGEST_EXAMPLE], DECIMALS),
        }


def _title(followed: Followed) -> str:
    known = {} if followed.is_own else {one.name: one.title for one in FEATURES}
    return known.get(followed.name, followed.name)


def _definition(followed: Followed) -> str:
    known = {} if followed.is_own else {one.name: one.definition for one in FEATURES}
    return known.get(followed.name, "Given with the call.")


def _sentences(features: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in sorted(features, key=lambda one: -abs(one["best"]["r"])):
        best = one["best"]
        which = f"unit {best['unit']} of {best['title']} ({best['symbol']})"
        title = _capital(one["title"])
        chance = f"by chance alone some unit reaches {one['by_chance']:.2f} in 5 % of the draws"
        if one["by_chance"] >= 1:
            chance = "chance alone could give any of so few"
        if best["p_value"] > 1 - LEVEL:
            yield (
                f"{title}: no unit follows it more closely than chance allows; the closest, "
                f"{which}, has r = {best['r']:.2f}, and {chance}."
            )
            continue
        low, high = best["interval"] or (np.nan, np.nan)
        interval = "" if best["interval"] is None else f" [{low:.2f}, {high:.2f}]"
        yield f"{title}: {which} follows it most closely, r = {best['r']:.2f}{interval}; {chance}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _nothing(why: str) -> Finding:
    return Finding(NAME, TITLE, QUESTION, {}, {}, (), (why,))
