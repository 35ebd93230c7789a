"""The best paths through a chain of tags, against all of its paths."""

import math
from functools import cache
from itertools import product

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.chains import LENGTHS, log_sum, random_crf, scene, scores, some_constraints
from tests.tiers import tiered
from torch import Tensor

from pantoum.errors import PantoumError
from pantoum.layers import Chain, Constraints
from pantoum.search import TagPath, viterbi

each_count = pytest.mark.parametrize("nbest", [1, 2, 5, 100])


def flat(tags: int) -> Chain:
    return Chain(torch.zeros(tags), torch.zeros(tags, tags), torch.zeros(tags))


def best_first(path: tuple[int, ...], score: float) -> tuple[float, tuple[int, ...]]:
    """The order of `viterbi`: equal scores by the last tag, then by the one before it."""
    return -score, path[::-1]


@each_count
@pytest.mark.parametrize("tags", [1, 2, 3])
@pytest.mark.parametrize("constrained", [False, True])
def test_finds_exactly_the_best_paths(nbest: int, tags: int, constrained: bool) -> None:
    constraints = some_constraints(tags) if constrained and tags > 1 else None
    crf = random_crf(tags, constraints)
    rows = scene(tags)
    found = viterbi(rows.emissions, rows.lengths, *crf.chain(), nbest=nbest)
    partition = crf.log_partition(rows.emissions, rows.lengths).tolist()
    assert [len(paths) for paths in found][2] == 1
    for row, length in enumerate(LENGTHS):
        known = scores(rows.emissions[row], length, crf, constraints)
        expected = sorted(known.items(), key=lambda item: best_first(*item))[:nbest]
        assert [tuple(path.tags) for path in found[row]] == [path for path, _ in expected]
        assert [path.log_score for path in found[row]] == pytest.approx(
            [value for _, value in expected], abs=1e-10
        )
        shares = [math.exp(path.log_score - partition[row]) for path in found[row]]
        assert shares == pytest.approx([math.exp(value - log_sum(known)) for _, value in expected])
        if 0 < len(known) <= nbest:
            assert math.fsum(shares) == pytest.approx(1)


@each_count
@settings(max_examples=20)
@given(data=st.data())
def test_equal_scores_are_ordered_by_the_last_tags(nbest: int, data: st.DataObject) -> None:
    """Whole numbers, of which many sums are equal; -inf among them."""
    values = st.sampled_from([-math.inf, 0.0, 0.0, 1.0])
    start, end, *rows = (data.draw(st.tuples(values, values, values)) for _ in range(8))
    transitions = rows[:3]
    emissions = rows[3:]
    chain = Chain(*(torch.tensor(part) for part in (start, transitions, end)))
    (found,) = viterbi(torch.tensor([emissions]), torch.tensor([3]), *chain, nbest=nbest)
    known = {}
    for path in product(range(3), repeat=3):
        a, b, c = path
        steps = [start[a], transitions[a][b], transitions[b][c], end[c]]
        known[path] = sum([emissions[0][a], emissions[1][b], emissions[2][c], *steps])
    possible = [(path, value) for path, value in known.items() if value > -math.inf]
    expected = sorted(possible, key=lambda item: best_first(*item))[:nbest]
    assert [(tuple(path.tags), path.log_score) for path in found] == expected


ROWS = [
    torch.randn(length, 4, generator=torch.Generator().manual_seed(length)) for length in range(9)
]


@cache
def fixed_chain() -> Chain:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return random_crf(4, some_constraints(4)).float().chain()


def batch(rows: list[Tensor], padding: int, garbage: float) -> tuple[Tensor, Tensor]:
    time = max(len(row) for row in rows) + padding
    emissions = torch.full((len(rows), time, 4), garbage)
    for place, row in enumerate(rows):
        emissions[place, : len(row)] = row
    return emissions, torch.tensor([len(row) for row in rows])


@settings(max_examples=30)
@given(
    order=st.lists(st.integers(0, 8), min_size=1, max_size=9),
    padding=st.integers(0, 3),
    garbage=st.sampled_from([0.0, math.nan, math.inf, 1e30]),
    nbest=st.sampled_from([1, 3]),
)
def test_batch_and_padding_change_nothing(
    order: list[int], padding: int, garbage: float, nbest: int
) -> None:
    found = viterbi(
        *batch([ROWS[row] for row in order], padding, garbage), *fixed_chain(), nbest=nbest
    )
    alone = [viterbi(*batch([ROWS[row]], 0, 0.0), *fixed_chain(), nbest=nbest)[0] for row in order]
    assert found == alone


