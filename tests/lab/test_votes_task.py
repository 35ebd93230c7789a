"""Votes and their parity, against counting one symbol after the other."""

import math

import pytest
import torch

from pantoum.lab.tasks.votes import VotesTask


def test_answers_are_those_that_are_counted() -> None:
    batch = VotesTask(7).draw(50, torch.Generator().manual_seed(1))
    assert batch.x.sum(-1).eq(1).all()
    lengths_of_words: set[int] = set()
    for x, length, targets in zip(batch.x, batch.lengths.tolist(), batch.targets, strict=True):
        symbols = x.argmax(-1).tolist()
        word: list[int] = []
        said_yes = words = 0
        for place in range(length):
            if symbols[place] != 2:
                word.append(symbols[place])
                assert targets[place] == -1
                continue
            words += 1
            lengths_of_words.add(len(word))
            said_yes += sum(word) > len(word) / 2
            assert targets[place] == said_yes % 2
            word = []
        assert words == 7
        assert not word
        assert targets[length:].eq(-1).all()
    assert lengths_of_words == {1, 3, 5}


def test_both_answers_are_as_likely_everywhere() -> None:
    batch = VotesTask(4).draw(4_000, torch.Generator().manual_seed(2))
    ends = batch.targets[batch.targets != -1].view(-1, 4).float()
    assert (ends.mean(0) - 0.5).abs().max() < 0.03


def test_loss_and_what_is_right() -> None:
    task = VotesTask(3)
    batch = task.draw(6, torch.Generator().manual_seed(3))
    outputs = torch.where(batch.targets == 1, 2.0, -2.0)[..., None]
    expected = math.log(1 + math.exp(-2))
    assert task.loss(outputs, batch).item() == pytest.approx(expected, rel=1e-5)
    assert task.right(outputs, batch).all()
    asked = batch.targets[0] != -1
    outputs[0, asked.nonzero()[1]] *= -1
    outputs[1, (batch.targets[1] == -1).nonzero()[0]] = 9.0
    assert task.right(outputs, batch).tolist() == [False, True, True, True, True, True]
