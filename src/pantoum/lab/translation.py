"""Small encoder-decoders that learn the lab's made language, with sentences that are drawn on the
fly, never twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from pantoum.config import AttentionName, ModelConfig
from pantoum.lab.tasks.phrases import VOCABULARY, Pairs, draw
from pantoum.lab.training import TEST_SEED, step
from pantoum.models import Seq2Seq, build
from pantoum.search import greedy
from pantoum.symbols import EOS

# What an output may have more than its input before it is cut off.
MORE = 10


def train_translator(
    attention: AttentionName,
    *,
    seed: int,
    longest: int,
    hidden: int,
    steps: int,
    batch: int,
    learning_rate: float,
    max_grad_norm: float,
    looks: Sequence[int] = (),
    look: Callable[[int, Seq2Seq], None] | None = None,
    listen: Callable[[int, float], None] | None = None,
) -> Seq2Seq:
    """Train a fresh encoder-decoder on sentences of `pantoum.lab.tasks.phrases`.

    The encoder reads in both directions, one layer of LSTM cells each; the decoder has one.

    Args:
        attention: its score, or "none": the decoder then has the encoder's last states alone.
        seed: decides the first weights and every sentence; PyTorch's own random numbers stay as
            they are.
        longest: words of the longest sentences; each step has sentences of one length, at random
            from 1 to this.
        hidden: numbers of each direction's state, and of the decoder's; embeddings have half.
        steps: the learning rate falls evenly to 0 over them.
        batch: sentences of one step.
        max_grad_norm: longer gradients are scaled down to this length.
        looks: steps after which `look` is called, with how many were taken and the model in
            evaluation mode; 0: before the first.
        listen: is told the steps done and the mean loss, in nats for each symbol, once for each
            stretch.
    """
    numbers = torch.Generator().manual_seed(seed)
    model = _fresh(attention, hidden, seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)
    stretch = max(1, steps // 50)
    sums = 0.0
    _look(model, 0, looks, look)
    for done in range(1, steps + 1):
        words = int(torch.randint(1, longest + 1, (), generator=numbers))
        loss = translation_loss(model, draw(batch, words, numbers))
        optimizer.param_groups[0]["lr"] = learning_rate * (1 - (done - 1) / steps)
        step(model, optimizer, loss, max_grad_norm)
        sums += loss.item()
        if done % stretch == 0 and listen is not None:
            listen(done, sums / stretch)
        if done % stretch == 0:
            sums = 0.0
        _look(model, done, looks, look)
    return model.eval()


def _fresh(attention: AttentionName, hidden: int, seed: int) -> Seq2Seq:
    config = ModelConfig(
        attention=attention, embedding=max(1, hidden // 2), hidden=hidden, dropout=0.0
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return build(config, VOCABULARY, VOCABULARY)


def _look(
    model: Seq2Seq,
    done: int,
    looks: Sequence[int],
    look: Callable[[int, Seq2Seq], None] | None,
) -> None:
    if look is not None and done in looks:
        model.eval()
        look(done, model)
        model.train()


def translation_loss(model: Seq2Seq, pairs: Pairs) -> Float[Tensor, ""]:
    """The mean negative log-likelihood of a symbol, </s> included, in nats."""
    batch, words = pairs.source.shape
    target = torch.cat([pairs.target, torch.full((batch, 1), EOS)], dim=1)
    loss = model.loss(pairs.source, [words] * batch, target, [words + 1] * batch)
    return loss.total / loss.symbols


def translate(model: Seq2Seq, pairs: Pairs) -> list[list[int]]:
    """The output for each sentence, by greedy search; ids without </s>."""
    batch, words = pairs.source.shape
    lengths = torch.full((batch,), words)
    with torch.inference_mode():
        state = model.start(pairs.source, lengths)
    found = greedy(model, state, lengths, [words + MORE] * batch, attention=False)
    return [one.ids for one in found]


def attention_weights(model: Seq2Seq, pairs: Pairs) -> Float[Tensor, "batch target source"]:
    """The attention weights of each word of the right translations, without those of </s>.

    Raises: ValueError for a model without attention.
    """
    batch, words = pairs.source.shape
    with torch.inference_mode():
        weights = model.features(pairs.source, [words] * batch, pairs.target).weights
    if weights is None:
        raise ValueError("the model has no attention")
    return weights


def new_pairs(sentences: int, words: int) -> Pairs:
    """New sentences of a length, the same ones for every model."""
    return draw(sentences, words, torch.Generator().manual_seed(TEST_SEED + words))