@each_count
def test_without_transitions_each_tag_is_chosen_by_itself(nbest: int) -> None:
    rows = scene(3, [5, 1, 0, 3])
    log_probabilities = rows.emissions.log_softmax(dim=-1)
    found = viterbi(log_probabilities, rows.lengths, *flat(3), nbest=nbest)
    for row, length in enumerate([5, 1, 0, 3]):
        steps = log_probabilities[row, :length].tolist()
        known = {
            path: math.fsum(step[tag] for step, tag in zip(steps, path, strict=True))
            for path in product(range(3), repeat=length)
        }
        expected = sorted(known.items(), key=lambda item: -item[1])[:nbest]
        assert [tuple(path.tags) for path in found[row]] == [path for path, _ in expected]
        assert [path.log_score for path in found[row]] == pytest.approx(
            [value for _, value in expected], abs=1e-10
        )


@each_count
@pytest.mark.parametrize(("rows", "time"), [(2, 0), (2, 3), (0, 3), (0, 0)])
def test_empty_rows_have_the_empty_path(nbest: int, rows: int, time: int) -> None:
    emissions = torch.full((rows, time, 3), math.nan)
    lengths = torch.zeros(rows, dtype=torch.long)
    assert viterbi(emissions, lengths, *flat(3), nbest=nbest) == [[TagPath([], 0.0)]] * rows


def test_a_row_that_no_path_fits_has_none() -> None:
    crf = random_crf(2, Constraints([True, False], [[True, True], [True, True]], [False, True]))
    rows = scene(2, [1, 2, 3])
    found = viterbi(rows.emissions, rows.lengths, *crf.chain(), nbest=5)
    assert [sorted(path.tags for path in paths) for paths in found] == [
        [],
        [[0, 1]],
        [[0, 0, 1], [0, 1, 1]],
    ]


def best_path(emissions: list[list[float]], chain: Chain) -> tuple[list[int], float]:
    """Viterbi's algorithm for one row, in plain Python."""
    start, transitions, end = (part.tolist() for part in chain)
    totals = [s + e for s, e in zip(start, emissions[0], strict=True)]
    tags = range(len(start))
    origins: list[list[int]] = []
    for step in emissions[1:]:
        origins.append([max(tags, key=lambda i, j=j: totals[i] + transitions[i][j]) for j in tags])
        totals = [
            totals[i] + transitions[i][j] + step[j] for j, i in zip(tags, origins[-1], strict=True)
        ]
    path = [max(tags, key=lambda i: totals[i] + end[i])]
    score = totals[path[0]] + end[path[0]]
    for places in reversed(origins):
        path.append(places[path[-1]])
    return path[::-1], score


@pytest.mark.parametrize("spread", tiered([1.0, 1e4], [1e4]))
def test_ten_thousand_steps_in_single_precision(spread: float) -> None:
    """A total of 10,000 such emissions has no digits left for what tells two paths apart."""
    emissions = torch.randn(1, 10_000, 4) * spread
    lengths = torch.tensor([10_000])
    ((found,),) = viterbi(emissions, lengths, *fixed_chain())
    tags, score = best_path(emissions[0].tolist(), fixed_chain())
    assert found.tags == tags
    assert found.log_score == pytest.approx(score, rel=1e-6)


def test_half_precision_is_computed_with_in_single_precision() -> None:
    emissions, lengths = batch(ROWS, 0, 0.0)
    found = viterbi(emissions.bfloat16(), lengths, *fixed_chain(), nbest=3)
    assert found == viterbi(emissions.bfloat16().float(), lengths, *fixed_chain(), nbest=3)


def test_nothing_is_asked_for() -> None:
    with pytest.raises(PantoumError, match="nbest must be at least 1, but is 0"):
        viterbi(torch.zeros(1, 2, 3), torch.tensor([2]), *flat(3), nbest=0)


def test_scores_that_are_no_numbers_are_reported() -> None:
    emissions = torch.zeros(2, 4, 3)
    emissions[1, 2, 1] = math.nan
    assert len(viterbi(emissions, torch.tensor([4, 2]), *flat(3))) == 2  # it stands on padding
    with pytest.raises(PantoumError, match="the model's scores are not numbers"):
        viterbi(emissions, torch.tensor([4, 3]), *flat(3))


def test_lengths_beyond_the_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="lengths must be from 0 to 4"):
        viterbi(torch.zeros(1, 4, 3), torch.tensor([5]), *flat(3))
