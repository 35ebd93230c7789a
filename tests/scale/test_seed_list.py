"""Seeds as a person writes them."""

import pytest

from pantoum import PantoumError
from pantoum.scale import seeds_of


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
