"""The inputs on which an exported file is compared with its model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pantoum.data import Example, Sentence, SourceTokenizer, Tokenizer, WordVocabulary
from pantoum.errors import PantoumError
from pantoum.predictor import LanguageModelPredictor, TagPredictor
from pantoum.predictor.examples import pairs_of, sentences_of, texts_of
from pantoum.symbols import EOS

MOST = 200
# Made inputs have up to so many symbols.
LONGEST_MADE = 12
SEED = 1


class Examples(NamedTuple):
    """Inputs, with their right outputs where these are known, and what they are in words."""

    examples: list[Any]
    of: str


def examples_for(
    read: Callable[[Any, str], Sequence[Any]],
    made: Callable[[], Sequence[Any]],
    dev: Any,
    run: dict[str, Any],
    noun: str = "inputs",
) -> Examples:
    """At most 200 inputs: those that are given; else of the development data, or the training data,
    if they still stand where the model was trained; else made of what the model knows.

    Args:
        read: reads data in any form that `pantoum.train` takes, with a name for messages.
        made: makes inputs.
        dev: data that are given; None for none.
        run: what the model's directory says of its training.
        noun: what inputs are called.
    Raises: PantoumError for given data that cannot be read so.
    """
    if dev is not None:
        return Examples(_spread(read(dev, "dev")), f"given {noun}")
    for part, words in (("dev", "development"), ("train", "training")):
        paths = _kept(run.get("data", {}).get(part, []))
        if not paths:
            continue
        try:
            return Examples(_spread(read(paths, part)), f"{words} {noun}")
        except PantoumError:
            continue
    return Examples(list(made()), f"made {noun}")


def examples_of_pairs(
    model: Any, source: SourceTokenizer, dev: Any, run: dict[str, Any]
) -> Examples:
    """Inputs of an encoder-decoder or a classifier; see `examples_for`.

    Args:
        model: what predicts with it.
        source: what it reads.
    Raises: PantoumError for given data that cannot be read so.
    """
    return examples_for(
        lambda data, name: pairs_of(model, data, name).examples,
        lambda: _made_pairs(source),
        dev,
        run,
    )


def examples_of_sentences(
    model: TagPredictor, words: WordVocabulary, dev: Any, run: dict[str, Any]
) -> Examples:
    """Sentences of a tagger; see `examples_for`.

    Args:
        words: what it knows of words.
    Raises: PantoumError for given data that cannot be read so.
    """
    known = json.loads(words.to_json())["words"]

    def made() -> list[Sentence]:
        draw = np.random.default_rng(SEED)
        lengths = draw.integers(1, LONGEST_MADE + 1, MOST)
        return [Sentence(tuple(draw.choice(known, length).tolist()), (), 0) for length in lengths]

    return examples_for(
        lambda data, name: sentences_of(model, data, name).sentences, made, dev, run, "sentences"
    )


def examples_of_texts(
    model: LanguageModelPredictor, tokenizer: Tokenizer, dev: Any, run: dict[str, Any]
) -> Examples:
    """Texts of a language model; see `examples_for`.

    Args:
        tokenizer: cuts them.
    Raises: PantoumError for given data that cannot be read so.
    """

    def made() -> list[str]:
        draw = np.random.default_rng(SEED)
        return [_made_text(tokenizer, draw) for _ in range(MOST)]

    return examples_for(lambda data, name: texts_of(model, data, name), made, dev, run, "texts")


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


def _spread(examples: Sequence[Any]) -> list[Any]:
    """Some of them, from all parts of a file."""
    step = max(1, -(-len(examples) // MOST))
    return list(examples[::step])


def _made_pairs(source: SourceTokenizer) -> list[Example]:
    """Inputs of symbols, features and groups drawn from those that the model knows."""
    draw = np.random.default_rng(SEED)
    made = []
    for _ in range(MOST):
        text = _made_text(source.text, draw)
        groups = source.known_groups
        group = None if groups is None else groups[draw.integers(len(groups))]
        features = "" if source.features is not None else None
        made.append(Example(text, None, features, group))
    return made


def _made_text(tokenizer: Tokenizer, draw: np.random.Generator) -> str:
    ids = draw.integers(EOS + 1, tokenizer.size, draw.integers(1, LONGEST_MADE + 1))
    glue = "" if tokenizer.units in ("characters", "codepoints", "bpe") else " "
    return glue.join(tokenizer.token(int(id)) for id in ids)
