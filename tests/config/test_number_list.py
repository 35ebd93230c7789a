"""Numbers as a person writes them."""

import pytest

from pantoum import PantoumError
from pantoum.config.number_list import MOST_NUMBERS, range_of, seeds_of


@pytest.mark.parametrize(
    ("text", "seeds"),
    [
        ("1-5", [1, 2, 3, 4, 5]),
        ("7", [7]),
        ("3,1, 2", [3, 1, 2]),
        ("1-3,2,10-11", [1, 2, 3, 10, 11]),
        ("0", [0]),
    ],
)
def test_seeds(text: str, seeds: list[int]) -> None:
    assert seeds_of(text) == seeds


@pytest.mark.parametrize("text", ["", "1-", "-3", "a", "5-1", "1,,2", "1.5", "1--3"])
def test_what_names_none(text: str) -> None:
    with pytest.raises(PantoumError, match="seeds must be whole numbers and ranges of them"):
        seeds_of(text)


@pytest.mark.parametrize("text", ["1-99999999999", "1-9000,20000-29000"])
def test_more_than_anyone_wants(text: str) -> None:
    with pytest.raises(PantoumError, match="at most 10,000"):
        seeds_of(text)


def test_a_range_is_no_longer_than_shows_that_it_is_too_long() -> None:
    assert list(range_of("3-5") or ()) == [3, 4, 5]
    assert list(range_of(" 7 ") or ()) == [7]
    assert range_of("5-1") == range(0)
    assert range_of("1.5") is None
    assert len(range_of("0-99999999999999999999") or ()) == MOST_NUMBERS + 1
