"""Pantoum's own training steps: `pantoum.training` without files and evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch
from cases import CLIP, DROPOUT, LABEL_SMOOTHING, LEARNING_RATE, MIN_COUNT
from worker import Options, Step, options, serve

from pantoum.config import Config, DataConfig, ModelConfig, TrainingConfig
from pantoum.tasks import Prepared, prepare
from pantoum.training.fabric import Engine
from pantoum.training.threads import better_threads, counts_to_measure, measure_threads


def config_of(given: Options) -> Config:
    """The case as settings of Pantoum."""
    case = given.case
    return Config(
        task="seq2seq",
        seed=1,
        data=DataConfig(target_units=case.units, **_word_settings(case.units)),  # type: ignore[arg-type]
        model=ModelConfig(
            embedding=case.embedding,
            hidden=case.hidden,
            layers=case.layers,
            decoder_layers=1,
            decoder_hidden=case.decoder_hidden,
            dropout=DROPOUT,
        ),
        training=TrainingConfig(
            learning_rate=LEARNING_RATE,
            label_smoothing=LABEL_SMOOTHING,
            max_grad_norm=CLIP,
            ema_decay=0.0,
            device="cpu",
        ),
    )


def _word_settings(units: str) -> dict[str, Any]:
    return {"source_units": "words", "min_count": MIN_COUNT} if units == "words" else {}


def prepared_case(given: Options) -> Prepared[Any]:
    """The case's data, in batches of `rows` pairs on average."""
    data = given.data
    dev = [data / name for name in given.case.dev]
    prepared = prepare(given.case.files(data), dev, config_of(given))
    cells = given.case.rows
    found = 0.0
    while found < given.case.rows:
        cells += given.case.rows
        training = replace(prepared.config.training, batch_tokens=cells)
        prepared = replace(prepared, config=replace(prepared.config, training=training))
        found = len(prepared.train) / len(prepared.task.batches(prepared.train, prepared.config, 0))
    return prepared


def batches(prepared: Prepared[Any]) -> Iterator[Any]:
    """Batch after batch, epoch after epoch."""
    epoch = 0
    while True:
        for picked in prepared.task.batches(prepared.train, prepared.config, epoch):
            yield prepared.task.collate(prepared.train, picked)
        epoch += 1


def measured(engine: Engine, batch: Any, most: int) -> int:
    """The threads that a run keeps which may have so many, as at its start."""

    def step() -> None:
        engine.rehearse(*batch.inputs, label_smoothing=LABEL_SMOOTHING)

    with engine.rehearsing():
        return better_threads(measure_threads(counts_to_measure(most), step))


def main() -> None:
    """Serve training steps."""
    given = options()
    torch.set_num_threads(given.threads)
    torch.manual_seed(1)
    prepared = prepared_case(given)
    model = prepared.task.build(prepared.config)
    if "--per-step" in given.flags:
        model.decoder.fast = False
    model.train()
    engine = Engine(model, prepared.config.training)
    feed = batches(prepared)

    def step() -> Step:
        batch = next(feed)
        loss = engine.loss(*batch.inputs, label_smoothing=LABEL_SMOOTHING)
        engine.update(loss.total / loss.symbols, LEARNING_RATE)
        return Step(batch.symbols, batch.source.ids.numel() + batch.target.ids.numel())

    about = {"parameters": sum(parameter.numel() for parameter in model.parameters())}
    if "--measured" in given.flags:
        about["threads"] = measured(engine, next(feed), given.threads)
        torch.set_num_threads(about["threads"])
    serve(step, about)


if __name__ == "__main__":
    main()
