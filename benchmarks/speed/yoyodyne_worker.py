"""Yoyodyne's attentive LSTM in its own trainer; runs in a virtual environment that has it."""

from __future__ import annotations

import functools
import tempfile
from typing import Any

import lightning
import torch
from cases import CLIP, DROPOUT, LABEL_SMOOTHING, LEARNING_RATE, Case
from worker import Gate, Step, options
from yoyodyne import data, models, trainers
from yoyodyne.models import modules


class Turns(lightning.Callback):
    """Waits after each step until the next is wanted."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def on_train_batch_end(
        self, trainer: Any, module: Any, outputs: Any, batch: Any, index: int
    ) -> None:
        symbols = int((~batch.target.mask).sum())
        self._gate.passed(Step(symbols, batch.source.tensor.numel() + batch.target.tensor.numel()))


def model_of(case: Case, module: Any) -> lightning.LightningModule:
    """The case's sizes; Yoyodyne has no readout layer, and scores hidden states directly."""
    encoder = modules.LSTMEncoder(
        embedding_size=case.embedding,
        hidden_size=case.hidden,
        layers=case.layers,
        dropout=DROPOUT,
        bidirectional=True,
    )
    return models.SoftAttentionLSTMModel(
        source_encoder=encoder,
        decoder_hidden_size=case.decoder_hidden,
        decoder_layers=1,
        decoder_dropout=DROPOUT,
        embedding_size=case.embedding,
        label_smoothing=LABEL_SMOOTHING,
        optimizer=functools.partial(torch.optim.Adam, lr=LEARNING_RATE),
        vocab_size=module.vocab_size,
        target_vocab_size=module.target_vocab_size,
        index=module.index,
    )


def main() -> None:
    """Train without end, taking turns."""
    given = options()
    torch.set_num_threads(given.threads)
    lightning.seed_everything(1)
    (train,) = given.case.files(given.data)
    with tempfile.TemporaryDirectory() as folder:
        module = data.DataModule(
            model_dir=folder,
            train=str(train),
            val=str(given.data / given.case.dev[0]),
            target_sep=" ",
            batch_size=given.case.rows,
        )
        model = model_of(given.case, module)
        parameters = sum(parameter.numel() for parameter in model.parameters())
        trainer = trainers.Trainer(
            accelerator="cpu",
            max_epochs=100_000,
            gradient_clip_val=CLIP,
            callbacks=[Turns(Gate({"parameters": parameters}))],
            default_root_dir=folder,
            enable_progress_bar=False,
            enable_checkpointing=False,
            enable_model_summary=False,
            logger=False,
            limit_val_batches=0,
        )
        trainer.fit(model, module)


if __name__ == "__main__":
    main()
