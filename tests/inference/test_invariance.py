"""Whatever the options, a row's outputs do not depend on the rows beside it, their order
or their number.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tests.models.combinations import COVER, SOURCE_SYMBOLS, TARGET_SYMBOLS
from tests.search.models import inputs, peaked
from tests.tiers import examples

from pantoum.config import SearchConfig
from pantoum.data.corpus import FlatSequences
from pantoum.inference import decode, driver, sample_outputs, score_outputs
from pantoum.models import Ensemble, Shortlist, for_inference
from pantoum.search.limit import OutputLimit
from pantoum.search.output_constraints import OutputConstraints
from pantoum.search.processors import AllowedOutputs
from pantoum.search.sampling import Sampling
from pantoum.symbols import EOS

ROWS = inputs(32)
SIZES = [1, 2, 7, 32]
MOST_BATCHES = 4
LIMIT = OutputLimit(1.0, 4)
SYMBOLS = range(EOS + 1, TARGET_SYMBOLS)


class Answer(NamedTuple):
    """What of a row's output is compared: the symbols exactly, the numbers to rounding."""

    symbols: list[Any]
    numbers: list[float]


Request = Callable[[Any, Sequence[int]], list[list[Answer]]]


def searched(
    nbest: int = 1, constraints: OutputConstraints | None = None, **search: Any
) -> Request:
    def run(model: Any, rows: Sequence[int]) -> list[list[Answer]]:
        own = (constraints or OutputConstraints()).of(rows)
        found = decode(
            model, [sources(rows)], LIMIT, SearchConfig(**search), nbest, constraints=own
        )
        return [[answer(one) for one in each] for each in found]

    return run


def drawn(model: Any, rows: Sequence[int]) -> list[list[Answer]]:
    found = sample_outputs(
        model, [sources(rows)], LIMIT, [[row, 5] for row in rows], 2, Sampling(0.9, 8, 0.95)
    )
    return [[answer(one) for one in each] for each in found]


def forced(model: Any, rows: Sequence[int]) -> list[list[Answer]]:
    targets = FlatSequences.of(
        [[*(SYMBOLS[(row + place) % 7] for place in range(row % 6)), EOS] for row in rows]
    )
    found = score_outputs(model, [sources(rows)], targets)
    return [
        [Answer([], [*scores, *([] if attention is None else attention.ravel())])]
        for scores, attention in found
    ]


def answer(found: Any) -> Answer:
    attention = [] if found.attention is None else found.attention.ravel().tolist()
    return Answer([found.ids, found.complete], [found.score, found.log_probability, *attention])


def sources(rows: Sequence[int]) -> FlatSequences:
    return FlatSequences.of([ROWS[row] for row in rows])


PREFIXES = OutputConstraints(prefixes=[[SYMBOLS[row % 7]] * (row % 3) for row in range(len(ROWS))])
PHRASES = OutputConstraints(
    required=[[[SYMBOLS[row % 7], SYMBOLS[row % 5]]] * (row % 2) for row in range(len(ROWS))]
)
LISTED = OutputConstraints(allowed=AllowedOutputs([[4, 5], [4, 6, 7], [8], [5, 5, 5, 9], [10, 4]]))

REQUESTS: dict[str, Request] = {
    "n best": searched(3, beam=4),
    "greedy with processors": searched(beam=1, no_repeat_ngram_size=2, min_length_ratio=0.5),
    "lengths": searched(
        beam=3, min_length_ratio=0.5, max_length_ratio=1.5, length_penalty=0.4, length_formula="wu"
    ),
    "penalties": searched(2, beam=3, coverage_penalty=0.3, repetition_penalty=1.3, diversity=0.2),
    "prefixes": searched(2, PREFIXES, beam=3),
    "phrases": searched(1, PHRASES, beam=3),
    "forbidden": searched(1, OutputConstraints(forbidden=[5, 7]), beam=2),
    "list": searched(2, LISTED, beam=3),
    "drawn": drawn,
    "forced": forced,
}


# All kinds of models, and after them one with a shortlist and an ensemble; coverage is for those
# with attention.
KINDS = range(len(COVER) + 2)
ATTENTIVE = [kind for kind in KINDS if kind >= len(COVER) or COVER[kind]["attention"] != "none"]


@cache
def model_of(kind: int) -> Any:
    """In double precision: wild random weights magnify what the order of a float32 sum changes."""
    if kind < len(COVER):
        return for_inference(peaked(COVER[kind], seed=kind).double())
    generator = torch.Generator().manual_seed(kind)
    table = torch.randint(EOS, TARGET_SYMBOLS, (SOURCE_SYMBOLS, 2), generator=generator)
    listed = for_inference(
        peaked({}, seed=1).double(), shortlist=Shortlist(table, torch.tensor([EOS, 4]))
    )
    other = for_inference(peaked({"cell": "gru", "attention": "none"}, seed=2).double())
    return (
        Ensemble([listed, other], "probability", same_inputs=True) if kind > len(COVER) else listed
    )


@cache
def together(request: str, kind: int) -> list[list[Answer]]:
    """All rows in one batch, in their order."""
    with cut_into(len(ROWS)):
        return REQUESTS[request](model_of(kind), range(len(ROWS)))


@contextmanager
def cut_into(size: int) -> Iterator[None]:
    """Batches of so many rows, whatever their lengths."""

    def batches(lengths: Any, budget: int) -> list[list[int]]:
        rows = list(range(len(lengths)))
        return [rows[start : start + size] for start in range(0, len(rows), size)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(driver, "ordered_batches", batches)
        yield


@pytest.mark.parametrize("request_name", REQUESTS)
@examples(4, 8)
@given(data=st.data())
def test_company_order_and_batch_size_change_nothing(request_name: str, data: Any) -> None:
    kind = data.draw(st.sampled_from(ATTENTIVE if request_name == "penalties" else KINDS))
    size = data.draw(st.sampled_from(SIZES))
    rows = data.draw(st.permutations(range(len(ROWS))))[: MOST_BATCHES * size]
    with cut_into(size):
        found = REQUESTS[request_name](model_of(kind), rows)
    for row, answers in zip(rows, found, strict=True):
        expected = together(request_name, kind)[row]
        assert [one.symbols for one in answers] == [one.symbols for one in expected]
        for one, other in zip(answers, expected, strict=True):
            np.testing.assert_allclose(one.numbers, other.numbers, rtol=0, atol=1e-5)


def test_the_answers_tell_the_rows_apart() -> None:
    for name in REQUESTS:
        found = {repr(answers) for answers in together(name, 0)}
        assert len(found) > len(ROWS) / 4, name
