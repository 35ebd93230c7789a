"""Batches side by side: each once, each on one thread, with the same results on any number."""

from collections.abc import Sequence
from pathlib import Path
from threading import Barrier, get_ident

import pytest
import torch

import pantoum
from pantoum.inference import decoding
from pantoum.inference import side_by_side as module
from pantoum.inference.side_by_side import one_thread, side_by_side, threads_for


@pytest.fixture(autouse=True)
def _eight_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "available_processors", lambda: 8)


@pytest.mark.parametrize(
    ("pieces", "of_torch", "processors", "expected"),
    [(9, 2, 8, 2), (9, 16, 3, 3), (9, 16, 16, 4), (2, 3, 8, 2), (1, 3, 8, 1), (9, 1, 8, 1)],
)
def test_as_many_at_once_as_there_are_threads_processors_and_pieces(
    monkeypatch: pytest.MonkeyPatch, pieces: int, of_torch: int, processors: int, expected: int
) -> None:
    monkeypatch.setattr(module, "available_processors", lambda: processors)
    torch.set_num_threads(of_torch)
    assert threads_for(pieces) == expected


def test_no_piece_is_no_work() -> None:
    torch.set_num_threads(2)
    side_by_side(pytest.fail, [])
    assert torch.get_num_threads() == 2


def test_two_pieces_are_done_at_once_each_on_one_thread_in_inference_mode() -> None:
    torch.set_num_threads(2)
    meeting = Barrier(2, timeout=60)
    seen: list[tuple[int, int, int, bool]] = []

    def work(piece: int) -> None:
        meeting.wait()  # it fails if nobody else comes
        inference = torch.is_inference_mode_enabled()
        seen.append((piece, get_ident(), torch.get_num_threads(), inference))

    side_by_side(work, [3, 5])
    pieces, idents, threads, inference = zip(*seen, strict=True)
    assert sorted(pieces) == [3, 5]
    assert len(set(idents)) == 2
    assert threads == (1, 1)
    assert inference == (True, True)
    assert torch.get_num_threads() == 2


@pytest.mark.parametrize("threads", [1, 3])
def test_each_piece_is_done_once(threads: int) -> None:
    torch.set_num_threads(threads)
    done: list[int] = []
    side_by_side(done.append, range(100))
    assert sorted(done) == list(range(100))
    assert threads > 1 or done == list(range(100))  # in their order, by the caller alone


@pytest.mark.parametrize("fails_in_caller", [True, False])
def test_what_a_piece_raises_comes_out_and_no_further_one_is_begun(fails_in_caller: bool) -> None:
    torch.set_num_threads(2)
    caller = get_ident()
    meeting = Barrier(2, timeout=60)
    begun: list[int] = []

    def work(piece: int) -> None:
        begun.append(piece)
        meeting.wait()
        if (get_ident() == caller) is fails_in_caller:
            raise ValueError("this piece")

    with pytest.raises(ValueError, match="this piece"):
        side_by_side(work, [0, 1])
    assert sorted(begun) == [0, 1]
    assert torch.get_num_threads() == 2


def test_after_an_error_the_rest_is_left() -> None:
    torch.set_num_threads(2)
    begun: list[int] = []

    def fail(piece: int) -> None:
        begun.append(piece)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - it says nothing more
        side_by_side(fail, range(1_000))
    assert len(begun) <= 2  # the first of each thread


def test_one_thread_inside_and_as_many_as_before_afterwards() -> None:
    seen: list[int] = []

    @one_thread()
    def fail() -> None:
        seen.append(torch.get_num_threads())
        raise KeyError

    torch.set_num_threads(3)
    with pytest.raises(KeyError):
        fail()
    assert seen == [1]
    assert torch.get_num_threads() == 3


class TestModels:
    """A call has the same results, bit for bit, on any number of threads, and leaves them alone."""

    def test_an_encoder_decoder(self, reverser: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(decoding, "BATCH_TOKENS", 60)  # many batches
        inputs = ["abc", "ab", "cab", "", "bcabc", "a"] * 10
        found = []
        for threads in (1, 3):
            torch.set_num_threads(threads)
            model = pantoum.load(reverser, task="seq2seq")
            found.append([(one.text, one.score) for one in model(inputs, beam=3)])
            scored = model.score(inputs, inputs)
            found[-1] += [(one.text, one.score) for one in scored]
            assert torch.get_num_threads() == threads
        assert found[0] == found[1]

    def test_a_language_model(self, writer: Path) -> None:
        written: list[Sequence[str]] = []
        for threads in (1, 3):
            torch.set_num_threads(threads)
            model = pantoum.load(writer, task="language_model")
            written.append([one.text for one in model.generate(4)])
            assert torch.get_num_threads() == threads
        assert written[0] == written[1]
