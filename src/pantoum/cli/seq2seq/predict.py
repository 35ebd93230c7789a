"""``pantoum predict`` with an encoder-decoder: one line in, one line out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pantoum.cli.answers import Answer, Answered
from pantoum.cli.arguments import MODELS, SEARCH
from pantoum.cli.lines import answer_lines
from pantoum.cli.pairs import parse_lines
from pantoum.cli.seq2seq.formats import FORMATS
from pantoum.cli.streams import Line, input_lines

if TYPE_CHECKING:
    from pantoum.data import Unknown
    from pantoum.predictor import Predictor

# The flags that it reads, and what they are if they are not given.
FLAGS: dict[str, Any] = {
    **SEARCH,
    **MODELS,
    "nbest": 1,
    "format": "text",
    "prefix": None,
    "forbid": None,
    "require": None,
    "allowed": None,
    "copy_unknown": None,
    "dictionary": None,
    "sample": None,
    "temperature": None,
    "top_k": None,
    "top_p": None,
    "seed": None,
    "workers": 1,
}
T = TypeVar("T", list[str], dict[str, str])
DRAWING = ("temperature", "top_k", "top_p", "seed")


class Notes(NamedTuple):
    """What is to be said at the end: of symbols unknown to the model, inputs without an output, and
    unusable inputs.
    """

    unknown: Unknown
    without: int
    refused: tuple[str, ...]

    def __add__(self, other: Notes) -> Notes:  # type: ignore[override]
        return Notes(
            self.unknown + other.unknown, self.without + other.without, self.refused + other.refused
        )


def run(model: Predictor, options: argparse.Namespace) -> None:
    """Predict all lines of the input, and say at the end what of it was unknown to the model."""
    _check(options)
    _read_files(options)
    notes = answer_lines(options, answering(model, options))
    if not notes:
        return
    for refused in notes.refused:
        print(f"pantoum: {refused}; its output is empty", file=sys.stderr)
    if notes.unknown:
        print(f"pantoum: {notes.unknown.told('input symbols')}", file=sys.stderr)
    if notes.without:
        print(
            f"pantoum: inputs without an output that keeps what was asked for: {notes.without:,}",
            file=sys.stderr,
        )


def answering(model: Predictor, options: argparse.Namespace) -> Answer:
    """What answers lines."""
    asked = _asked(model, options)
    model([], **asked)  # what cannot be asked is said now, and not when the first line has come

    def answer(lines: Sequence[Line]) -> Answered:
        texts, features = parse_lines(model, lines)
        sources, refused = _usable(model, lines, texts, features)
        found = model(sources, features, **asked)
        written = [
            line
            for text, predictions in zip(texts, found, strict=True)
            for line in FORMATS[options.format](text, predictions)
        ]
        without = sum(predictions[0].score == float("-inf") for predictions in found)
        return Answered(
            written, Notes(model.unknown_symbols(sources, features).inputs, without, refused)
        )

    return answer


def _usable(
    model: Predictor, lines: Sequence[Line], texts: Sequence[str], features: Sequence[str | None]
) -> tuple[list[str], tuple[str, ...]]:
    """The inputs, empty in place of those that are too long for the model, and what is to be said
    of these.
    """
    too_long = model.too_long(texts, features)
    sources = ["" if row in too_long else text for row, text in enumerate(texts)]
    return sources, tuple(f"{lines[row].place}: {reason}" for row, reason in too_long.items())


def _read_files(options: argparse.Namespace) -> None:
    """What stands in files takes their places: workers cannot read a pipe a second time."""
    if options.allowed:
        with input_lines(options.allowed) as lines:
            options.allowed = _some([line.text for line in lines], options.allowed, "an output")
    if options.dictionary:
        options.dictionary = _dictionary(options.dictionary)


def _check(options: argparse.Namespace) -> None:
    drawing = [name for name in DRAWING if getattr(options, name) is not None]
    searching = [name for name in SEARCH if getattr(options, name) is not None]
    if options.sample and options.require:
        raise argparse.ArgumentError(
            None, "--require is of a search, and --sample draws outputs in its place"
        )
    if options.sample and (options.copy_unknown or options.dictionary):
        raise argparse.ArgumentError(
            None, "unknown words are copied in a search, and --sample draws outputs in its place"
        )
    if drawing and not options.sample:
        raise argparse.ArgumentError(
            None, f"--{drawing[0]} is of outputs that are drawn: add --sample"
        )
    if searching and options.sample:
        raise argparse.ArgumentError(
            None, f"--{searching[0]} is of a search, and --sample draws outputs in its place"
        )


def _asked(model: Predictor, options: argparse.Namespace) -> dict[str, Any]:
    """What is asked of every output."""
    from pantoum.predictor import Sampling

    asked: dict[str, Any] = {
        "nbest": options.nbest,
        "attention": options.format in ("jsonl", "pharaoh"),
    }
    asked |= {"prefix": options.prefix, "forbidden": options.forbid}
    if options.allowed is not None:
        asked["allowed"] = model.closed_list(options.allowed)
    if options.require:
        asked["required"] = options.require
    if options.copy_unknown or options.dictionary is not None:
        asked["copy_unknown"] = True if options.dictionary is None else options.dictionary
    if not options.sample:
        return asked | {name: getattr(options, name) for name in SEARCH}
    given = {name: getattr(options, name) for name in ("temperature", "top_k", "top_p")}
    sampling = Sampling(**{name: value for name, value in given.items() if value is not None})
    return asked | {"sample": sampling, "seed": options.seed or 0}


def _dictionary(name: str) -> dict[str, str]:
    """Words and what they become; of a word that stands there twice, the first line counts."""
    from pantoum.errors import PantoumError

    found: dict[str, str] = {}
    with input_lines(name) as lines:
        for line in lines:
            cells = [part.strip() for part in line.text.split("\t")]
            if len(cells) != 2 or not all(cells):
                raise PantoumError(
                    f"{line.place}: a dictionary has a word, a tab and what it becomes on each line"
                )
            found.setdefault(*cells)
    return _some(found, name, "a word, a tab and what it becomes")


def _some(found: T, name: str, what: str) -> T:
    """What a file holds.

    Raises: PantoumError if that is nothing.
    """
    from pantoum.errors import PantoumError

    if not found:
        raise PantoumError(f"{name}: the file is empty: put {what} on each line")
    return found
