"""Pantoum's decoding of a test set: strings in, predictions out."""

from __future__ import annotations

from dataclasses import replace

import torch
from cases import never_ends
from pantoum_worker import prepared_case
from worker import Options, Step, options, serve

from pantoum.model_dir import TrainedModel, load_model
from pantoum.predictor import Predictor
from pantoum.search.limit import OutputLimit
from pantoum.symbols import EOS


def predictor_of(given: Options) -> Predictor:
    """A model, with fresh weights if none is given, whose outputs all have `case.symbols`
    symbols."""
    if "--model" in given.flags:
        folder = given.flags[given.flags.index("--model") + 1]
        trained = load_model(folder, shortlist="--shortlist" in given.flags)
    else:
        prepared = prepared_case(given)
        torch.manual_seed(1)
        trained = TrainedModel(
            prepared.config, prepared.task, prepared.task.build(prepared.config).eval()
        )
    never_ends(trained.model.decoder.output, EOS)
    task = replace(trained.task, limit=OutputLimit(0, given.case.symbols))
    return Predictor(replace(trained, task=task), int8="--int8" in given.flags)


def inputs_of(given: Options) -> list[str]:
    """The inputs of the test set."""
    lines = (given.data / given.case.test[0]).read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0] for line in lines][: given.case.inputs]


def main() -> None:
    """Serve passes over the test set."""
    given = options()
    torch.set_num_threads(given.threads)
    beam = given.number("--beam")
    predictor = predictor_of(given)
    inputs = inputs_of(given)
    vocabulary = len(predictor.output_symbols)
    about = {
        "source": sum(len(one.source_tokens) for one in predictor(inputs, beam=1)),
        "vocabulary": vocabulary,
    }

    def step() -> Step:
        found = predictor(inputs, beam=beam, attention=False)
        return Step(sum(len(one.tokens) for one in found))

    serve(step, about)


if __name__ == "__main__":
    main()
