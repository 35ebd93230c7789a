"""Every attention keeps the contract, ours and those of somebody else."""

import math
from pathlib import Path
from typing import Any

import pytest
from tests.attention.looks import MAKERS, look, look_in_loops, scene
from tests.contracts import attentions
from tests.contracts.toys import GatedBilinearAttention, HalvingDotAttention
from tests.oracles import Vector, dot, times
from torch.testing import assert_close

pytestmark = pytest.mark.usefixtures("device")

ALL: dict[str, Any] = {
    **MAKERS,
    "halving dot": lambda: HalvingDotAttention(4, 4),
    "gated bilinear": lambda: GatedBilinearAttention(3, 4),
}
each_attention = pytest.mark.parametrize("name", ALL)


@each_attention
@pytest.mark.parametrize("check", attentions.CHECKS)
def test_contract(name: str, check: Any) -> None:
    check(ALL[name])


@each_attention
def test_weights_are_the_softmax_of_the_score(name: str) -> None:
    attentions.check_weights_are_the_softmax_of_the_score(ALL[name])


@each_attention
def test_weights_survive_a_file(name: str, tmp_path: Path) -> None:
    attentions.check_file(ALL[name], tmp_path / "attention.safetensors")


def test_halving_dot_equals_its_formula() -> None:
    attention = HalvingDotAttention(4, 4)
    given = scene(attention)
    expected = look_in_loops(lambda q, a: dot(q, a) / 2, given)
    assert_close(look(attention, *given), expected)


def test_gated_bilinear_equals_its_formula() -> None:
    attention = GatedBilinearAttention(3, 4).double()
    w = attention.key.weight.tolist()
    u = attention.direction.tolist()

    def score(q: Vector, a: Vector) -> float:
        return dot(u, [math.tanh(x * y) for x, y in zip(q, times(w, a), strict=True)])

    given = scene(attention)
    assert_close(look(attention, *given), look_in_loops(score, given))
