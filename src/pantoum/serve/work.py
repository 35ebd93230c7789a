"""How much there is to compute for an input, estimated before it is: what would take too long is
refused, and batches are kept short.

One unit is what the attention to one symbol costs at one step of a search, two or three
microseconds of a small model; the other costs are in proportion (measured with an LSTM of 256 and
additive attention).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pantoum.serve.errors import RequestError
from pantoum.serve.requests import Input

# Units of one step, whatever is computed in it; of each hypothesis there; of each phrase that an
# output must hold; and of each symbol of a model that searches for nothing.
STEP = 300
HYPOTHESIS = 20
PHRASE = 20
SYMBOL = 20
# Symbols of a text that a language model writes, where a request does not limit them.
LONGEST_TEXT = 1_000


def symbols_of(given: Input) -> int:
    """About how many symbols an input has."""
    return len(given) if isinstance(given, str) else sum(map(len, given)) + len(given)


def too_much(work: int, most: int) -> RequestError | None:
    """Why an input of so many units is not answered; None if it is.

    Args:
        most: units of one answer.
    """
    if work <= most:
        return None
    return RequestError(
        "the input with its options is too much work for one answer",
        setting="input",
        rule=f"work of at most {most:,}",
        value=work,
        remedy="give a shorter one, a narrower beam, fewer outputs or a lower ratio of lengths",
    )


def work_of(
    task: str, beam: int, given: Input, options: Mapping[str, Any], each: Mapping[str, Any]
) -> int:
    """The units of an input.

    Args:
        task: the kind of model.
        beam: hypotheses that it keeps where a request does not say it.
        given: the input.
        options: of its request; each: those that are its own.
    """
    symbols = symbols_of(given)
    count = options.get("nbest", 1)
    draws = bool(options.get("sample"))
    if task == "language_model" and draws:
        steps = symbols + options.get("longest", LONGEST_TEXT)
        return steps * (STEP + HYPOTHESIS * count)
    if task != "seq2seq":
        return symbols * SYMBOL
    phrases = each.get("required") or []
    forced = len(each.get("prefix") or "") + len(each.get("score") or "") + sum(map(len, phrases))
    ratio = max(1.0, options.get("max_length_ratio", 1), options.get("min_length_ratio", 1))
    kept = count if draws else options.get("beam", max(count, beam))
    steps = int(symbols * ratio) + forced
    return steps * (STEP + symbols + HYPOTHESIS * kept + PHRASE * len(phrases))
