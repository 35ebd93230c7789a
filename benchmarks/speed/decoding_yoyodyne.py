"""Yoyodyne's decoding of a test set, in its own batches; runs in a virtual environment that has
it."""

from __future__ import annotations

import tempfile

import lightning
import torch
from cases import never_ends
from worker import Step, options, serve
from yoyodyne import data, special, trainers
from yoyodyne_worker import model_of


def main() -> None:
    """Serve passes over the test set."""
    given = options()
    torch.set_num_threads(given.threads)
    lightning.seed_everything(1)
    case = given.case
    beam = given.number("--beam")
    with tempfile.TemporaryDirectory() as folder:
        files = {"train": str(given.data / case.train[0]), "test": str(given.data / case.test[0])}
        module = data.DataModule(model_dir=folder, target_sep=" ", **files)
        model = model_of(case, module).eval()
        never_ends(model.classifier, special.END_IDX)
        model.trainer = trainers.Trainer(
            accelerator="cpu", logger=False, enable_checkpointing=False
        )
        model.beam_width = beam
        model.max_target_length = case.symbols
        batches = list(module.test_dataloader())

    @torch.inference_mode()
    def step() -> Step:
        rows = 0
        for index, batch in enumerate(batches):
            model.predict_step(batch, index)
            rows += len(batch)
        return Step(rows * case.symbols)

    serve(step, {})


if __name__ == "__main__":
    main()
