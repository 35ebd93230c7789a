"""An ensemble's step is the average of its members' steps, by hand."""

from typing import Any

import pytest
import torch
from tests.search.models import inputs, padded, peaked
from torch.testing import assert_close

from pantoum.models import Ensemble

KINDS: list[dict[str, Any]] = [
    {},
    {"cell": "gru", "attention": "none"},
    {"cell": "rnn", "attention": "dot"},
]


def members() -> list[Any]:
    return [peaked(kind, seed=number) for number, kind in enumerate(KINDS)]


@pytest.mark.parametrize("average", ["probability", "log_probability"])
def test_a_step_is_the_average(average: Any) -> None:
    models = members()
    rows = padded(inputs(4))
    together = Ensemble(models, average, same_inputs=True)
    state = together.start(*rows)
    states = [model.start(*rows) for model in models]
    for tokens in ([2, 2, 2, 2], [5, 4, 6, 5]):
        read = torch.tensor(tokens)
        scores, state, looks = together.step(read, state)
        steps = [model.step(read, own) for model, own in zip(models, states, strict=True)]
        states = [own for _, own, _ in steps]
        shares = torch.stack([torch.softmax(logits, dim=-1) for logits, _, _ in steps])
        if average == "probability":
            expected = shares.mean(0)
        else:
            expected = shares.prod(0) ** (1 / 3)
            expected = expected / expected.sum(-1, keepdim=True)
        assert_close(scores.exp(), expected)
        seen = [weights for _, _, weights in steps if weights is not None]
        assert len(seen) == 2
        assert_close(looks, (seen[0] + seen[1]) / 2)


def test_members_may_read_inputs_of_their_own() -> None:
    models = members()[:2]
    first = padded(inputs(3, seed=1))
    second = padded(inputs(3, longest=4, seed=2))
    together = Ensemble(models, "probability", same_inputs=False)
    read = torch.tensor([2, 2, 2])
    scores, _, looks = together.step(read, together.start(*first, *second))
    alone = [
        model.step(read, model.start(*rows))
        for model, rows in zip(models, (first, second), strict=True)
    ]
    assert_close(
        scores.exp(), (torch.softmax(alone[0][0], -1) + torch.softmax(alone[1][0], -1)) / 2
    )
    assert_close(looks, alone[0][2])
