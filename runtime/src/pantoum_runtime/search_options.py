"""The options of a call of an exported encoder-decoder, as its graph takes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from pantoum_runtime.errors import PantoumRuntimeError

WIDEST_BEAM = 1_000
LARGEST_PENALTY = 10
# Names of a call's arguments of `pantoum.Predictor` that a graph does not have.
OF_THE_LIBRARY = (
    *("score", "sample", "temperature", "top_k", "top_p", "seed", "prefix", "forbidden"),
    *("allowed", "required", "copy_unknown", "length_formula", "coverage_penalty"),
    *("min_length_ratio", "max_length_ratio", "no_repeat_ngram_size", "repetition_penalty"),
    "diversity",
)


def search_options(
    saved_beam: int, count: int, beam: int | None, length_penalty: float | None
) -> dict[str, np.ndarray]:
    """What is given to the graph beside the inputs.

    Args:
        saved_beam: that of the file, which counts where `beam` is None.
        count: outputs of each input.

    Raises:
        PantoumRuntimeError: one of them is no number of its range, or there are more outputs than
            the beam keeps.
    """
    if type(count) is not int or count < 1:
        raise PantoumRuntimeError(
            f"nbest must be a whole number of at least 1, but is {count!r:.40}",
            setting="nbest",
            rule="a whole number of at least 1",
            value=count,
        )
    width = max(saved_beam, count) if beam is None else beam
    if type(width) is not int or not 1 <= width <= WIDEST_BEAM:
        raise PantoumRuntimeError(
            f"beam must be a whole number from 1 to {WIDEST_BEAM:,}, but is {width!r:.40}",
            setting="beam",
            value=width,
        )
    if count > width:
        raise PantoumRuntimeError(
            f"a beam of {width} cannot give {count} outputs for an input",
            setting="beam",
            value=width,
            remedy=f"set beam to at least {count}",
        )
    options = {"beam": np.array([width]), "nbest": np.array([count])}
    if length_penalty is None:
        return options
    if not isinstance(length_penalty, int | float) or not 0 <= length_penalty <= LARGEST_PENALTY:
        raise PantoumRuntimeError(
            f"length_penalty must be a number from 0 to {LARGEST_PENALTY}, but is "
            f"{length_penalty!r:.40}",
            setting="length_penalty",
            value=length_penalty,
        )
    return options | {"length_penalty": np.array(length_penalty, dtype=np.float32)}


def refuse_others(others: dict[str, Any]) -> None:
    """Refuse options that an exported encoder-decoder does not have, with what to do instead.

    Raises:
        PantoumRuntimeError: there is one.
    """
    for name in others:
        if name in OF_THE_LIBRARY:
            raise PantoumRuntimeError(
                f"{name} is not of a call of an exported model",
                setting=name,
                remedy="leave it out, or load the model's directory with pantoum",
            )
        raise PantoumRuntimeError(
            f"there is no option {name!r:.40}",
            setting=name,
            rule="nbest, group, unseen_group, beam, length_penalty, attention or lexicon",
            remedy="leave it out",
        )
