"""Inputs that are answered from a lexicon, and not by the network."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from pantoum.data import Lexicon
from pantoum.data.known_outputs import KnownOutput, normal
from pantoum.errors import PantoumError
from pantoum.predictor.prediction import Prediction
from pantoum.symbols import EOS_SYMBOL
from pantoum.tasks import Seq2SeqTask

# What a call says of outputs that are searched for, drawn or scored: a known output is none.
OF_THE_NETWORK = ("score", "sample", "prefix", "forbidden", "allowed", "required")


def known_words(
    task: Seq2SeqTask,
    lexicon: Lexicon,
    sources: Sequence[Any],
    count: int,
    options: Mapping[str, Any],
) -> dict[int, list[Prediction]]:
    """The predictions for inputs that a lexicon has, at most `count` each, by their places.

    Args:
        task: whose symbols inputs and outputs are in.
        options: of the call.
    Raises: PantoumError for what is no lexicon, for options that known outputs do not have, and for
        models that read more than a word.
    """
    check_lexicon(task, lexicon)
    for name in OF_THE_NETWORK:
        if options.get(name) is not None and options[name] is not False:
            raise PantoumError(
                f"{name} is of outputs of the network, and known words are answered from the "
                "lexicon",
                setting=name,
                value=options[name],
                remedy="leave one of the two out",
            )
    form = task.source.text.normalization
    found = {}
    for row, source in enumerate(sources):
        outputs = lexicon.outputs(source, form)[:count] if isinstance(source, str) else ()
        if outputs:
            read = task.source.tokens(normal(source, form))
            found[row] = [_prediction(task, output, read) for output in outputs]
    return found


def check_lexicon(task: Seq2SeqTask, lexicon: object) -> None:
    """Refuse what is no lexicon, and a model that reads more than a word.

    Raises: PantoumError.
    """
    if not isinstance(lexicon, Lexicon):
        raise PantoumError(
            f"lexicon must be a pantoum.Lexicon, but is {lexicon!r:.40}",
            setting="lexicon",
            rule="a pantoum.Lexicon",
            value=lexicon,
            remedy='read it once, as in known = pantoum.Lexicon.read("known.tsv")',
        )
    beside = "features" if task.source.features is not None else "groups"
    if task.source.features is not None or task.source.known_groups is not None:
        raise PantoumError(
            f"this model reads {beside} beside each word, and a lexicon knows words alone",
            setting="lexicon",
            rule="left out for a model that reads features or groups",
            remedy="leave the lexicon out",
        )


def _prediction(task: Seq2SeqTask, output: KnownOutput, read: list[str]) -> Prediction:
    target = task.target
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
