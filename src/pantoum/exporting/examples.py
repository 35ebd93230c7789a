"""The inputs on which an exported file is compared with its model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pantoum.data import Example, SourceTokenizer
from pantoum.errors import PantoumError
from pantoum.predictor import Predictor
from pantoum.predictor.examples import pairs_of
from pantoum.symbols import EOS

MOST = 200
# Made inputs have up to so many symbols.
LONGEST_MADE = 12
SEED = 1


class Examples(NamedTuple):
    """Inputs, with their right outputs where these are known, and what they are in words."""

    examples: list[Example]
    of: str


def examples_for(
    model: Predictor, source: SourceTokenizer, dev: Any, run: dict[str, Any]
) -> Examples:
    """At most 200 inputs: those that are given; else of the development data, or the training data,
    if they still stand where the model was trained; else made of the symbols that the model knows.

    Args:
        source: what the model reads.
        dev: data in any form that `pantoum.train` takes; None for none.
        run: what the model's directory says of its training.
    Raises: PantoumError for given data that cannot be read so.
    """
    if dev is not None:
        return Examples(_spread(pairs_of(model, dev, "dev").examples), "given inputs")
    for part, words in (("dev", "development inputs"), ("train", "training inputs")):
        paths = _kept(run.get("data", {}).get(part, []))
        if not paths:
            continue
        try:
            return Examples(_spread(pairs_of(model, paths, part).examples), words)
        except PantoumError:
            continue
    return Examples(_made(source), "made inputs")


def _kept(files: Any) -> list[Path]:
    """The files of a run, if all are as they were."""
    try:
        paths = [Path(one["path"]) for one in files]
        same = all(
            path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == one["sha256"]
            for path, one in zip(paths, files, strict=True)
        )
    except (OSError, KeyError, TypeError):
        return []
    return paths if same else []


def _spread(examples: Sequence[Example]) -> list[Example]:
    """Some of them, from all parts of a file."""
    step = max(1, -(-len(examples) // MOST))
    return list(examples[::step])


def _made(source: SourceTokenizer) -> list[Example]:
    """Inputs of symbols, features and groups drawn from those that the model knows."""
    draw = np.random.default_rng(SEED)
    glue = "" if source.text.units in ("characters", "codepoints", "bpe") else " "
    made = []
    for _ in range(MOST):
        ids = draw.integers(EOS + 1, source.text.size, draw.integers(1, LONGEST_MADE + 1))
        text = glue.join(source.text.token(int(id)) for id in ids)
        groups = source.known_groups
        group = None if groups is None else groups[draw.integers(len(groups))]
        features = "" if source.features is not None else None
        made.append(Example(text, None, features, group))
    return made
