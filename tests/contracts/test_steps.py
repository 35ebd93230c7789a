"""Everything that takes steps keeps the contract: models, inference forms, ensembles, language
models.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
import torch
from tests.comparing import tensors_of
from tests.contracts import steps
from tests.contracts.building import language_model_of, seq2seq_of
from tests.contracts.encoder_decoders import here, subject_of
from tests.contracts.steps import Subject
from tests.contracts.toys import (
    CoupledLSTMCell,
    GatedBilinearAttention,
    HalvingDotAttention,
    MinimalGatedCell,
)
from tests.models.combinations import COVER, SOURCE_SYMBOLS, model_of, name_of
from tests.models.test_copying import model_of as model_that_copies
from tests.search.models import inputs, limits, started
from tests.search.oracle import beam_by_definition
from tests.tiers import covering, tiered
from torch import Tensor
from torch.testing import assert_close

from pantoum.attention import LocationSensitiveAttention
from pantoum.cells import GRUCell, LSTMCell, PeepholeLSTMCell, RNNCell
from pantoum.config import SearchConfig
from pantoum.models import Ensemble, LanguageModel, for_inference, reindexed
from pantoum.search import beam_search
from pantoum.symbols import EOS

pytestmark = pytest.mark.usefixtures("device")

TEXT_SYMBOLS = 11
OTHER: dict[str, Any] = {"cell": "gru", "attention": "none"}


def location_sensitive(query: int, annotation: int) -> Any:
    return LocationSensitiveAttention(query, annotation, 7, filters=3, width=3)


def own(cell: Any, attention: Any) -> Any:
    return seq2seq_of(cell, attention)


def members(*, fast: bool) -> list[Any]:
    """Two models of different kinds; in an ensemble of both, one of them is an inference form."""
    first = model_of({}).eval()
    second = model_of(OTHER).eval()
    return [for_inference(first) if fast else first, second]


def copying() -> Any:
    return model_that_copies({"cell": "gru", "attention": "additive"})


def text(model: LanguageModel) -> Subject:
    """A language model, which reads no inputs: all rows begin alike."""
    numbers = torch.Generator(device="cpu").manual_seed(4)
    tokens = torch.randint(3, TEXT_SYMBOLS, (4, 5), generator=numbers, device="cpu")
    place = torch.get_default_device()
    return Subject(model, lambda rows: model.start(len(rows)), tokens.to(place), branches=False)


OWN: dict[str, Callable[[], Any]] = {
    "minimal gated, halving dot": partial(own, MinimalGatedCell, HalvingDotAttention),
    "coupled, gated bilinear": partial(own, CoupledLSTMCell, GatedBilinearAttention),
    "peephole, location-sensitive": partial(own, PeepholeLSTMCell, location_sensitive),
    "minimal gated, no attention": partial(own, MinimalGatedCell, None),
}
LANGUAGE_MODELS = {cell.__name__: cell for cell in (LSTMCell, GRUCell, RNNCell, MinimalGatedCell)}


def ensemble(average: Any, models: Callable[[], Sequence[Any]]) -> Subject:
    return subject_of(Ensemble(models(), average, same_inputs=True))


SUBJECTS: dict[str, Callable[[], Subject]] = {
    **{f"model {name_of(one)}": lambda one=one: subject_of(model_of(one).eval()) for one in COVER},
    **{
        f"inference form {name_of(one)}": lambda one=one: subject_of(
            for_inference(model_of(one).eval())
        )
        for one in COVER
    },
    **{f"model of {name}": lambda make=make: subject_of(make()) for name, make in OWN.items()},
    **{
        f"inference form of {name}": lambda make=make: subject_of(for_inference(make()))
        for name, make in OWN.items()
    },
    "model that copies": lambda: subject_of(copying().eval()),
    "inference form that copies": lambda: subject_of(for_inference(copying().eval())),
    "ensemble of probabilities": lambda: ensemble("probability", partial(members, fast=False)),
    "ensemble of logarithms": lambda: ensemble("log_probability", partial(members, fast=True)),
    "ensemble of one's own": lambda: ensemble(
        "probability", lambda: [make() for make in OWN.values()]
    ),
    **{
        f"language model of {name}": lambda cell=cell: text(language_model_of(cell, TEXT_SYMBOLS))
        for name, cell in LANGUAGE_MODELS.items()
    },
}


# Of models that differ in their settings alone, those in which every pair of them meets come first.
MORE = [
    f"{kind} {name_of(one)}"
    for one in COVER
    if one not in covering(COVER)
    for kind in ("model", "inference form")
]
FIRST = [name for name in SUBJECTS if name not in MORE]


@pytest.mark.parametrize("name", tiered(SUBJECTS, FIRST))
@pytest.mark.parametrize("check", steps.CHECKS)
@torch.no_grad()
def test_contract(name: str, check: Any) -> None:
    check(SUBJECTS[name]())


@pytest.mark.parametrize(
    "name", tiered([name for name in SUBJECTS if "language" not in name], FIRST)
)
@torch.no_grad()
def test_branches_continue_their_parents(name: str) -> None:
    steps.check_branches_continue_their_parents(SUBJECTS[name]())


@pytest.mark.parametrize("name", LANGUAGE_MODELS)
@torch.no_grad()
def test_language_models_step_as_they_read(name: str) -> None:
    model = language_model_of(LANGUAGE_MODELS[name], TEXT_SYMBOLS)
    subject = text(model)
    logits, end = model(subject.tokens, [5] * 4)
    steps.check_steps_equal_the_whole_sequence(subject, logits, None)
    assert_close(tensors_of(steps.advanced(subject, steps=5).layers), tensors_of(end.layers))


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("beam", [1, 3])
@torch.no_grad()
def test_a_beam_over_blocks_of_ones_own_is_that_of_the_definition(name: str, beam: int) -> None:
    model = OWN[name]()
    rows = inputs(5)
    search = SearchConfig(beam, 0.5)
    found = beam_search(*started(model, rows), limits(rows), search, beam)
    for source, limit, hypotheses in zip(rows, limits(rows), found, strict=True):
        expected = beam_by_definition(model, source, limit, beam, 0.5)[: len(hypotheses)]
        assert [one.ids for one in hypotheses] == [
            [symbol for symbol in one.symbols if symbol != EOS] for one in expected
        ]
        totals = [one.log_probability for one in hypotheses]
        assert totals == pytest.approx([one.total for one in expected], abs=1e-4)


@torch.no_grad()
def test_symbols_in_another_order_change_nothing() -> None:
    """A model of one's own blocks can be reindexed, as ensembles need it."""
    model = OWN["coupled, gated bilinear"]()
    given = here()
    source = torch.randperm(SOURCE_SYMBOLS)
    same = torch.arange(model.decoder.embedding.num_embeddings)
    other = reindexed(model, source, same)

    def read(model: Any, ids: Tensor) -> Tensor:
        return model(ids, given.source_lengths, given.target)

    assert_close(read(other, source[given.source]), read(model, given.source))
