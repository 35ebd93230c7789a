"""Lengths make masks."""

import pytest
import torch

from pantoum.attention import length_mask


def test_a_length_mask_is_true_on_real_tokens() -> None:
    mask = length_mask(torch.tensor([2, 0, 3]), 3)
    assert mask.tolist() == [[True, True, False], [False, False, False], [True, True, True]]
    assert length_mask(torch.tensor([0, 0]), 0).shape == (2, 0)


@pytest.mark.parametrize("lengths", [[4, 2], [1, -1]])
def test_impossible_lengths_are_refused(lengths: list[int]) -> None:
    with pytest.raises(
        ValueError, match=r"lengths must be from 0 to 3, the size of the time axis: \["
    ):
        length_mask(torch.tensor(lengths), 3)
