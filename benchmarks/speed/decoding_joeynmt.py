"""JoeyNMT's search over a test set, in batches of similar lengths; runs in a virtual environment
that has it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import torch
from cases import never_ends
from joeynmt.config import parse_global_args
from joeynmt.prediction import prepare
from joeynmt.search import search
from joeynmt_worker import config_of
from worker import Step, options, serve

ROWS = (
    50  # inputs in a batch: of 10, 20, 50, 100 and 200 the fastest, or as fast, with either search
)


def main() -> None:
    """Serve passes over the first inputs of the test set."""
    given = options()
    torch.set_num_threads(given.threads)
    case = given.case
    beam = given.number("--beam")
    with tempfile.TemporaryDirectory() as folder:
        for part in ("config.yaml", "train.log"):
            (Path(folder) / part).touch()
        config = config_of(given, folder)
        config["data"]["test"] = str(given.data / case.test[0]).removesuffix(".de")
        args = parse_global_args(config, rank=0, mode="train")
        model, _, _, test = prepare(args, rank=0, mode="train")
        never_ends_in(model)
        model.eval()
        rows = given.number("--rows") if "--rows" in given.flags else ROWS
        batches = list(
            test.make_iter(
                batch_size=rows,
                batch_type="sentence",
                shuffle=False,
                eos_index=model.eos_index,
                pad_index=model.pad_index,
                device=torch.device("cpu"),
            )
        )[: case.inputs // rows]

    def step() -> Step:
        found = 0
        for batch in batches:
            batch.sort_by_src_length()
            ids, _, _ = search(
                model, batch, case.symbols, beam if beam > 1 else 0, 1.0, return_prob="none"
            )
            found += ids.size
        return Step(found)

    serve(step, {"parameters": sum(parameter.numel() for parameter in model.parameters())})


def never_ends_in(model: object) -> None:
    """JoeyNMT's output layer has no bias: it is given one."""
    layer = model.decoder.output_layer
    layer.bias = torch.nn.Parameter(torch.zeros(layer.out_features))
    never_ends(layer, model.eos_index)


if __name__ == "__main__":
    main()
