"""Combinations of settings, few enough to run and chosen so that every pair of values meets, and a
small batch.
"""

import random
from itertools import combinations, product
from typing import Any, NamedTuple

import torch
from tests.tiers import pairs
from torch import Tensor

from pantoum.config import ModelConfig
from pantoum.models import Seq2Seq, SoftmaxOutput, build
from pantoum.symbols import BOS

VALUES: dict[str, list[Any]] = {
    "cell": ["lstm", "gru", "rnn"],
    "decoder_cell": ["lstm", "gru", "rnn"],
    "layers": [1, 2, 3],
    "decoder_layers": [1, 2, 3],
    "bidirectional": [True, False],
    "attention": ["additive", "dot", "general", "concat", "none"],
    "attention_order": ["attend_then_update", "update_then_attend"],
    "input_feeding": [True, False],
    "residual": [True, False],
    "tie_embeddings": [True, False],
}
SOURCE_SYMBOLS = 9
TARGET_SYMBOLS = 11


def all_pairs() -> set[tuple[Any, ...]]:
    found = set()
    for a, b in combinations(VALUES, 2):
        found |= {(a, x, b, y) for x, y in product(VALUES[a], VALUES[b])}
    return found


def sample(count: int, seed: int) -> list[dict[str, Any]]:
    """`count` choices; each is the one of some random ones that shows the most new pairs."""
    random_numbers = random.Random(seed)
    seen = set()
    chosen = []
    for _ in range(count):
        candidates = [{k: random_numbers.choice(v) for k, v in VALUES.items()} for _ in range(10)]
        best = max(candidates, key=lambda choice: len(pairs(choice) - seen))
        seen |= pairs(best)
        chosen.append(best)
    return chosen


SAMPLE = sample(100, seed=1)
COVER = SAMPLE[:30]  # here already every pair of values meets


def config_of(choice: dict[str, Any], **more: Any) -> ModelConfig:
    """A tiny model's settings; all sizes differ unless the dot score forbids it."""
    annotation = 3 * (2 if choice.get("bidirectional", True) else 1)
    decoder_hidden = annotation if choice.get("attention") == "dot" else 4
    sizes = {
        "embedding": 5,
        "hidden": 3,
        "decoder_hidden": decoder_hidden,
        "attention_size": 7,
        "dropout": 0.0,
    }
    return ModelConfig(**(sizes | choice | more))


def model_of(choice: dict[str, Any], **more: Any) -> Seq2Seq:
    model = build(config_of(choice, **more), SOURCE_SYMBOLS, TARGET_SYMBOLS).double()
    with torch.no_grad():  # biases that are all 0 would hide mistakes
        for name, parameter in model.named_parameters():
            if "bias" in name:
                parameter.add_(torch.randn_like(parameter) * 0.1)
    return model


def softmax_of(model: Seq2Seq) -> SoftmaxOutput:
    """The output layer of a model that does not copy."""
    assert isinstance(model.decoder.output, SoftmaxOutput)
    return model.decoder.output


def name_of(choice: dict[str, Any]) -> str:
    return "-".join(str(value) for value in choice.values())


class Pairs(NamedTuple):
    """Inputs and outputs, padded."""

    source: Tensor
    source_lengths: Tensor
    target: Tensor
    target_lengths: Tensor

    @property
    def read(self) -> Tensor:
        """What the decoder reads: <s>, then the output without its last symbol."""
        return torch.cat(
            [self.target.new_full((len(self.target), 1), BOS), self.target[:, :-1]], dim=1
        )

    def row(self, index: int) -> "Pairs":
        """One pair by itself, without padding."""
        one = slice(index, index + 1)
        source = self.source[one]
        target = self.target[one]
        lengths = self.source_lengths[one], self.target_lengths[one]
        return Pairs(
            source[:, : lengths[0].item()], lengths[0], target[:, : lengths[1].item()], lengths[1]
        )


def batch() -> Pairs:
    """Four pairs, always the same; one input is empty, no row fills the time axis, padding holds
    any ids.
    """
    with torch.device("cpu"):
        numbers = torch.Generator().manual_seed(0)
        source = torch.randint(4, SOURCE_SYMBOLS, (4, 6), generator=numbers)
        target = torch.randint(3, TARGET_SYMBOLS, (4, 5), generator=numbers)
        return Pairs(source, torch.tensor([5, 1, 0, 3]), target, torch.tensor([1, 4, 2, 3]))
