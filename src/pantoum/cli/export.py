"""``pantoum export``: a trained model as one ONNX file with its search inside."""

from __future__ import annotations

import argparse
from pathlib import Path

from pantoum.cli.arguments import at_least, command_parser, model_place, named
from pantoum.cli.messages import say
from pantoum.cli.report import print_json


def run(arguments: list[str]) -> int:
    """Run the command."""
    options = _parser().parse_intermixed_args(arguments)
    from pantoum.exporting import export

    exported = export(
        options.models,
        options.output,
        search=options.search,
        beam=options.beam,
        nbest=options.nbest,
        length_penalty=options.length_penalty,
        attention=options.attention,
        int8=options.int8,
        combine=options.combine,
        dev=options.dev,
        lexicon=options.lexicon,
        overwrite=options.overwrite,
    )
    if options.json:
        print_json(exported.to_dict())
    for sentence in exported.sentences():
        say(sentence)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "export",
        "Write a model as one ONNX file that takes the ids of symbols and gives outputs: encoder, "
        "decoder and search in one graph, or a tagger, a classifier or a language model, and all "
        "else that a host needs in its metadata. `pantoum predict` reads it without PyTorch, as do "
        "pantoum-runtime and any host with ONNX Runtime. Before it is written its answers are "
        "compared with the model's. Settings of the search and --attention are for encoder-"
        "decoders.",
    )
    add = parser.add_argument
    add(
        "models",
        metavar="DIR",
        type=named(model_place),
        nargs="+",
        help="the model directory, or hf://user/name on the Hugging Face hub; several decide "
        "together",
    )
    add(
        "--output",
        "-o",
        metavar="FILE",
        type=named(Path),
        required=True,
        help="the file to write, such as model.onnx",
    )
    add(
        "--search",
        choices=("greedy", "beam"),
        help="how outputs are searched for; by default as the model was trained",
    )
    add(
        "--beam",
        metavar="N",
        type=at_least(1, int),
        help="hypotheses kept at each step; by default as the model was trained",
    )
    add(
        "--nbest",
        metavar="N",
        type=at_least(1, int),
        default=1,
        help="outputs of each input, best first; by default 1",
    )
    add(
        "--length_penalty",
        metavar="N",
        type=at_least(0, float),
        help="exponent of the length by which log-probabilities are divided; by default as the "
        "model was trained",
    )
    add("--attention", action="store_true", help="the file also gives the attention weights")
    add(
        "--int8",
        action="store_true",
        help="keep the weights in 8 bits: a quarter of the size, and not quite the same outputs",
    )
    add(
        "--combine",
        choices=("probability", "log_probability"),
        default="probability",
        help="how several models decide; by default by the mean of their probabilities",
    )
    add(
        "--dev",
        metavar="FILE",
        type=named(Path),
        help="data on which the file is compared with the model; by default the development data "
        "of the training, if they are still there",
    )
    add(
        "--lexicon",
        metavar="FILE",
        type=named(Path),
        help="words and their outputs, which go into the file as well: its readers answer these "
        "words from there, for an encoder-decoder",
    )
    add("--overwrite", action="store_true", help="replace a file that is there")
    add("--json", action="store_true", help="print what was found as one JSON object")
    return parser
