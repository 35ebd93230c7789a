"""A model of each cell learns twenty pairs by heart, every symbol of them."""

import pytest
import torch
from tests.models.combinations import Pairs
from torch.optim import AdamW

from pantoum.config import CellName, ModelConfig
from pantoum.models import Seq2Seq, build
from pantoum.symbols import EOS

SYMBOLS = 14


def copies() -> Pairs:
    """Random strings of three to seven of ten symbols; the output is the input, then </s>."""
    lengths = torch.randint(3, 8, (20,))
    source = torch.randint(4, SYMBOLS, (20, 7))
    target = torch.cat([source, torch.zeros(20, 1, dtype=torch.long)], dim=1)
    target[torch.arange(20), lengths] = EOS
    return Pairs(source, lengths, target, lengths + 1)


def all_right(model: Seq2Seq, pairs: Pairs) -> bool:
    """Each symbol is the likeliest after the right ones before it: greedy search then gives the
    right output.
    """
    with torch.no_grad():
        chosen = model(pairs.source, pairs.source_lengths, pairs.target).argmax(dim=-1)
    real = torch.arange(pairs.target.shape[1]) < pairs.target_lengths[:, None]
    return torch.equal(chosen[real], pairs.target[real])


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_copying_is_learned(cell: CellName) -> None:
    pairs = copies()
    model = build(ModelConfig(cell=cell, embedding=16, hidden=24, dropout=0.0), SYMBOLS, SYMBOLS)
    optimizer = AdamW(model.parameters(), 0.02)
    for step in range(100):
        optimizer.zero_grad()
        loss = model.loss(*pairs)
        (loss.total / loss.symbols).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % 10 == 9 and all_right(model, pairs):
            return
    pytest.fail("the copies were not learned in 100 steps")
