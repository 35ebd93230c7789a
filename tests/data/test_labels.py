"""Tags to ids and back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.data import LabelVocabulary
from pantoum.data.labels import UNKNOWN_LABEL
from pantoum.errors import PantoumError

TAGS = [["N", "V", "N"], [], ["D", "N"]]


def test_ids_go_by_count_then_by_code_points() -> None:
    known = LabelVocabulary.train(TAGS)
    assert (known.labels, known.size) == (["N", "D", "V"], 3)
    assert known.encode(["V", "N", "D"]) == [2, 0, 1]
    assert known.decode([2, 0, 1]) == ["V", "N", "D"]


def test_tags_that_training_has_not_seen_are_counted_and_named() -> None:
    known = LabelVocabulary.train(TAGS)
    assert known.encode(["N", "X", "V", "n"]) == [0, UNKNOWN_LABEL, 2, UNKNOWN_LABEL]
    assert known.unknown([["X", "N"], ["n", "X"], []]) == {"X": 2, "n": 1}
    assert known.unknown(TAGS) == {}
    for id in (UNKNOWN_LABEL, 3):
        with pytest.raises(IndexError, match=f"^label {id} of 3$"):
            known.decode([0, id])


@given(st.lists(st.lists(st.text(max_size=2), max_size=4), max_size=5))
def test_saving_and_the_order_of_the_sentences_change_nothing(sequences: list[list[str]]) -> None:
    known = LabelVocabulary.train(sequences)
    assert LabelVocabulary.train(reversed(sequences)).labels == known.labels
    loaded = LabelVocabulary.from_json(known.to_json())
    for tags in sequences:
        assert loaded.decode(known.encode(tags)) == tags
    assert loaded.size == len({tag for tags in sequences for tag in tags})
    assert loaded.to_json() == known.to_json()


def test_damaged_files_are_refused() -> None:
    for state in (
        {},
        [],
        {"labels": "NV"},
        {"labels": ["N", 1]},
        {"labels": ["N", "N"]},
        {"labels": {"N": 1}},
        None,
    ):
        with pytest.raises(
            PantoumError, match=r"^damaged labels .*: copy or train the model again$"
        ):
            LabelVocabulary.from_json(json.dumps(state))
    with pytest.raises(PantoumError, match=r"^damaged labels"):
        LabelVocabulary.from_json("")
