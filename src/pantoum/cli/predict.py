"""``pantoum predict``: a file or stdin in, a model's outputs out, in order."""

from __future__ import annotations

import argparse
from typing import get_args

from pantoum.cli.arguments import (
    add_device,
    add_format,
    add_group,
    add_model,
    add_search,
    at_least,
    command_parser,
    named,
)
from pantoum.cli.by_task import run_by_task
from pantoum.cli.shards import shard
from pantoum.cli.written_files import check_written
from pantoum.config import SpanScheme

FORMATS = ("text", "tsv", "jsonl", "pharaoh", "lexicon", "parquet")
ENGINES = ("ray",)


def run(arguments: list[str]) -> int:
    """Run the command."""
    parser = _parser()
    options = parser.parse_intermixed_args(arguments)
    options.inputs = options.input or ["-"]
    options.input = options.inputs[0]
    _check_engine(parser, options)
    if options.beam is not None and (options.nbest or 1) > options.beam:
        parser.error(
            f"--nbest {options.nbest} needs a --beam at least as wide, but it is {options.beam}"
        )
    check_written(
        [options.output],
        [*options.inputs, options.allowed, options.dictionary, options.lexicon],
    )
    if options.engine is not None:
        from pantoum.cli.bulk import run_bulk

        return run_bulk(parser, options)
    return run_by_task(parser, options, "predict")


def _check_engine(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Refuse what is of an engine alone."""
    if options.engine is not None:
        return
    for name in ("address", "unordered"):
        if getattr(options, name) is not None:
            parser.error(f"--{name} is of --engine ray")
    if len(options.inputs) > 1:
        parser.error("one INPUT is read at a time; --engine ray reads several")
    if options.input.lower().endswith(".parquet") and options.data_format == "auto":
        parser.error(f"{options.input} is a Parquet file, which --engine ray reads: add it")


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "predict",
        "Write the model's output for each line of input. For a model that reads features, they "
        "stand behind the input, with a tab between; where nothing stands behind the tab, there "
        "are none. For a model that reads groups, the group stands last, behind a tab, unless "
        "--group gives it. An empty line has an empty output. Line ends and tabs inside an output "
        "become spaces; with --format jsonl they stay. A tagger reads a sentence on each line, or "
        "a .conllu or .conll file, which it writes again with its tags filled in. A language model "
        "gives the log-probability of each line, in nats, and its perplexity.",
    )
    add_model(parser)
    parser.add_argument(
        "input",
        metavar="INPUT",
        type=named(str),
        nargs="*",
        default=["-"],
        help="a text file, one input a line, or a .tsv, .csv or .jsonl file with the columns of "
        "the training data, or for a tagger a file of words and tags; by default stdin; for "
        "--engine ray one or more files, folders or addresses",
    )
    parser.add_argument(
        "--output",
        "-o",
        metavar="FILE",
        type=named(str),
        default="-",
        help="where to write; by default stdout",
    )
    add_search(parser)
    parser.add_argument(
        "--nbest",
        type=at_least(1, int),
        metavar="N",
        help="number of outputs for each input, the best first; by default 1",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="text: outputs or tags alone; tsv: input, output, score, or a word and its tags on a "
        "line; jsonl: all "
        "that is known; pharaoh: which symbol of the input each symbol of the output attends to "
        "most; lexicon: a word and its phones, as a pronunciation lexicon; parquet: with --engine "
        "ray; by default text, for a tagger tsv, or the form of a .conllu or .conll file",
    )
    add_format(parser, "--input_format")
    add_group(parser, "each input has its own, behind it and a tab, or in a column of its file")
    _add_constraints(parser)
    parser.add_argument(
        "--scheme",
        choices=get_args(SpanScheme),
        help="how a tagger writes spans; by default as in the training data",
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=at_least(1, int),
        help="number of processes that share the lines of a long input; by default 1",
    )
    parser.add_argument(
        "--shard",
        metavar="I/N",
        type=shard,
        help="predict one of N parts of a file, each of lines that follow each other; `cat` puts "
        "the N outputs together in their order",
    )
    _add_engine(parser)
    add_device(parser, workers=True)
    return parser


def _add_engine(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group(
        "bulk prediction", "files of any size, on this machine or on a cluster"
    ).add_argument
    add(
        "--engine",
        choices=ENGINES,
        help="read, answer and write in the processes of Ray Data: text, .tsv, .csv, .jsonl and "
        ".parquet files; --workers processes, by default one for each processor, load the model "
        "once; --output is a file, or a folder that ends in / or an address, for Parquet",
    )
    add(
        "--address",
        metavar="HOST:PORT",
        type=named(str),
        help="with --engine ray: the cluster to compute on, or auto; by default this machine",
    )
    add(
        "--unordered",
        action="store_true",
        default=None,
        help="with --engine ray: write outputs as they come, and not in the order of the inputs",
    )


def _add_constraints(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("outputs of an encoder-decoder").add_argument
    add(
        "--probabilities",
        choices=("kaldi", "mfa"),
        help="with --format lexicon: also write how likely an output is beside the best one of its "
        "word: behind the word, as in Kaldi's lexiconp.txt, or between tabs, as the Montreal "
        "Forced Aligner has it",
    )
    add(
        "--lexicon",
        metavar="FILE",
        type=named(str),
        help="words and their outputs, in any format of training data: these words are answered "
        "from there, and the network answers the others",
    )
    add("--prefix", metavar="TEXT", help="what every output starts with")
    add(
        "--forbid",
        metavar="SYMBOL",
        action="extend",
        nargs="+",
        help="symbols that no output may hold; write INPUT before this flag",
    )
    add(
        "--require",
        metavar="PHRASE",
        action="extend",
        nargs="+",
        help="phrases that every output must hold; write INPUT before this flag",
    )
    add(
        "--allowed",
        metavar="FILE",
        type=named(str),
        help="a text file; every output is one of its lines",
    )
    add(
        "--copy_unknown",
        action="store_true",
        default=None,
        help="let outputs have unknown words, each replaced by the word of the input that it "
        "attends to most",
    )
    add(
        "--dictionary",
        metavar="FILE",
        type=named(str),
        help="as --copy_unknown, with a text file that has a word of the input and what it becomes "
        "on each line, with a tab between",
    )
    add(
        "--sample",
        action="store_true",
        default=None,
        help="draw outputs at random, by their probability, instead of searching for the best",
    )
    add(
        "--temperature",
        type=at_least(0, float),
        metavar="T",
        help="number by which the logits are divided before drawing: below 1 likely symbols become "
        "likelier; by default 1",
    )
    add(
        "--top_k",
        type=at_least(0, int),
        metavar="K",
        help="draw from this many of the likeliest symbols; by default 0: from all",
    )
    add(
        "--top_p",
        type=at_least(0, float),
        metavar="P",
        help="draw from the likeliest symbols that have this probability together; by default 1: "
        "from all",
    )
    add("--seed", type=at_least(0, int), metavar="N", help="decides what is drawn; by default 1")
