"""What each part of a trained model is worth: its scores with that part off, one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pantoum.data.quality.finding import counted
from pantoum.evaluation import Assessment
from pantoum.explaining.alterations import Alteration, alterations_of
from pantoum.explaining.examined import Examined
from pantoum.explaining.finding import Finding
from pantoum.explaining.judging import assess
from pantoum.explaining.numbers import rounded
from pantoum.explaining.tokens_read import tokens_read
from pantoum.metrics import (
    LOWER_IS_BETTER,
    Difference,
    Resampled,
    differences_of,
    main_of,
    name_of,
    resampled_of,
    value_of,
)
from pantoum.predictor.load import predictor_of

NAME = "worth"
TITLE = "What each part is worth"
QUESTION = "How much worse are the outputs when one part of the model is switched off?"
# Weights times symbols that every copy of the model may read, if nobody says how many inputs: some
# seconds for each copy.
MOST_PRODUCTS = 5e10
# The intervals of a bootstrap over fewer are too narrow.
FEWEST_INPUTS = 10
DECIMALS = 4
DECIMALS_OF_P = 6

DEFINITIONS = {
    "examples": "How many inputs were judged: those that are not empty, or a sample of them.",
    "of": "How many inputs there are that are not empty.",
    "main": "The score by which parts are ranked, by its name among the scores.",
    "lower_is_better": "Whether a lower value of the main score is the better one.",
    "whole": "The whole model.",
    "whole.scores": (
        "Its scores, in the units of pantoum evaluate. An encoder-decoder writes by a greedy "
        "search, so that these can differ from those of its own search; the perplexity is that of "
        "the right outputs, of a language model that of the texts."
    ),
    "whole.intervals": (
        "For each score where 95 % of it lie in resamples of the inputs (percentile bootstrap of "
        "1,000 resamples; Efron & Tibshirani 1993, section 13.3)."
    ),
    "parts": (
        "For each thing that was done to the model, one at a time: its name, its title, the "
        "scores, their intervals and the differences from the whole model. A direction, a layer "
        "or a tagger's characters that are off give 0 (with residual connections what a layer "
        "reads still goes past it). The attention is off (a context of 0), uniform (1/n on each "
        "of n symbols), shuffled (each step's weights permuted among the symbols) or one step "
        "late (the weights of the step before); the pooling of a classifier is off or uniform; "
        "input feeding is off when 0 is fed. The model was not trained so: what is lost is what "
        "it relies on, not what another model could not do without. A difference is the score "
        "without the part minus that of the whole model, with the interval of 95 % of the "
        "paired bootstrap and its two-sided p-value (Koehn 2004), not corrected for the number "
        "of parts."
    ),
}


def find_worth(examined: Examined, *, most: int | None = None, seed: int = 1) -> Finding:
    """The scores of the data by the whole model, and with each part off, one at a time.

    The model itself stays as it is: each part is off in a copy that shares the weights.

    Args:
        most: judge so many of the inputs at most; None: as many as every copy reads in some
            seconds.
        seed: of the sample, of the bootstrap and of the shuffled attention.
    Returns: a finding without values where there are no references, and for no inputs.
    """
    rows = examined.sample(len(examined.data), seed)
    if not rows:
        return _nothing("Everything: there is no input that is not empty.")
    if examined.references is None and examined.kind != "language_model":
        return _nothing("Everything: scores need the right answers, and the data have none.")
    chosen = examined.sample(_affordable(examined, rows) if most is None else most, seed)
    alterations = alterations_of(examined.trained.model, seed)
    whole = _assess(examined, chosen, None)
    main = "perplexity" if examined.kind == "language_model" else main_of(whole.scores)
    resampled = resampled_of(whole.statistics, seed=seed)
    parts = [
        _part(one, _assess(examined, chosen, one), resampled, seed) for one in alterations.found
    ]
    values = {
        "examples": len(chosen),
        "of": len(rows),
        "main": main,
        "lower_is_better": _lower_is_better(main),
        "whole": {"scores": _scores(whole), "intervals": _intervals(resampled)},
        "parts": parts,
    }
    left_out = list(alterations.left_out)
    if len(chosen) < FEWEST_INPUTS:
        left_out.append(
            f"Intervals that can be relied on: they need {FEWEST_INPUTS} inputs, and there "
            f"{'is 1' if len(chosen) == 1 else f'are {len(chosen)}'}."
        )
    return Finding(NAME, TITLE, QUESTION, values, DEFINITIONS, _sentences(values), tuple(left_out))


def _assess(examined: Examined, rows: Sequence[int], altered: Alteration | None) -> Assessment:
    trained = examined.trained
    model = trained.model if altered is None else altered.model
    device = str(next(trained.model.parameters()).device)
    return assess(examined, rows, predictor_of(replace(trained, model=model), device))


def _affordable(examined: Examined, rows: Sequence[int]) -> int:
    weights = sum(parameter.numel() for parameter in examined.trained.model.parameters())
    products = weights * sum(tokens_read(examined, row) for row in rows)
    return min(len(rows), max(1, int(len(rows) * MOST_PRODUCTS / products)))


def _part(altered: Alteration, without: Assessment, whole: Resampled, seed: int) -> dict[str, Any]:
    resampled = resampled_of(without.statistics, seed=seed)
    differences = differences_of(whole, resampled)
    return {
        "name": altered.name,
        "title": altered.title,
        "scores": _scores(without),
        "intervals": _intervals(resampled),
        "differences": {name: _difference(one) for name, one in differences.items()},
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "difference": rounded(one.difference, DECIMALS),
        "interval": rounded(one.interval, DECIMALS),
        "p_value": rounded(one.p_value, DECIMALS_OF_P),
    }


def _scores(assessment: Assessment) -> dict[str, Any]:
    return {name: rounded(value, DECIMALS) for name, value in assessment.scores.items()}


def _intervals(resampled: Resampled) -> dict[str, Any]:
    return {name: rounded(interval, DECIMALS) for name, interval in resampled.intervals.items()}


def _lower_is_better(score: str) -> bool:
    return score.rpartition(".")[2] in LOWER_IS_BETTER


def _sentences(values: Mapping[str, Any]) -> tuple[str, ...]:
    main = values["main"]
    whole = values["whole"]["scores"][main]
    count, of = values["examples"], values["of"]
    inputs = counted(count, "input") if count == of else f"{count:,} of {of:,} inputs"
    bounds = values["whole"]["intervals"].get(main)
    interval = "" if bounds is None else f" [{bounds[0]:,.2f}, {bounds[1]:,.2f}]"
    said = [
        f"The {name_of(main)} of the whole model is {value_of(main, whole)}{interval} on {inputs}; "
        "brackets are intervals of 95 %."
    ]
    sign = 1 if values["lower_is_better"] else -1
    judged = [part for part in values["parts"] if main in part["differences"]]
    judged.sort(key=lambda part: -sign * part["differences"][main]["difference"])
    for part in judged:
        value = value_of(main, part["scores"][main])
        said.append(f"{_upper(part['title'])}: {value}, {_changed(part, main, value)}.")
    return tuple(said)


def _changed(part: Mapping[str, Any], main: str, value: str) -> str:
    """By how much the main score is more or less than that of the whole model."""
    found = part["differences"][main]
    low, high = found["interval"]
    if low == high == 0:
        return "as the whole model"
    less = found["difference"] < 0
    size = f"{abs(found['difference']):,.2f}{' points' if value.endswith('%') else ''}"
    sure = "" if low > 0 or high < 0 else ", which can be chance"
    bounds = [-high + 0.0, -low + 0.0] if less else [low, high]  # no minus before 0
    return f"{size} {'less' if less else 'more'} [{bounds[0]:,.2f}, {bounds[1]:,.2f}]{sure}"


def _upper(text: str) -> str:
    """With a capital at its beginning; all else stays."""
    return text[:1].upper() + text[1:]


def _nothing(why: str) -> Finding:
    return Finding(NAME, TITLE, QUESTION, {}, {}, (), (why,))
