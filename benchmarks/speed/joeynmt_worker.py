"""JoeyNMT's recurrent model in its own training loop; runs in a virtual environment that has it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import torch
from cases import CLIP, DROPOUT, LABEL_SMOOTHING, LEARNING_RATE, MIN_COUNT
from joeynmt import training
from worker import Gate, Options, Step, options


def config_of(given: Options, folder: str) -> dict[str, Any]:
    """The case as JoeyNMT's settings: Bahdanau's score, Luong's input feeding, an LSTM in each
    place.
    """
    case = given.case
    prefixes = {"train": given.case.train, "dev": given.case.dev}
    paths = {
        part: str(given.data / names[0]).removesuffix(".de") for part, names in prefixes.items()
    }
    side = {"level": "word", "voc_min_freq": MIN_COUNT, "max_length": 1_000}
    embeddings = {"embedding_dim": case.embedding, "dropout": DROPOUT}
    recurrent = {
        "type": "recurrent",
        "rnn_type": "lstm",
        "dropout": DROPOUT,
        "embeddings": embeddings,
    }
    return {
        "name": case.name,
        "model_dir": folder,
        "use_cuda": False,
        "random_seed": 1,
        "data": {**paths, "src": {"lang": "de", **side}, "trg": {"lang": "en", **side}},
        "testing": {"beam_size": 1},
        "training": {
            "optimizer": "adam",
            "learning_rate": LEARNING_RATE,
            "label_smoothing": LABEL_SMOOTHING,
            "clip_grad_norm": CLIP,
            "scheduling": "exponential",
            "batch_size": case.rows,
            "batch_type": "sentence",
            "epochs": 1_000,
            "validation_freq": 1_000_000,
            "logging_freq": 1_000_000,
        },
        "model": {
            "encoder": {
                **recurrent,
                "hidden_size": case.hidden,
                "bidirectional": True,
                "num_layers": case.layers,
            },
            "decoder": {
                **recurrent,
                "hidden_size": case.decoder_hidden,
                "num_layers": 1,
                "attention": "bahdanau",
                "input_feeding": True,
                "init_hidden": "bridge",
            },
        },
    }


class Turns:
    """`TrainManager._train_step`, waiting before each step, when the one before it is wholly
    over."""

    def __init__(self) -> None:
        self._train_step = training.TrainManager._train_step
        self._gate = None
        self._last = Step(0)

    def step(self, manager: Any, batch: Any) -> Any:
        if self._gate is None:
            parameters = sum(parameter.numel() for parameter in manager.model.parameters())
            self._gate = Gate({"parameters": parameters})
        else:
            self._gate.passed(self._last)
        self._last = Step(int(batch.ntokens), batch.src.numel() + batch.trg.numel())
        return self._train_step(manager, batch)


def main() -> None:
    """Train without end, taking turns."""
    given = options()
    turns = Turns()
    torch.set_num_threads(given.threads)
    training.TrainManager._train_step = lambda manager, batch: turns.step(manager, batch)
    with tempfile.TemporaryDirectory() as folder:
        for part in ("config.yaml", "train.log"):
            (Path(folder) / part).touch()
        training.train(rank=0, world_size=1, cfg=config_of(given, folder), skip_test=True)


if __name__ == "__main__":
    main()
