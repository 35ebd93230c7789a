"""The names, shapes and types of every tensor that models are saved with;
`python -m tests.models.parameter_trees` renews the file. A name that changes makes directories of
trained models unreadable: see docs/compatibility.md first.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.chains import some_constraints
from tests.models.sentences import EVERYTHING, inventory
from torch import nn

from pantoum.config import ClassifierConfig, ModelConfig, TaggerConfig
from pantoum.models import TagHeadSpec, build, build_classifier, build_language_model, build_tagger

FILE = Path(__file__).with_name("parameter_trees.json")
SOURCE = 9
TARGET = 11
LABELS = 3
TAGS = 4
SIZES = {"embedding": 5, "hidden": 3, "decoder_hidden": 6, "attention_size": 7}


def _seq2seq(**settings: object) -> nn.Module:
    return build(ModelConfig(**(SIZES | settings)), SOURCE, TARGET)  # pyright: ignore[reportArgumentType]


def _tagger(characters: str) -> nn.Module:
    reads = TaggerConfig(**{**EVERYTHING, "characters": characters})
    kinds = [TagHeadSpec(TAGS, False), TagHeadSpec(TAGS, True, some_constraints(TAGS))]
    return build_tagger(ModelConfig(embedding=5, hidden=3), reads, inventory(), kinds)


def _classifier(pooling: str) -> nn.Module:
    config = ClassifierConfig(pooling)  # pyright: ignore[reportArgumentType]
    return build_classifier(ModelConfig(embedding=5, hidden=3), config, SOURCE, LABELS)


MODELS: dict[str, Callable[[], nn.Module]] = {
    "seq2seq: lstm, additive": lambda: _seq2seq(),
    "seq2seq: gru, dot": lambda: _seq2seq(cell="gru", attention="dot"),
    "seq2seq: rnn, general": lambda: _seq2seq(cell="rnn", attention="general", input_feeding=False),
    "seq2seq: lstm to gru, concat": lambda: _seq2seq(decoder_cell="gru", attention="concat"),
    "seq2seq: two and three layers, no attention, nothing tied": lambda: _seq2seq(
        attention="none", layers=2, decoder_layers=3, bidirectional=False, tie_embeddings=False
    ),
    "tagger: characters by an LSTM": lambda: _tagger("lstm"),
    "tagger: characters by a convolution": lambda: _tagger("cnn"),
    "classifier: attention": lambda: _classifier("attention"),
    "classifier: mean": lambda: _classifier("mean"),
    "language model": lambda: build_language_model(
        ModelConfig(embedding=5, hidden=3, layers=2), TARGET
    ),
}


def tree_of(model: nn.Module) -> dict[str, str]:
    """Each tensor's name, and its type and shape as in "float32 [3, 4]"."""
    tensors = model.state_dict()
    return {
        name: f"{str(tensor.dtype).removeprefix('torch.')} {list(tensor.shape)}"
        for name, tensor in tensors.items()
    }


def trees() -> dict[str, dict[str, str]]:
    return {name: tree_of(make()) for name, make in MODELS.items()}


if __name__ == "__main__":
    FILE.write_text(json.dumps(trees(), indent=1) + "\n", encoding="utf-8")
