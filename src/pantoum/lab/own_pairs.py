"""Pairs of one's own in place of made sentences: trained on as `pantoum train` does."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import NamedTuple

import torch

from pantoum.api.run import run_training
from pantoum.config import AttentionName, config_from_keywords
from pantoum.lab.runs import Tell
from pantoum.metrics import Texts, accepted, split_symbols
from pantoum.predictor import load
from pantoum.tasks import prepare, read_data
from pantoum.training.events import Evaluated, Event


class Judged(NamedTuple):
    """An output for an input of the test file.

    length: symbols of the input; references: the right output, or several; output: what the model
    wrote; both with white space between their symbols.
    """

    length: int
    references: Texts
    output: str


def outputs_of(
    train: Path,
    test: Path,
    *,
    attention: AttentionName,
    longest: int,
    hidden: int,
    epochs: int,
    seed: int,
    tell: Tell,
) -> list[Judged]:
    """Train an encoder-decoder on a file, and let it write the outputs of another by greedy search.

    A part of the first file is held out, as `pantoum train` does, to choose the best weights.

    Args:
        attention: its score, or "none".
        longest: pairs with more symbols on one side are left out of training.
        hidden: numbers of each direction's state, and of the decoder's.
        epochs: passes over the file.
        tell: is told how far the training is.
    Raises: PantoumError for a file that cannot be read or learned from; KeyboardInterrupt if the
        training was interrupted.
    """
    settings = {
        "task": "seq2seq",
        "attention": attention,
        "hidden": hidden,
        "epochs": epochs,
        "max_length": longest,
        "seed": seed,
        "threads": torch.get_num_threads(),
    }
    config = config_from_keywords(None, settings).config
    read_data([test], config)  # what is wrong with it is said before the training

    def listen(event: Event) -> None:
        if isinstance(event, Evaluated):
            record = event.record
            tell(f"epoch {record.epoch:g} of {epochs}, loss {record.train_loss:.4f}")

    with tempfile.TemporaryDirectory(prefix="pantoum-lab-") as folder:
        made = Path(folder) / "model"
        ran = run_training(prepare([train], [], config), made, [listen])
        if ran.status:
            raise KeyboardInterrupt(ran.status)
        model = load(made, task="seq2seq")
        found = model.evaluate(test, beam=1)
    data = model.config.data
    normalization = data.normalization

    def symbols(text: str) -> str:
        return " ".join(split_symbols(text, data.target_units, normalization))

    return [
        Judged(
            len(split_symbols(one.source, data.source_units, normalization)),
            tuple(symbols(text) for text in accepted(references)),
            symbols(output),
        )
        for one, references, output in zip(
            found.inputs, found.references, found.outputs, strict=True
        )
    ]
