"""Every encoder-decoder keeps its contracts: those of a sample in which every pair of settings
meets, and those made of somebody else's cells and scores.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from tests.contracts import encoder_decoders as contract
from tests.contracts.building import seq2seq_of
from tests.contracts.toys import (
    CoupledLSTMCell,
    EmptyLSTMCell,
    GatedBilinearAttention,
    HalvingDotAttention,
    MinimalGatedCell,
)
from tests.models.combinations import COVER, SAMPLE, all_pairs, model_of, name_of
from tests.tiers import covering, each, pairs

from pantoum.attention import (
    AdditiveAttention,
    DotAttention,
    LocationSensitiveAttention,
    ScaledDotAttention,
)
from pantoum.cells import LayerNormLSTMCell, LSTMCell, PeepholeLSTMCell
from pantoum.models import Seq2Seq

pytestmark = pytest.mark.usefixtures("device")


class Own(NamedTuple):
    """An encoder-decoder of blocks of one's own: names of a cell and of an attention, and how they
    are used.
    """

    cell: str
    attention: str
    attend_first: bool
    feeding: bool
    layers: int = 1

    def build(self) -> Seq2Seq:
        return seq2seq_of(
            CELLS[self.cell],
            ATTENTIONS[self.attention],
            attend_first=self.attend_first,
            feeding=self.feeding,
            layers=self.layers,
        )


CELLS: dict[str, Any] = {
    "lstm": LSTMCell,
    "peephole_lstm": PeepholeLSTMCell,
    "layer_norm_lstm": LayerNormLSTMCell,
    "minimal_gated": MinimalGatedCell,
    "empty_lstm": EmptyLSTMCell,
    "coupled_lstm": CoupledLSTMCell,
}
ATTENTIONS: dict[str, Any] = {
    "additive": lambda query, annotation: AdditiveAttention(query, annotation, 7),
    "dot": DotAttention,
    "none": None,
    "scaled_dot": ScaledDotAttention,
    "location_sensitive": lambda query, annotation: LocationSensitiveAttention(
        query, annotation, 7, filters=3, width=3
    ),
    "halving_dot": HalvingDotAttention,
    "gated_bilinear": GatedBilinearAttention,
}
WAYS = list(product((True, False), (True, False)))
OWN_CELLS = [
    Own(cell, attention, *way)
    for cell in ("minimal_gated", "empty_lstm", "coupled_lstm")
    for attention in ("additive", "none")
    for way in (WAYS if attention == "additive" else WAYS[:1])
]
OWN_SCORES = [
    Own("lstm", attention, *way) for attention in ("halving_dot", "gated_bilinear") for way in WAYS
]
BOTH = [Own("minimal_gated", "halving_dot", *way) for way in WAYS]
DEEP = [Own("coupled_lstm", "gated_bilinear", *way, layers=2) for way in WAYS]
OURS = [
    Own(cell, attention, *way)
    for cell, attention in (
        ("peephole_lstm", "additive"),
        ("layer_norm_lstm", "scaled_dot"),
        ("lstm", "scaled_dot"),
        ("lstm", "location_sensitive"),
    )
    for way in WAYS
]
OWN = [*OURS, *OWN_CELLS, *OWN_SCORES, *BOTH, *DEEP]


each_own = each([own._asdict() for own in OWN], name_of)


def test_every_pair_of_values_is_in_the_sample() -> None:
    for choices in (COVER, covering(SAMPLE), covering(COVER)):
        assert set().union(*(pairs(choice) for choice in choices)) == all_pairs()


@each(COVER, name_of)
def test_teacher_forcing_equals_steps(choice: dict[str, Any]) -> None:
    contract.check_teacher_forcing_equals_steps(model_of(choice))


@each(SAMPLE, name_of)
def test_teacher_forcing_equals_steps_in_single_precision(choice: dict[str, Any]) -> None:
    contract.check_teacher_forcing_equals_steps(model_of(choice).float(), tolerance=1e-5)


@each(SAMPLE, name_of)
def test_gradients_reach_every_number(choice: dict[str, Any]) -> None:
    contract.check_gradients_reach_every_number(model_of(choice))


@each(COVER, name_of)
def test_a_batch_equals_its_rows(choice: dict[str, Any]) -> None:
    contract.check_a_batch_equals_its_rows(model_of(choice))


@each(COVER, name_of)
def test_weights_survive_a_file(choice: dict[str, Any], tmp_path: Path) -> None:
    contract.check_file(model_of(choice), model_of(choice), tmp_path / "model.safetensors")


@each_own
@pytest.mark.parametrize("check", contract.CHECKS)
def test_blocks_of_ones_own(choice: dict[str, Any], check: Any) -> None:
    check(Own(**choice).build())


@each_own
def test_numeric_gradients_of_blocks_of_ones_own(choice: dict[str, Any]) -> None:
    contract.check_gradients(Own(**choice).build())


@each_own
def test_weights_of_blocks_of_ones_own_survive_a_file(
    choice: dict[str, Any], tmp_path: Path
) -> None:
    contract.check_file(
        Own(**choice).build(), Own(**choice).build(), tmp_path / "model.safetensors"
    )


@each_own
def test_the_inference_form_of_blocks_of_ones_own_equals_the_module(choice: dict[str, Any]) -> None:
    contract.check_inference_form_equals_module(Own(**choice).build())
