"""How long an output may become."""

from pantoum.search.limit import LONGEST_OUTPUT, OutputLimit


def test_a_limit_grows_with_the_input() -> None:
    assert OutputLimit(1.5, 10).longest([0, 1, 4]) == [10, 11, 16]


def test_no_limit_is_endless() -> None:
    """Whatever a directory says of itself: these are the largest numbers that are read."""
    assert OutputLimit(1e9, 0).longest([0, 1, 5]) == [0, LONGEST_OUTPUT, LONGEST_OUTPUT]
    assert OutputLimit(0.0, 10**9).longest([3]) == [LONGEST_OUTPUT]
