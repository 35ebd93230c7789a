"""What holds for everything that takes steps (`pantoum.search.contract.Step`): models, their
inference forms, ensembles, language models.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
from tests.comparing import tensors_of
from torch import Tensor
from torch.testing import assert_close

from pantoum.models import Branches
from pantoum.search.contract import Step

ROWS = 4


class Subject(NamedTuple):
    """step: what takes steps; start: the state of some of four inputs, picked by number, before
    anything was read; tokens [4, time]: what is read; branches: whether its states know beams.
    """

    step: Step
    start: Callable[[Sequence[int]], Any]
    tokens: Tensor
    branches: bool = True


def advanced(subject: Subject, rows: Sequence[int] = range(ROWS), steps: int = 2) -> Any:
    """The state of some rows after a few steps."""
    state = subject.start(rows)
    for step in range(steps):
        _, state, _ = subject.step.step(subject.tokens[list(rows), step], state)
    return state


def check_contract(subject: Subject) -> None:
    assert isinstance(subject.step, Step)
    logits, _, weights = subject.step.step(subject.tokens[:, 0], subject.start(range(ROWS)))
    assert logits.ndim == 2
    assert len(logits) == ROWS
    if weights is not None:
        sums = weights.sum(dim=1)
        assert_close(sums, sums.round())  # 1, and 0 for an input without symbols


def check_state_passed_in_is_left_alone(subject: Subject) -> None:
    state = advanced(subject)
    tokens = subject.tokens[:, 2]
    before = [tensor.clone() for tensor in tensors_in(state)]
    first = subject.step.step(tokens, state)
    again = subject.step.step(tokens, state)
    assert_close(first[0], again[0], rtol=0, atol=0)
    assert_close(tensors_in(state), before, rtol=0, atol=0)


def check_select_picks_rows(subject: Subject) -> None:
    state = advanced(subject)
    tokens = subject.tokens[:, 2]
    rows = torch.tensor([3, 0, 0, 2, 1])
    logits, after, weights = subject.step.step(tokens, state)
    picked, after_picked, weights_picked = subject.step.step(tokens[rows], state.select(rows))
    assert_close(picked, logits[rows])
    if weights is not None:
        assert_close(weights_picked, weights[rows])
    following = subject.step.step(tokens, after)[0][rows]
    assert_close(subject.step.step(tokens[rows], after_picked)[0], following)


# Places of a table of 3 for each of 4 inputs; then the third input is done, and some partial
# hypotheses of the others.
FIRST = ([0, 1, 2, 3], [0, 0, 1, 2, 2, 2, 3], [0, 2, 4, 6, 7, 8, 9], 3)
SECOND = ([0, 1, 3], [1, 0, 1, 2, 6], [0, 1, 2, 3, 8], 3)


def check_branches_continue_their_parents(subject: Subject) -> None:
    """A beam's steps are those of rows that were picked by hand."""
    state = by_hand = advanced(subject, steps=1)
    for inputs, parents, places, width in (FIRST, SECOND):
        going = None if len(inputs) == ROWS else torch.tensor(inputs)
        continued = torch.tensor(parents)
        put = torch.tensor(places)
        state = state.branch(Branches(going, continued, put, width))
        by_hand = by_hand.select(continued)
        tokens = torch.arange(len(parents)) % 5 + 3
        logits, state, weights = subject.step.step(tokens, state)
        expected, by_hand, weights_expected = subject.step.step(tokens, by_hand)
        assert_close(logits, expected)
        if weights is not None:
            assert_close(weights, weights_expected)


def check_a_batch_equals_its_rows(subject: Subject) -> None:
    together = subject.start(range(ROWS))
    alone = [subject.start([row]) for row in range(ROWS)]
    for step in range(subject.tokens.shape[1]):
        logits, together, weights = subject.step.step(subject.tokens[:, step], together)
        for row in range(ROWS):
            tokens = subject.tokens[[row], step]
            expected, alone[row], own = subject.step.step(tokens, alone[row])
            assert_close(logits[[row]], expected)
            if weights is not None and own is not None:
                width = own.shape[1]
                assert_close(weights[[row], :width], own)
                assert weights[row, width:].count_nonzero() == 0


def check_steps_equal(one: Subject, other: Subject, rtol: float = 1e-7, atol: float = 1e-7) -> None:
    """Two that take the same steps, such as a model and its inference form."""
    first = one.start(range(ROWS))
    second = other.start(range(ROWS))
    for step in range(one.tokens.shape[1]):
        logits, first, weights = one.step.step(one.tokens[:, step], first)
        found, second, found_weights = other.step.step(one.tokens[:, step], second)
        assert_close(found, logits, rtol=rtol, atol=atol)
        assert (found_weights is None) is (weights is None)
        if weights is not None:
            assert_close(found_weights, weights, rtol=rtol, atol=atol)


def check_steps_equal_the_whole_sequence(
    subject: Subject, logits: Tensor, weights: Tensor | None, tolerance: float = 1e-7
) -> None:
    """Teacher forcing gives at each step what the steps give, `logits` [4, time, symbols]."""
    state = subject.start(range(ROWS))
    for step in range(logits.shape[1]):
        stepped, state, own = subject.step.step(subject.tokens[:, step], state)
        assert_close(stepped, logits[:, step], rtol=tolerance, atol=tolerance)
        assert (own is None) is (weights is None)
        if own is not None and weights is not None:
            assert_close(own, weights[:, step], rtol=tolerance, atol=tolerance)


def tensors_in(state: Any) -> list[Tensor]:
    """All tensors of a state, whatever else stands in it."""
    if isinstance(state, Tensor):
        return tensors_of(state)
    if isinstance(state, tuple):
        return [tensor for part in state for tensor in tensors_in(part)]
    return []


CHECKS = [
    check_contract,
    check_state_passed_in_is_left_alone,
    check_select_picks_rows,
    check_a_batch_equals_its_rows,
]
