"""The scaled dot score against its formula."""

import math

import pytest
from tests.attention.looks import look, look_in_loops, scene
from tests.oracles import dot
from torch.testing import assert_close

from pantoum.attention import ScaledDotAttention


def test_equals_the_formula() -> None:
    attention = ScaledDotAttention(4, 4)
    inputs = scene(attention)
    expected = look_in_loops(lambda q, a: dot(q, a) / math.sqrt(4), inputs)
    assert_close(look(attention, *inputs), expected)


def test_two_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="needs query_size = annotation_size: got 3 and 4"):
        ScaledDotAttention(3, 4)
