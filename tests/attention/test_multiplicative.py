"""Luong's products against their formulas."""

import pytest
import torch
from tests.attention.looks import look, look_in_loops, scene
from tests.oracles import dot, times
from torch.testing import assert_close

from pantoum.attention import DotAttention, GeneralAttention


def test_dot_equals_the_formula() -> None:
    attention = DotAttention(4, 4)
    given = scene(attention)
    assert_close(look(attention, *given), look_in_loops(dot, given))


def test_general_equals_the_formula() -> None:
    # score(q, a) = q · W a
    attention = GeneralAttention(3, 4).double()
    w = attention.key.weight.tolist()
    given = scene(attention)
    assert_close(look(attention, *given), look_in_loops(lambda q, a: dot(q, times(w, a)), given))


def test_dot_is_general_with_the_identity() -> None:
    general = GeneralAttention(4, 4).double()
    torch.nn.init.eye_(general.key.weight)
    given = scene(general)
    assert_close(look(DotAttention(4, 4), *given), look(general, *given))


def test_dot_refuses_two_sizes() -> None:
    with pytest.raises(ValueError, match="needs query_size = annotation_size: got 3 and 4"):
        DotAttention(3, 4)
