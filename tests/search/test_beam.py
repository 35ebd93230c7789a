"""Beam search on tables of probabilities, by hand."""

from math import inf, log, nan

import pytest
import torch
from tests.search.models import Table, inputs, limits, padded, peaked

from weft.errors import WeftError
from weft.search import beam_search

NEVER = [0.0] * 7
# The likeliest first symbol, 4, leads to less likely outputs than the second, 5.
GARDEN_PATH = [
    NEVER,
    NEVER,
    [0.0, 0.0, 0.0, 0.0, 0.6, 0.4, 0.0],
    NEVER,
    [0.0, 0.0, 0.0, 0.4, 0.25, 0.35, 0.0],
    [0.0, 0.0, 0.0, 0.9, 0.0, 0.0, 0.1],
    [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
]
# </s> has more than half from the first step on.
SHORT = [[0.0, 0.0, 0.0, 0.6, 0.2, 0.15, 0.05]] * 7


def ids(answers):
    return [[found.ids for found in hypotheses] for hypotheses in answers]


def test_a_beam_finds_what_greedy_search_misses():
    one, two = (beam_search(Table(GARDEN_PATH), *padded([[4]]), [9], beam, 1, 0.0) for beam in (1, 2))
    assert ids(one) == [[[4]]]
    assert ids(two) == [[[5]]]
    assert one[0][0].score == pytest.approx(log(0.6 * 0.4))
    assert two[0][0].score == pytest.approx(log(0.4 * 0.9))


def test_the_best_come_first():
    (found,) = beam_search(Table(GARDEN_PATH), *padded([[4]]), [9], 3, 3, 0.0)
    assert [one.ids for one in found] == [[5], [4], [4, 5]]
    assert [one.score for one in found] == pytest.approx([log(0.36), log(0.24), log(0.6 * 0.35 * 0.9)])


def test_length_penalty_decides_between_lengths():
    table = [row[:] for row in SHORT]
    table[2] = [0.0, 0.0, 0.0, 0.4, 0.6, 0.0, 0.0]
    table[4] = [0.0, 0.0, 0.0, 0.55, 0.0, 0.45, 0.0]
    for length_penalty, best in ((0.0, []), (1.0, [4])):
        assert ids(beam_search(Table(table), *padded([[4]]), [9], 2, 1, length_penalty)) == [[best]]


def test_outputs_that_were_cut_come_after_those_that_ended():
    (found,) = beam_search(Table(GARDEN_PATH), *padded([[4]]), [2], 4, 4, 0.0)
    assert [(one.ids, one.complete) for one in found] == [
        ([5], True),
        ([4], True),
        ([4, 5], False),
        ([4, 4], False),
    ]
    assert found[2].score == pytest.approx(log(0.6 * 0.35))


def test_longest_outputs_of_one_symbol():
    (found,) = beam_search(Table(SHORT), *padded([[4]]), [1], 3, 3, 1.0)
    assert [(one.ids, one.complete) for one in found] == [([], True), ([4], False), ([5], False)]


def test_equals_stand_in_the_order_of_their_ids_and_beginnings():
    uniform = [[0.0, 0.0, 0.0, 0.0, 0.5, 0.5]] * 6
    answers = beam_search(Table(uniform), *padded([[4], [4, 4]]), [2, 2], 4, 4, 1.0)
    assert ids(answers) == [[[4, 4], [4, 5], [5, 4], [5, 5]]] * 2


def test_a_row_stops_when_nothing_left_can_win():
    model = Table(SHORT)
    beam_search(model, *padded([[4]]), [50], 3, 1, 0.0)
    assert model.steps == [1]  # 0.6 has ended; all others together have 0.4


def test_the_bound_counts_with_the_longest_output():
    model = Table(SHORT)
    beam_search(model, *padded([[4], [4]]), [2, 50], 3, 1, 1.0)
    # log(0.2) / 2 is below log(0.6), log(0.2) / 50 is not; the second row goes on with the two places it has left.
    assert model.steps[:2] == [2, 2]


def test_finished_rows_and_places_leave_the_batch():
    model = Table(GARDEN_PATH)
    beam_search(model, *padded([[4], [4]]), [1, 9], 2, 2, 1.0)
    assert model.steps == [2, 2]


def test_a_beam_wider_than_the_vocabulary_finds_all_there_is():
    (found,) = beam_search(Table([[0.0, 0.0, 0.0, 0.4, 0.6]] * 5), *padded([[4]]), [3], 50, 50, 0.0)
    assert [(one.ids, one.complete) for one in found] == [
        ([], True),
        ([4], True),
        ([4, 4], True),
        ([4, 4, 4], False),
    ]


def test_a_vocabulary_without_symbols_gives_the_empty_output():
    assert ids(beam_search(Table([[0.1, 0.1, 0.1, 0.7]] * 4), *padded([[4]]), [3], 5, 5, 1.0)) == [[[]]]


def test_special_symbols_are_never_chosen():
    table = [[0.3, 0.3, 0.2, 0.05, 0.15]] * 5
    (found,) = beam_search(Table(table), *padded([[4]]), [4], 4, 4, 1.0)
    assert {symbol for one in found for symbol in one.ids} == {4}


def test_no_rows():
    assert beam_search(Table(SHORT), *padded([]), [], 3) == []
    assert beam_search(peaked({}), torch.zeros(0, 3, dtype=torch.long), torch.zeros(0, dtype=torch.long), [], 3) == []


def test_the_weights_stay_as_they_are_and_can_be_trained_on():
    model, rows = peaked({}), inputs(4)
    before = [parameter.clone() for parameter in model.parameters()]
    beam_search(model, *padded(rows), limits(rows), 3)
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))
    source, lengths = padded(rows)
    model.loss(source, lengths, source, lengths).total.backward()
    assert all(parameter.grad is not None for parameter in model.parameters())


@pytest.mark.parametrize(
    ("beam", "nbest", "length_penalty", "says"),
    [
        (3, 4, 1.0, "a beam of 3 cannot give 4 outputs for an input; set beam to at least 4"),
        (0, 1, 1.0, "a beam of 0 cannot give 1 outputs"),
        (3, 0, 1.0, "nbest of at least 1 .* but got 0 and"),
        (3, 1, -0.5, "length penalty of at least 0, but got 1 and -0.5"),
    ],
)
def test_settings_that_cannot_work_are_refused(beam, nbest, length_penalty, says):
    with pytest.raises(WeftError, match=says):
        beam_search(Table(SHORT), *padded([[4]]), [3], beam, nbest, length_penalty)


def test_no_room_is_refused():
    with pytest.raises(WeftError, match="room for at least 1 symbol"):
        beam_search(Table(SHORT), *padded([[4]]), [0], 3)


@pytest.mark.parametrize("wrong", [nan, inf])
def test_damaged_weights_are_refused(wrong):
    with pytest.raises(WeftError, match=r"not numbers, .*: lower training\.learning_rate$"):
        beam_search(Table([[wrong] * 7] * 7), *padded([[4]]), [3], 3, 1, 1.0)
