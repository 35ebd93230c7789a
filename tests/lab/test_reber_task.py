"""The embedded Reber grammar, against an automaton written in another way."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
import torch

from pantoum.errors import PantoumError
from pantoum.lab.tasks.contract import Batch
from pantoum.lab.tasks.reber import SYMBOLS, ReberTask, mean_length

# From the node before X or S on: back through T and V any number of times, and out.
OUT = "(?:XT*VP)*(?:S|XT*VV)"
REBER = f"B(?:TS*X{OUT}|PT*V(?:V|P{OUT}))E"
EMBEDDED = re.compile(f"B(?:T{REBER}T|P{REBER}P)E")


def before_out(room: int) -> Iterator[str]:
    """What may stand from that node on, with at most so many symbols."""
    if room >= 1:
        yield "S"
    for loops in range(room):
        head = "X" + "T" * loops + "V"
        if len(head) < room:
            yield head + "V"
            yield from (head + "P" + rest for rest in before_out(room - len(head) - 1))


def strings(room: int) -> Iterator[str]:
    """All embedded strings with at most so many symbols."""
    room -= 6
    for loops in range(room):
        top = "T" + "S" * loops + "X"
        yield from (embedded(top + rest) for rest in before_out(room - len(top)))
        low = "P" + "T" * loops + "V"
        if len(low) < room:
            yield embedded(low + "V")
            yield from (embedded(low + "P" + rest) for rest in before_out(room - len(low) - 1))


def embedded(inner: str) -> str:
    return f"B?B{inner}E?E"


def drawn(lag: int, count: int) -> Batch:
    return ReberTask(lag).draw(count, torch.Generator().manual_seed(1))


def texts(batch: Batch) -> list[str]:
    """The strings: what is read, and the symbol that follows the last of it."""
    read = batch.x.argmax(-1).tolist()
    following = batch.targets.argmax(-1).tolist()
    return [
        "".join(SYMBOLS[place] for place in [*row[:length], after[length - 1]])
        for row, after, length in zip(read, following, batch.lengths.tolist(), strict=True)
    ]


@pytest.mark.parametrize("lag", [8, 20])
def test_every_string_is_accepted(lag: int) -> None:
    made = texts(drawn(lag, 500))
    assert [text for text in made if not EMBEDDED.fullmatch(text)] == []
    assert {text[1] for text in made} == {"T", "P"}


def test_the_automaton_refuses_others() -> None:
    assert EMBEDDED.fullmatch("BTBTXSETE")
    assert EMBEDDED.fullmatch("BPBPVVEPE")
    for wrong in ("BTBTXSEPE", "BTBTXSE", "BTBTSSETE", "BPBPVPSEPEE", "BPBTXTVVSEPE"):
        assert not EMBEDDED.fullmatch(wrong)


def test_what_is_allowed_is_what_the_grammar_can_go_on_with() -> None:
    """After each beginning of a short string, the symbols of all strings that begin so."""
    longest = 13
    everything = [
        text.replace("?", outer) for text in set(strings(longest + 6)) for outer in ("T", "P")
    ]
    assert all(EMBEDDED.fullmatch(text) for text in everything)
    following: dict[str, set[str]] = {}
    for text in everything:
        for place, symbol in enumerate(text):
            following.setdefault(text[:place], set()).add(symbol)
    checked = 0
    batch = drawn(8, 300)
    for text, targets in zip(texts(batch), batch.targets, strict=True):
        if len(text) > longest:
            continue
        for place in range(1, len(text)):
            names = {SYMBOLS[one] for one in targets[place - 1].nonzero().flatten()}
            assert names == following[text[:place]], text[:place]
        checked += 1
    assert checked > 100


def test_both_arrows_are_taken_equally_often_at_lag_8() -> None:
    made = Counter(text[2:-2] for text in texts(drawn(8, 8000)))
    # Three and two choices of two lie on the ways to these.
    assert made["BTXSE"] / 8000 == pytest.approx(1 / 8, abs=0.015)
    assert made["BPVVE"] / 8000 == pytest.approx(1 / 8, abs=0.015)
    assert made["BTSXSE"] / 8000 == pytest.approx(1 / 16, abs=0.015)


@pytest.mark.parametrize("lag", [8, 20, 40])
def test_the_lag_is_the_mean_length_inside(lag: int) -> None:
    lengths = drawn(lag, 4000).lengths - 3.0
    error = float(lengths.std()) / 4000**0.5
    assert float(lengths.mean()) == pytest.approx(lag, abs=4 * error)


def test_the_mean_length_of_the_paper_s_strings() -> None:
    assert mean_length(0.5) == pytest.approx(8)
    assert mean_length(0.0) == pytest.approx(5)
    with pytest.raises(PantoumError, match="lags must be at least 8 here, but is 7"):
        ReberTask(7)


def test_a_batch_has_the_symbols_and_what_follows_them() -> None:
    batch, again = drawn(8, 40), drawn(8, 40)
    assert all(torch.equal(one, other) for one, other in zip(batch, again, strict=True))
    assert batch.lengths.max() == batch.x.shape[1]
    for row, length in enumerate(batch.lengths.tolist()):
        x, targets = batch.x[row], batch.targets[row]
        assert x[:length].sum(-1).tolist() == [1] * length
        assert not x[length:].any()
        assert not targets[length:].any()
        assert set(targets.flatten().tolist()) <= {-1, 0, 1}
        assert (targets[:length] == 1).sum(-1).tolist() == [1] * length
        assert torch.equal((targets[: length - 1] == 1).float(), x[1:length])
        assert SYMBOLS[int(targets[length - 1].argmax())] == "E"


def test_a_string_is_right_if_all_allowed_symbols_come_before_all_others() -> None:
    task = ReberTask(8)
    batch = Batch(
        torch.zeros(3, 2, 7),
        torch.tensor([2, 2, 1]),
        torch.tensor([[[1, -1, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0]]] * 3, dtype=torch.float32),
    )
    good = [[2.0, 1, 0, 0, 0, 0, 0], [0.0, 1, 0, 0, 0, 0, 0]]
    bad = [[2.0, -1, 0, 0, 0, 0, 0], [0.0, 1, 0, 0, 0, 0, 0]]
    padded = [[2.0, 1, 0, 0, 0, 0, 0], [9.0, 1, 0, 0, 0, 0, 0]]
    outputs = torch.tensor([good, bad, padded])
    assert task.right(outputs, batch).tolist() == [True, False, True]
    # The loss is of the five real steps.
    steps = [(good, 0, 0), (good, 1, 1), (bad, 0, 0), (bad, 1, 1), (padded, 0, 0)]
    terms = [torch.tensor(rows[step]).log_softmax(-1)[symbol] for rows, step, symbol in steps]
    expected = -float(torch.stack(terms).mean())
    assert float(task.loss(outputs, batch)) == pytest.approx(expected, rel=1e-5)
