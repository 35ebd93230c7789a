"""Inputs that are answered from a lexicon, and not by the network."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.inputs import ModelInput
from pantoum_runtime.lexicon import KnownOutput, Lexicon, normal
from pantoum_runtime.prediction import Prediction
from pantoum_runtime.source import Source
from pantoum_runtime.symbols import EOS_SYMBOL
from pantoum_runtime.text import Side


def check_lexicon(source: Source, lexicon: object) -> None:
    """Refuse what is no lexicon, and a model that reads more than a word.

    Raises:
        PantoumRuntimeError: it is so.
    """
    if not callable(getattr(lexicon, "outputs", None)):
        raise PantoumRuntimeError(
            f"lexicon must be a pantoum_runtime.Lexicon, but is {lexicon!r:.40}",
            setting="lexicon",
            rule="a pantoum_runtime.Lexicon",
            value=lexicon,
            remedy='read it once, as in known = Lexicon.read("known.tsv")',
        )
    beside = "features" if source.features is not None else "groups"
    if source.features is not None or source.groups is not None:
        raise PantoumRuntimeError(
            f"this model reads {beside} beside each word, and a lexicon knows words alone",
            setting="lexicon",
            rule="left out for a model that reads features or groups",
            remedy="leave the lexicon out",
        )


def known_words(
    source: Source,
    target: Side,
    lexicon: Lexicon | Literal[False] | None,
    inputs: Sequence[ModelInput],
    count: int,
) -> dict[int, list[Prediction]]:
    """The predictions for inputs that a lexicon has, at most `count` each, by their places; none
    without a lexicon.

    Raises:
        PantoumRuntimeError: as `check_lexicon`.
    """
    if lexicon is None or lexicon is False:
        return {}
    check_lexicon(source, lexicon)
    form = source.text.normalization
    found = {}
    for row, one in enumerate(inputs):
        outputs = lexicon.outputs(one.source, form)[:count] if one.source else ()
        if outputs:
            read = source.tokens(normal(one.source, form))
            found[row] = [_prediction(target, output, read) for output in outputs]
    return found


def _prediction(target: Side, output: KnownOutput, read: list[str]) -> Prediction:
    text = normal(output.text, target.normalization)
    tokens = target.tokens(text)
    probability = 0.0 if output.probability is None else math.log(output.probability)
    return Prediction(
        text=" ".join(tokens) if target.units in ("symbols", "words") else text,
        tokens=[*tokens, EOS_SYMBOL],
        score=probability,
        log_probability=probability,
        attention=None,
        source_tokens=read,
        from_lexicon=True,
    )
