"""Tags are written as `pantoum` writes them."""

import json
from collections.abc import Sequence
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantoum.config import SpanScheme
from pantoum.data import LabelVocabulary
from pantoum.exporting.text import tags_to_json
from pantoum.tasks.tagger import TagColumn as TrainedColumn
from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.schemes import SCHEMES
from pantoum_runtime.tags import TagColumn, check_scheme, columns

span_tags = st.one_of(
    st.just("O"),
    st.sampled_from("BIESLU"),
    st.builds("{}-{}".format, st.sampled_from("BIESLU"), st.sampled_from(["PER", "A-B", "é"])),
)
schemes = st.sampled_from(get_args(SpanScheme))


def read_again(trained: TrainedColumn) -> TagColumn:
    (column,) = columns(json.loads(json.dumps(tags_to_json([trained]))))
    return column


@given(st.lists(span_tags, max_size=9), schemes, schemes, st.none() | schemes)
def test_spans_are_written_as_in_training(
    labels: Sequence[str], scheme: SpanScheme, learned: SpanScheme, asked: SpanScheme | None
) -> None:
    known = LabelVocabulary(list(dict.fromkeys(["O", *labels])))
    trained = TrainedColumn("ner", scheme, learned, known)
    column = read_again(trained)
    ids = known.encode(labels)
    assert column.tags(ids, asked) == trained.to_file(labels, asked)
    assert column.name == "ner"


def test_tags_that_are_no_spans_stay_as_they_are() -> None:
    column = read_again(TrainedColumn("upos", "none", "none", LabelVocabulary(["NOUN", "B-X"])))
    assert column.tags([1, 0, 1]) == column.tags([1, 0, 1], "BIO") == ["B-X", "NOUN", "B-X"]
    assert not column.has_spans


def test_every_scheme_by_hand() -> None:
    column = TagColumn("ner", "IOB1", "BIO", ["O", "B-X", "I-X", "B-Y"])
    ids = [1, 1, 2, 2, 0, 3, 1]
    assert column.tags(ids) == ["I-X", "B-X", "I-X", "I-X", "O", "I-Y", "I-X"]
    assert column.tags(ids, "BIO") == ["B-X", "B-X", "I-X", "I-X", "O", "B-Y", "B-X"]
    assert column.tags(ids, "IOBES") == ["S-X", "B-X", "I-X", "E-X", "O", "S-Y", "S-X"]
    assert column.tags(ids, "BILOU") == ["U-X", "B-X", "I-X", "L-X", "O", "U-Y", "U-X"]


def test_a_scheme_that_cannot_be_is_refused() -> None:
    spans = TagColumn("ner", "BIO", "IOBES", ["O"])
    no_spans = TagColumn("upos", "none", "none", ["X"])
    for scheme in (None, *SCHEMES):
        check_scheme(scheme, [no_spans, spans])
    with pytest.raises(PantoumRuntimeError, match="one of BIO, IOB1, IOBES, BILOU, but is 'none'"):
        check_scheme("none", [spans])
    with pytest.raises(PantoumRuntimeError, match="this model write none: leave it out"):
        check_scheme("BIO", [no_spans])


GOOD = {"name": "ner", "scheme": "BIO", "learned": "IOBES", "labels": ["O", "S-X"]}


@pytest.mark.parametrize(
    "state",
    [
        [],
        [GOOD, GOOD],
        [{}],
        [None],
        [GOOD | {"name": 3}],
        [GOOD | {"scheme": "none"}],
        [GOOD | {"learned": "IO"}],
        [GOOD | {"labels": []}],
        [GOOD | {"labels": ["O", "O"]}],
        [GOOD | {"labels": ["O", "NOUN"]}],
        {"labels": ["O"]},
    ],
)
def test_damaged_metadata_are_one_sentence(state: Any) -> None:
    with pytest.raises(PantoumRuntimeError, match=r"damaged tags .*export the model again"):
        columns(state)
