"""A finding has a definition for each of its values."""

import pytest

from pantoum.explaining.finding import Finding


def finding(values: dict[str, object], definitions: dict[str, str]) -> Finding:
    return Finding("reach", "Reach", "How far?", values, definitions, ("Far.",), ("Depth.",))


def test_json_has_all_of_it() -> None:
    made = finding({"a": 1, "b": {"c": 2}}, {"a": "one", "b": "two", "b.c": "three"})
    assert made.to_dict() == {
        "title": "Reach",
        "question": "How far?",
        "found": ["Far."],
        "left_out": ["Depth."],
        "definitions": {"a": "one", "b": "two", "b.c": "three"},
        "values": {"a": 1, "b": {"c": 2}},
    }


@pytest.mark.parametrize(
    ("values", "definitions", "said"),
    [
        ({"a": 1}, {}, "without a definition: ['a']"),
        ({}, {"a": "one"}, "without a value: ['a']"),
        ({"a": {"b": 1}}, {"a": "one", "a.c": "two"}, r"without a value: ['a.c']"),
    ],
)
def test_a_value_without_a_definition_is_refused(
    values: dict[str, object], definitions: dict[str, str], said: str
) -> None:
    with pytest.raises(ValueError, match="each value needs a definition") as refusal:
        finding(values, definitions)
    assert said in str(refusal.value)
