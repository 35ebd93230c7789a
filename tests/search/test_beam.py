"""Beam search on tables of probabilities, by hand."""

from math import inf, log, nan

import pytest
import torch
from tests.search.models import Table, inputs, limits, padded, peaked, started

from pantoum.config import SearchConfig
from pantoum.errors import PantoumError
from pantoum.search import beam_search

UNREACHED = [0.0] * 7
# The likeliest first symbol, 4, leads to less likely outputs than the second, 5.
GARDEN_PATH = [
    UNREACHED,
    UNREACHED,
    [0.0, 0.0, 0.0, 0.0, 0.6, 0.4, 0.0],
    UNREACHED,
    [0.0, 0.0, 0.0, 0.4, 0.25, 0.35, 0.0],
    [0.0, 0.0, 0.0, 0.9, 0.0, 0.0, 0.1],
    [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0],
]
# </s> has more than half from the first step on.
SHORT = [[0.0, 0.0, 0.0, 0.6, 0.2, 0.15, 0.05]] * 7


def ids(answers):
    return [[found.ids for found in hypotheses] for hypotheses in answers]


def test_a_beam_finds_what_greedy_search_misses():
    one, two = (
        beam_search(*started(Table(GARDEN_PATH), [[4]]), [9], SearchConfig(beam, 0.0), 1)
        for beam in (1, 2)
    )
    assert ids(one) == [[[4]]]
    assert ids(two) == [[[5]]]
    assert one[0][0].score == pytest.approx(log(0.6 * 0.4))
    assert two[0][0].score == pytest.approx(log(0.4 * 0.9))


def test_the_best_come_first():
    (found,) = beam_search(*started(Table(GARDEN_PATH), [[4]]), [9], SearchConfig(3, 0.0), 3)
    assert [one.ids for one in found] == [[5], [4], [4, 5]]
    assert [one.score for one in found] == pytest.approx(
        [log(0.36), log(0.24), log(0.6 * 0.35 * 0.9)]
    )


def test_length_penalty_decides_between_lengths():
    table = [row[:] for row in SHORT]
    table[2] = [0.0, 0.0, 0.0, 0.4, 0.6, 0.0, 0.0]
    table[4] = [0.0, 0.0, 0.0, 0.55, 0.0, 0.45, 0.0]
    for length_penalty, best in ((0.0, []), (1.0, [4])):
        assert ids(
            beam_search(*started(Table(table), [[4]]), [9], SearchConfig(2, length_penalty), 1)
        ) == [[best]]


def test_outputs_that_were_cut_come_after_those_that_ended():
    (found,) = beam_search(*started(Table(GARDEN_PATH), [[4]]), [2], SearchConfig(4, 0.0), 4)
    assert [(one.ids, one.complete) for one in found] == [
        ([5], True),
        ([4], True),
        ([4, 5], False),
        ([4, 4], False),
    ]
    assert found[2].score == pytest.approx(log(0.6 * 0.35))


def test_longest_outputs_of_one_symbol():
    (found,) = beam_search(*started(Table(SHORT), [[4]]), [1], SearchConfig(3, 1.0), 3)
    assert [(one.ids, one.complete) for one in found] == [([], True), ([4], False), ([5], False)]


def test_equals_stand_in_the_order_of_their_ids_and_prefixes():
    uniform = [[0.0, 0.0, 0.0, 0.0, 0.5, 0.5]] * 6
    answers = beam_search(*started(Table(uniform), [[4], [4, 4]]), [2, 2], SearchConfig(4, 1.0), 4)
    assert ids(answers) == [[[4, 4], [4, 5], [5, 4], [5, 5]]] * 2


def test_a_row_stops_when_nothing_left_can_win():
    model = Table(SHORT)
    beam_search(*started(model, [[4]]), [50], SearchConfig(3, 0.0), 1)
    assert model.steps == [1]  # 0.6 has ended; all others together have 0.4


def test_the_bound_counts_with_the_longest_output():
    model = Table(SHORT)
    beam_search(*started(model, [[4], [4]]), [2, 50], SearchConfig(3, 1.0), 1)
    # log(0.2) / 2 is below log(0.6), log(0.2) / 50 is not; the second row goes on with the two
    # places it has left.
    assert model.steps[:2] == [2, 2]


def test_finished_rows_and_places_leave_the_batch():
    model = Table(GARDEN_PATH)
    beam_search(*started(model, [[4], [4]]), [1, 9], SearchConfig(2, 1.0), 2)
    assert model.steps == [2, 2]


def test_a_beam_wider_than_the_vocabulary_finds_all_there_is():
    (found,) = beam_search(
        *started(Table([[0.0, 0.0, 0.0, 0.4, 0.6]] * 5), [[4]]), [3], SearchConfig(50, 0.0), 50
    )
    assert [(one.ids, one.complete) for one in found] == [
        ([], True),
        ([4], True),
        ([4, 4], True),
        ([4, 4, 4], False),
    ]


def test_a_vocabulary_without_symbols_gives_the_empty_output():
    assert ids(
        beam_search(
            *started(Table([[0.1, 0.1, 0.1, 0.7]] * 4), [[4]]), [3], SearchConfig(5, 1.0), 5
        )
    ) == [[[]]]


def test_special_symbols_are_never_chosen():
    table = [[0.3, 0.3, 0.2, 0.05, 0.15]] * 5
    (found,) = beam_search(*started(Table(table), [[4]]), [4], SearchConfig(4, 1.0), 4)
    assert {symbol for one in found for symbol in one.ids} == {4}


def test_no_rows():
    assert beam_search(*started(Table(SHORT), []), [], SearchConfig(3)) == []
    assert beam_search(*started(peaked({}), [], extra=3), [], SearchConfig(3)) == []


def test_the_weights_stay_as_they_are_and_can_be_trained_on():
    model = peaked({})
    rows = inputs(4)
    before = [parameter.clone() for parameter in model.parameters()]
    beam_search(*started(model, rows), limits(rows), SearchConfig(3))
    assert all(torch.equal(a, b) for a, b in zip(before, model.parameters(), strict=True))
    source, lengths = padded(rows)
    model.loss(source, lengths, source, lengths).total.backward()
    assert all(parameter.grad is not None for parameter in model.parameters())


@pytest.mark.parametrize(
    ("beam", "nbest", "length_penalty", "says"),
    [
        (3, 4, 1.0, "a beam of 3 cannot give 4 outputs for an input: set beam to at least 4"),
        (0, 1, 1.0, "a beam of 0 cannot give 1 outputs"),
        (3, 0, 1.0, "nbest must be at least 1, but is 0"),
        (3, 1, -0.5, "length_penalty must be at least 0, but is -0.5"),
    ],
)
def test_settings_that_cannot_work_are_refused(beam, nbest, length_penalty, says):
    with pytest.raises(PantoumError, match=says):
        beam_search(*started(Table(SHORT), [[4]]), [3], SearchConfig(beam, length_penalty), nbest)


def test_no_room_is_refused():
    with pytest.raises(PantoumError, match="room for at least 1 symbol"):
        beam_search(*started(Table(SHORT), [[4]]), [0], SearchConfig(3))


@pytest.mark.parametrize("wrong", [nan, inf])
def test_damaged_weights_are_refused(wrong):
    with pytest.raises(PantoumError, match=r"not numbers, .*: lower training\.learning_rate$"):
        beam_search(*started(Table([[wrong] * 7] * 7), [[4]]), [3], SearchConfig(3, 1.0), 1)
