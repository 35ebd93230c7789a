"""Kinds of tags: from files to what a model learns and back, and as JSON."""

import itertools
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.data.tag_sequences import SCHEMES, is_well_formed, span_lists

from pantoum.config import TaggerConfig
from pantoum.data import LabelVocabulary, tags_of
from pantoum.errors import PantoumError
from pantoum.tasks.tagger.columns import TagColumn, columns_from_json, columns_to_json

BIO = [["B-PER", "I-PER", "O", "B-LOC"], ["B-LOC", "B-LOC", "O"]]
COLUMNS = (
    TagColumn("upos", "none", "none", LabelVocabulary(["NOUN", "O", "B-Ü"])),
    TagColumn("ner", "BIO", "IOBES", LabelVocabulary(["O", "S-PER-1"])),
)


class TestSchemes:
    @settings(max_examples=60)
    @given(
        st.sampled_from(SCHEMES),
        st.sampled_from(SCHEMES),
        st.sampled_from([None, *SCHEMES]),
        span_lists(),
    )
    def test_spans_are_the_same_in_the_file_in_the_model_and_as_asked_for(
        self, scheme, learned, asked, drawn
    ):
        spans, length = drawn
        written = tags_of(spans, length, scheme)
        column = TagColumn.train("ner", scheme, learned, [written])
        model = column.to_model(written)
        assert model == tags_of(spans, length, learned)
        assert set(model) <= set(column.labels.labels)
        assert column.to_file(model) == written
        assert column.to_file(model, asked) == tags_of(spans, length, asked or scheme)

    def test_tags_without_spans_stay_as_they_are(self) -> None:
        column = TagColumn.train("upos", "none", "IOBES", [["NOUN", "I-am", "NOUN"]])
        assert (column.scheme, column.learned, column.has_spans) == ("none", "none", False)
        assert column.labels.labels == ["NOUN", "I-am"]
        assert (
            column.to_model(["NOUN", "new"]) == column.to_file(["NOUN", "new"]) == ["NOUN", "new"]
        )
        assert column.to_file(["I-am"], "IOBES") == ["I-am"]

    def test_labels_are_those_of_the_model_most_frequent_first(self) -> None:
        column = TagColumn.train("ner", "BIO", "IOBES", BIO)
        assert column.labels.labels == ["S-LOC", "O", "B-PER", "E-PER"]
        assert TagColumn.train("ner", "BIO", "BIO", BIO).labels.labels == [
            "B-LOC",
            "O",
            "B-PER",
            "I-PER",
        ]
        assert column.has_spans

    def test_broken_spans_are_learned_as_they_are_read(self) -> None:
        column = TagColumn.train("ner", "BIO", "IOBES", [["I-PER", "I-PER", "I-LOC", "O"]])
        assert column.to_model(["I-PER", "I-PER", "I-LOC", "O"]) == ["B-PER", "E-PER", "S-LOC", "O"]
        assert set(column.labels.labels) == {"B-PER", "E-PER", "S-LOC", "O"}


class TestKinds:
    @pytest.mark.parametrize(
        ("scheme", "crf", "expected", "bound"),
        [
            ("none", "auto", False, False),
            ("BIO", "auto", True, True),
            ("none", True, True, False),
            ("BIO", False, False, False),
        ],
    )
    def test_spans_have_a_crf_that_knows_them_unless_it_is_said(
        self, scheme: Any, crf: Any, expected: bool, bound: bool
    ) -> None:
        column = TagColumn.train("x", scheme, "IOBES", BIO)
        kind = column.head_spec(TaggerConfig(crf=crf))
        assert (kind.tags, kind.crf) == (4, expected)
        assert (kind.constraints is not None) == bound

    def test_what_is_allowed_is_what_is_well_formed_in_the_model_s_scheme(self) -> None:
        column = TagColumn.train(
            "ner", "BIO", "IOBES", [["B-X", "I-X", "I-X", "O", "B-X"], ["B-Y", "B-X"]]
        )
        constraints = column.head_spec(TaggerConfig()).constraints
        assert constraints is not None
        labels = column.labels.labels
        assert len(labels) == 6
        for length in (1, 2, 3):
            for ids in itertools.product(range(len(labels)), repeat=length):
                steps = [constraints.transitions[a, b] for a, b in itertools.pairwise(ids)]
                possible = bool(
                    constraints.start[ids[0]] and all(steps) and constraints.end[ids[-1]]
                )
                assert possible == is_well_formed([labels[id] for id in ids], "IOBES")

    @pytest.mark.parametrize("learned", SCHEMES)
    @pytest.mark.parametrize("tags", [["B-X", "I-X"], ["B-X", "I-X", "I-X"], ["B", "I"]])
    def test_a_sentence_of_any_length_has_tags(self, learned: Any, tags: list[str]) -> None:
        """Where all spans are of two words or more, IOBES and BILOU have O alone for one word."""
        column = TagColumn.train("ner", "BIO", learned, [tags])
        assert ("O" in column.labels.labels) == (learned in ("IOBES", "BILOU"))
        start, transitions, end = (
            np.asarray(mask) for mask in column.head_spec(TaggerConfig()).constraints or ()
        )
        reached: Any = start
        for _ in range(8):
            assert (reached & end).any()
            reached = (reached[:, None] & transitions).any(axis=0)


class TestJSON:
    def test_what_was_written_is_read(self) -> None:
        for columns in (COLUMNS, COLUMNS[:1], (TagColumn.train("2", "IOB1", "BIO", [["I-é"]]),)):
            read = columns_from_json(columns_to_json(columns))
            assert [(one.name, one.scheme, one.learned, one.labels.labels) for one in read] == [
                (one.name, one.scheme, one.learned, one.labels.labels) for one in columns
            ]
            assert columns_to_json(read) == columns_to_json(columns)
        assert '"B-Ü"' in columns_to_json(COLUMNS)

    @pytest.mark.parametrize(
        "text", ["", "{", "[]", "{}", "null", "[" * 100_000, '{"columns": []}', '{"columns": 3}']
    )
    def test_what_is_no_json_of_columns_is_refused(self, text: str) -> None:
        with pytest.raises(
            PantoumError, match=r"^damaged tags \(.*\): copy or train the model again$"
        ):
            columns_from_json(text)

    @pytest.mark.parametrize(
        "change",
        [
            {"name": 3},
            {"scheme": "BMES"},
            {"learned": None},
            {"scheme": []},
            {"scheme": "none"},
            {"learned": "none"},
            {"name": "upos"},
            {"labels": []},
            {"labels": ["O", 3]},
            {"labels": ["O", "O"]},
            {"labels": "O"},
        ],
        ids=str,
    )
    def test_a_wrong_value_is_refused(self, change: dict[str, Any]) -> None:
        state = json.loads(columns_to_json(COLUMNS))
        state["columns"][1] |= change
        with pytest.raises(PantoumError, match=r"^damaged (tags|labels) "):
            columns_from_json(json.dumps(state))

    @pytest.mark.parametrize("name", ["name", "scheme", "learned", "labels"])
    def test_a_missing_value_is_refused(self, name: str) -> None:
        state = json.loads(columns_to_json(COLUMNS))
        del state["columns"][1][name]
        with pytest.raises(PantoumError, match=f"^damaged tags .*{name}"):
            columns_from_json(json.dumps(state))
