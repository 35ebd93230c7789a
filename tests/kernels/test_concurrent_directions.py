"""Two sequences at once give what one after the other gives, forward and backward."""

import multiprocessing
from threading import Barrier, Thread, get_ident
from typing import Any

import pytest
import torch
from tests.comparing import gradcheck, gradients, tensors_of
from torch import Tensor
from torch.testing import assert_close

from pantoum.kernels import LayerCall, concurrently
from pantoum.kernels.concurrent_directions import run_both
from pantoum.layers import Bidirectional, gru, lstm, rnn

LENGTHS = torch.tensor([5, 3, 0, 4])


@pytest.fixture(autouse=True)
def _two_threads() -> None:
    torch.set_num_threads(2)


def calls_of(first: Any, second: Any) -> tuple[LayerCall, LayerCall]:
    """Two layers over rows of their own, from states of their own; all of it wants gradients."""
    made = []
    for make, size in ((first, 6), (second, 7)):
        layer = make(3, size).double()
        state = layer.cell.initial_state(4)
        state = type(state)(*(torch.randn_like(part, requires_grad=True) for part in state))
        made.append(
            layer.call(
                torch.randn(4, 5, 3, dtype=torch.float64, requires_grad=True), LENGTHS, state
            )
        )
    return made[0], made[1]


def flat(found: tuple[tuple[Tensor, Any], tuple[Tensor, Any]]) -> list[Tensor]:
    return [tensor for y, state in found for tensor in (y, *state)]


PAIRS = [(lstm, lstm), (gru, gru), (rnn, rnn), (lstm, gru)]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_equals_one_after_the_other(first: Any, second: Any) -> None:
    ahead, back = calls_of(first, second)
    inputs = [*ahead.tensors, *back.tensors]
    assert type(concurrently(ahead, back)[0][1]) is type(ahead.state)
    parts = 1 + len(ahead.state)
    for wanted in (
        slice(None),
        slice(1, parts),
        slice(parts, parts + 1),
    ):  # all, a last state, the other's outputs
        ours = flat(concurrently(ahead, back))[wanted]
        expected = flat((ahead.run(), back.run()))[wanted]
        assert_close(ours, expected)
        assert_close(gradients(ours, inputs), gradients(expected, inputs))


def test_numeric_gradients() -> None:
    ahead, back = calls_of(gru, rnn)
    cut = len(ahead.tensors)

    def run(*tensors: Tensor) -> tuple[Tensor, ...]:
        return tuple(
            flat(
                concurrently(
                    ahead.with_tensors(list(tensors[:cut])), back.with_tensors(list(tensors[cut:]))
                )
            )
        )

    # Threads hand over at each call, which takes long on a busy machine: few calls.
    assert gradcheck(run, (*ahead.tensors, *back.tensors), fast_mode=True)


def test_the_graph_is_kept_only_if_that_is_asked_for() -> None:
    layer = Bidirectional(lstm(3, 6), lstm(3, 6))
    x = torch.randn(4, 5, 3, requires_grad=True)
    total = layer(x, LENGTHS)[0].square().sum()
    (first,) = torch.autograd.grad(total, x, retain_graph=True)
    (second,) = torch.autograd.grad(total, x)
    assert_close(first, second)
    with pytest.raises(RuntimeError, match="retain_graph=True"):
        torch.autograd.grad(total, x)


def test_what_is_not_kept_is_freed() -> None:
    x = torch.randn(4, 5, 3, requires_grad=True)
    y, _ = Bidirectional(gru(3, 6), gru(3, 6))(x, LENGTHS)
    apart = y.grad_fn.next_functions[0][0]  # type: ignore[union-attr]
    y.sum().backward()
    assert apart is not None
    assert apart.outputs is None


def test_gradients_reach_what_wants_them_alone() -> None:
    layer = Bidirectional(gru(3, 6), gru(3, 6))
    layer.forward_layer.requires_grad_(False)
    y, _ = layer(torch.randn(4, 5, 3), LENGTHS)
    y.square().sum().backward()
    assert all(weight.grad is None for weight in layer.forward_layer.parameters())
    assert all(
        weight.grad is not None and weight.grad.abs().sum() > 0
        for weight in layer.backward_layer.parameters()
    )


@pytest.mark.parametrize("mode", [torch.no_grad, torch.inference_mode])
def test_no_graph_where_none_is_wanted(mode: Any) -> None:
    layer = Bidirectional(gru(3, 6), gru(3, 6))
    x = torch.randn(4, 5, 3)
    expected, final = layer(x, LENGTHS)
    with mode():
        y, last = layer(x, LENGTHS)
    assert not y.requires_grad
    assert y.is_inference() == (mode is torch.inference_mode)
    assert_close([y, *tensors_of(last)], [expected, *tensors_of(final)])


def test_both_work_at_once_with_half_of_the_threads_each() -> None:
    met = Barrier(2, timeout=60)
    seen = []

    def work() -> int:
        met.wait()
        seen.append((get_ident(), torch.get_num_threads()))
        return len(seen)

    torch.set_num_threads(4)
    run_both(work, work)
    assert len({thread for thread, _ in seen}) == 2
    assert [threads for _, threads in seen] == [2, 2]
    assert torch.get_num_threads() == 4


def test_with_one_thread_one_after_the_other() -> None:
    torch.set_num_threads(1)
    assert run_both(get_ident, get_ident) == (get_ident(), get_ident())


def test_an_error_on_either_side_reaches_the_caller() -> None:
    def fail() -> int:
        raise ValueError("this one")

    for pair in ((fail, get_ident), (get_ident, fail)):
        with pytest.raises(ValueError, match="this one"):
            run_both(*pair)
        assert torch.get_num_threads() == 2
    assert run_both(lambda: 1, lambda: 2) == (1, 2)


def test_a_second_caller_is_answered_by_itself() -> None:
    found: list[Any] = []

    def second_caller() -> None:
        torch.set_num_threads(2)
        found.append((run_both(get_ident, get_ident), get_ident()))

    def while_busy() -> None:
        other = Thread(target=second_caller)
        other.start()
        other.join()

    run_both(while_busy, lambda: None)
    (ahead, back), caller = found[0]
    assert ahead == back == caller


def answer(results: Any) -> None:
    torch.set_num_threads(2)
    ahead, back = run_both(get_ident, get_ident)
    results.put(ahead != back)


@pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="no fork on this system"
)
def test_a_forked_process_has_a_thread_of_its_own() -> None:
    run_both(get_ident, get_ident)  # the parent has one now
    context: Any = multiprocessing.get_context("fork")
    results = context.Queue()
    child = context.Process(target=answer, args=(results,))
    child.start()
    try:
        assert results.get(timeout=60)
    finally:
        child.kill()
