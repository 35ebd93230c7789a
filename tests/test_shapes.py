"""The checks of annotated shapes that every test runs under find what is wrong."""

import pytest
import torch
from beartype.roar import BeartypeCallHintViolation
from jaxtyping import Float
from tests import shapes
from torch import Tensor

from pantoum.cells import LSTMCell


@shapes.checked
def product(left: Float[Tensor, "n m"], right: Float[Tensor, "m k"]) -> Float[Tensor, "n k"]:
    return left @ right


@shapes.checked
def turned(matrix: Float[Tensor, "n m"]) -> Float[Tensor, "n m"]:
    return matrix.T


@shapes.checked
def doubled(number: int) -> int:
    return 2 * number


def test_right_shapes_pass() -> None:
    made = product(torch.ones(2, 3), torch.ones(3, 4))
    torch.testing.assert_close(made, torch.full((2, 4), 3.0))
    assert turned(torch.ones(3, 3)).shape == (3, 3)
    assert doubled(2) == 4


def test_an_axis_has_one_size_in_all_arguments() -> None:
    with pytest.raises(BeartypeCallHintViolation):
        product(torch.ones(2, 3), torch.ones(4, 3))


def test_an_axis_has_one_size_in_arguments_and_result() -> None:
    with pytest.raises(BeartypeCallHintViolation):
        turned(torch.ones(2, 3))


def test_a_type_is_checked_too() -> None:
    with pytest.raises(BeartypeCallHintViolation):
        doubled("2")  # pyright: ignore[reportArgumentType]
    with shapes.unchecked():
        assert doubled("2") == "22"  # pyright: ignore[reportArgumentType]


def test_the_functions_of_the_package_are_checked() -> None:
    cell = LSTMCell(2, 3)
    with pytest.raises(BeartypeCallHintViolation):
        cell.initial_state("three")  # pyright: ignore[reportArgumentType]
