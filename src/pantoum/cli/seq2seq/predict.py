"""``pantoum predict`` with an encoder-decoder: one line in, one line out."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pantoum.cli.arguments import GROUP, MODELS, SEARCH
from pantoum.cli.inputs import pair_inputs
from pantoum.cli.lines import cell, predict_lines
from pantoum.cli.messages import say
from pantoum.cli.pairs import ParsedLines, parse_lines
from pantoum.cli.seq2seq.lexicon_lines import LexiconLines, sentence_on
from pantoum.cli.shards import lines_of_shard
from pantoum.cli.streams import Line, input_lines
from pantoum.cli.worker_pool import LinePredictor, PredictedLines
from pantoum.data.lines import trimmed
from pantoum.errors import PantoumError
from pantoum.symbols import EOS_SYMBOL, NEG_INF

if TYPE_CHECKING:
    from pantoum.data.unlike_training import UnlikeTraining
    from pantoum.predictor import Prediction, Predictor

    LineWriter = Callable[[str, Sequence[Prediction]], Iterable[str]]

# The flags that it reads, and their defaults.
FLAGS: dict[str, Any] = {
    **SEARCH,
    **MODELS,
    **GROUP,
    "nbest": 1,
    "format": "text",
    "probabilities": None,
    "lexicon": None,
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
# Where the lines of an input are told apart by what stands on them.
ONE_TO_MANY = ("jsonl", "lexicon")
SAMPLING = ("temperature", "top_k", "top_p", "seed")


class Notes(NamedTuple):
    """Notes for the end of the command.

    unlike: how inputs are unlike the training data; without_output: how many inputs have no output
    that meets the constraints; refused: messages on inputs that cannot be used; left_out: why
    outputs do not stand in a lexicon that is written; known: how many inputs were answered from a
    lexicon.
    """

    unlike: UnlikeTraining
    without_output: int
    refused: tuple[str, ...]
    left_out: Counter[str]
    known: int

    def __add__(self, other: Notes) -> Notes:  # type: ignore[override]
        return Notes(
            self.unlike + other.unlike,
            self.without_output + other.without_output,
            self.refused + other.refused,
            self.left_out + other.left_out,
            self.known + other.known,
        )


def run(model: Predictor, options: argparse.Namespace) -> None:
    """Predict all lines of the input, and at the end write the notes on stderr."""
    _check(options)
    _read_files(options)
    predict = line_predictor(model, options)
    for sentence in _on_lexicon(model, options):
        say(sentence)
    lines = lines_of_shard(options, partial(pair_inputs, model, options))
    notes = predict_lines(options, predict, lines)
    if not notes:
        return
    for refused in notes.refused:
        say(f"{refused}; its output is empty")
    for sentence in notes.unlike.sentences():
        say(sentence)
    if notes.without_output:
        count = notes.without_output
        what = "input has" if count == 1 else "inputs have"
        say(f"{count:,} {what} no output that meets all constraints")
    if notes.known:
        what = "input is" if notes.known == 1 else "inputs are"
        say(f"{notes.known:,} {what} answered from the lexicon")
    if notes.left_out:
        say(sentence_on(notes.left_out))


def line_predictor(model: Predictor, options: argparse.Namespace) -> LinePredictor:
    """What predicts lines of the input."""
    decoding = _decoding_options(model, options)
    _line_writer(model, options)
    model([], **decoding)  # options that cannot work are refused now, before the first line comes

    def predict(lines: Sequence[Line]) -> PredictedLines:
        parsed = parse_lines(model, lines, options)
        sources, refused = _usable(model, lines, parsed)
        ranked = model(sources, parsed.features, **decoding, **parsed.options)
        lines_of = _line_writer(model, options)
        written: list[str] = []
        for text, predictions in zip(parsed.texts, ranked, strict=True):
            lines_of_input = list(lines_of(text, predictions))
            if options.format not in ONE_TO_MANY:
                missing = options.nbest - len(lines_of_input)
                lines_of_input += [_line_without_output(text, options.format)] * missing
            written += lines_of_input
        without_output = sum(predictions[0].score == NEG_INF for predictions in ranked)
        known = [predictions[0].from_lexicon for predictions in ranked]
        asked = ["" if of_row else text for text, of_row in zip(sources, known, strict=True)]
        unlike = model.unlike_training(asked, parsed.features, **parsed.options)
        left_out = lines_of.left_out if isinstance(lines_of, LexiconLines) else Counter[str]()
        notes = Notes(unlike, without_output, refused, left_out, sum(known))
        return PredictedLines(written, notes)

    return predict


def _usable(
    model: Predictor, lines: Sequence[Line], parsed: ParsedLines
) -> tuple[list[str], tuple[str, ...]]:
    """The inputs, empty in place of those that are too long for the model, and a message for each
    of these.
    """
    too_long = model.too_long(parsed.texts, parsed.features, **parsed.options)
    sources = ["" if row in too_long else text for row, text in enumerate(parsed.texts)]
    return sources, tuple(f"{lines[row].place}: {reason}" for row, reason in too_long.items())


def _line_writer(model: Predictor, options: argparse.Namespace) -> LineWriter:
    """What writes the outputs of an input."""
    if options.format == "lexicon":
        return LexiconLines(model, options.probabilities)
    return WRITERS[options.format]


def _on_lexicon(model: Predictor, options: argparse.Namespace) -> Iterator[str]:
    """What is to be said of the lexicon that words are answered from."""
    if options.lexicon is None:
        return
    from pantoum.data.known_outputs import unwritten_note

    outputs = [entry[1] for entry in options.lexicon.entries]
    unwritten = len(model.unwritten(outputs))
    if unwritten:
        yield unwritten_note(unwritten, len(outputs))


def _read_files(options: argparse.Namespace) -> None:
    """Replace the names of files by what they hold: workers cannot read a pipe a second time."""
    if options.allowed:
        with input_lines(options.allowed) as lines:
            options.allowed = _not_empty(
                [line.text for line in lines], options.allowed, "an output"
            )
    if options.dictionary:
        options.dictionary = _dictionary(options.dictionary)
    if options.lexicon:
        from pantoum.data import Lexicon

        options.lexicon = Lexicon.read(options.lexicon)


def _check(options: argparse.Namespace) -> None:
    sampling = [name for name in SAMPLING if getattr(options, name) is not None]
    searching = [name for name in SEARCH if getattr(options, name) is not None]
    if options.sample and options.require:
        raise argparse.ArgumentError(
            None, "--require is of a search, and --sample draws outputs in its place"
        )
    if options.sample and (options.copy_unknown or options.dictionary):
        raise argparse.ArgumentError(
            None, "unknown words are copied in a search, and --sample draws outputs in its place"
        )
    if options.probabilities and options.format != "lexicon":
        raise argparse.ArgumentError(None, "--probabilities is of --format lexicon")
    if options.lexicon and options.format == "pharaoh":
        raise argparse.ArgumentError(
            None, "--format pharaoh shows what the network attends to, and a lexicon has no network"
        )
    if sampling and not options.sample:
        raise argparse.ArgumentError(
            None, f"--{sampling[0]} is of outputs that are drawn: add --sample"
        )
    if searching and options.sample:
        raise argparse.ArgumentError(
            None, f"--{searching[0]} is of a search, and --sample draws outputs in its place"
        )


def _decoding_options(model: Predictor, options: argparse.Namespace) -> dict[str, Any]:
    """The options of a call of the model."""
    decoding: dict[str, Any] = {
        "nbest": options.nbest,
        "attention": options.format in ("jsonl", "pharaoh"),
    }
    if options.lexicon is not None:
        decoding["lexicon"] = options.lexicon
    elif options.format == "pharaoh":  # also of a file with a lexicon inside
        decoding["lexicon"] = False
    decoding |= {"prefix": options.prefix, "forbidden": options.forbid}
    if options.allowed is not None:
        decoding["allowed"] = model.closed_list(options.allowed)
    if options.require:
        decoding["required"] = options.require
    if options.copy_unknown or options.dictionary is not None:
        decoding["copy_unknown"] = True if options.dictionary is None else options.dictionary
    if not options.sample:
        return decoding | {name: getattr(options, name) for name in SEARCH}
    from pantoum.predictor import Sampling

    values = {name: getattr(options, name) for name in Sampling._fields}
    sampling = Sampling(**{name: value for name, value in values.items() if value is not None})
    return decoding | {"sample": sampling, "seed": 1 if options.seed is None else options.seed}


def _dictionary(name: str) -> dict[str, str]:
    """Words and what they become; of a word that stands there twice, the first line counts."""
    replacements: dict[str, str] = {}
    with input_lines(name) as lines:
        for line in lines:
            cells = [trimmed(part) for part in line.text.split("\t")]
            if len(cells) != 2 or not all(cells):
                raise PantoumError(
                    "a dictionary has a word, a tab and what it becomes on each line",
                    where=str(line.place),
                    rule="a word, a tab and what it becomes",
                    value=line.text,
                )
            replacements.setdefault(*cells)
    return _not_empty(replacements, name, "a word, a tab and what it becomes")


def _not_empty(entries: T, name: str, what: str) -> T:
    """What a file holds.

    Raises: PantoumError if that is nothing.
    """
    if not entries:
        raise PantoumError("the file is empty", where=str(name), remedy=f"put {what} on each line")
    return entries


def text_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """The outputs alone, one on a line."""
    for prediction in predictions:
        yield cell(prediction.text)


def _line_without_output(source: str, line_format: str) -> str:
    """What stands where an input has fewer outputs than there are lines for each."""
    return f"{cell(source)}\t\t{NEG_INF}" if line_format == "tsv" else ""


def tsv_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """Input, output and score."""
    for prediction in predictions:
        yield f"{cell(source)}\t{cell(prediction.text)}\t{prediction.score:.4f}"


def pharaoh_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """The input symbol with the most attention of each output symbol, by their places from 0:
    0-0 1-2; without </s>.
    """
    for prediction in predictions:
        if prediction.attention is None:
            raise PantoumError(
                "the model has no attention, so there is no alignment",
                setting="format",
                value="pharaoh",
                remedy="choose another --format",
            )
        weights = prediction.attention[:, : max(1, len(prediction.source_tokens) - 1)]
        real = [place for place, token in enumerate(prediction.tokens) if token != EOS_SYMBOL]
        yield " ".join(f"{weights[place].argmax()}-{place}" for place in real)


def jsonl_lines(source: str, predictions: Sequence[Prediction]) -> Iterator[str]:
    """One object for each output, with its symbols and its attention."""
    for rank, prediction in enumerate(predictions, start=1):
        yield json.dumps(prediction.to_dict(source, rank), ensure_ascii=False)


WRITERS: dict[str, LineWriter] = {
    "text": text_lines,
    "tsv": tsv_lines,
    "jsonl": jsonl_lines,
    "pharaoh": pharaoh_lines,
}
FORMATS = (*WRITERS, "lexicon")
