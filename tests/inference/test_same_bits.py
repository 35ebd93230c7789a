"""An answer is the same to the last bit, alone and in any batch: in single precision, as models are
used.
"""

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tests.inference.test_invariance import ATTENTIVE, REQUESTS, ROWS, Answer, cut_into
from tests.models.combinations import COVER, SOURCE_SYMBOLS, TARGET_SYMBOLS
from tests.search.models import peaked
from tests.tiers import examples

import pantoum
from pantoum.cells import CELLS
from pantoum.config import ModelConfig
from pantoum.data import FlatSequences
from pantoum.data.batching import ordered_batches
from pantoum.inference.likelihood import log_probabilities
from pantoum.models import Ensemble, Shortlist, build_language_model, for_inference
from pantoum.models.inference_form.float32_linear import (
    PACKED_NUMBERS,
    Float32Linear,
    rows_computed,
)
from pantoum.symbols import EOS

STORED = Path(__file__).parents[1] / "stored" / "format4"
# Sizes that fill the vectors of a processor, and some that do not.
SIZES: list[dict[str, int]] = [
    {"embedding": 32, "hidden": 32, "decoder_hidden": 64, "attention_size": 32},
    {"embedding": 20, "hidden": 12, "decoder_hidden": 24, "attention_size": 20},
]
KINDS = range(len(COVER) + 1)
WORDS = ["a", "ab", "banana", "cabbage", "dad", "facade", "", "gaga", "baggage", "e" * 40]


@cache
def model_of(kind: int, size: int) -> Any:
    if kind == len(COVER):
        members = [model_of(0, size), model_of(3, size)]
        return Ensemble(members, "probability", same_inputs=True)
    choice = COVER[kind] | SIZES[size]
    if choice["attention"] == "dot":
        choice["decoder_hidden"] = choice["hidden"] * (2 if choice["bidirectional"] else 1)
    return for_inference(peaked(choice, seed=kind))


@cache
def together(request: str, kind: int, size: int) -> list[list[Answer]]:
    with cut_into(len(ROWS)):
        return REQUESTS[request](model_of(kind, size), range(len(ROWS)))


@pytest.mark.parametrize("request_name", REQUESTS)
@examples(3, 12)
@given(data=st.data())
def test_every_search_gives_the_same_bits_in_any_batch(request_name: str, data: Any) -> None:
    kind = data.draw(st.sampled_from(ATTENTIVE[:-2] if request_name == "penalties" else KINDS))
    size = data.draw(st.sampled_from(range(len(SIZES))))
    rows_of_batch = data.draw(st.sampled_from([1, 2, 3, 5]))
    rows = data.draw(st.permutations(range(len(ROWS))))[: 2 * rows_of_batch]
    with cut_into(rows_of_batch):
        found = REQUESTS[request_name](model_of(kind, size), rows)
    assert found == [together(request_name, kind, size)[row] for row in rows]


def test_a_shortlist_gives_the_same_bits_for_inputs_that_allow_the_same_symbols() -> None:
    table = torch.full((SOURCE_SYMBOLS, 2), EOS + 1)
    shortlist = Shortlist(table, torch.arange(EOS, TARGET_SYMBOLS))
    model = for_inference(peaked(COVER[0] | SIZES[0], seed=0), shortlist=shortlist)
    with cut_into(len(ROWS)):
        expected = REQUESTS["n best"](model, range(12))
    with cut_into(1):
        assert REQUESTS["n best"](model, range(12)) == expected


@pytest.mark.parametrize("name", ["softmax_tagger", "crf_tagger", "classifier", "language_model"])
def test_the_other_kinds_give_the_same_bits_in_any_batch(name: str) -> None:
    model = pantoum.load(STORED / name)
    texts: Sequence[Any] = WORDS
    if name.endswith("tagger"):
        texts = [list(word) for word in WORDS]
    expected = [numbers(answer) for answer in model(texts)]
    assert [numbers(answer) for size in (1, 3) for answer in in_batches(model, texts, size)] == (
        expected * 2
    )


@pytest.mark.parametrize("cell", list(CELLS))
def test_rows_without_padding_have_the_same_bits(cell: Any) -> None:
    """A batch of equally long rows is not padded, so tensors could lie in memory otherwise."""
    config = ModelConfig(cell=cell, embedding=128, hidden=256, bidirectional=False)
    torch.manual_seed(1)
    model = build_language_model(config, 41).eval()
    with torch.no_grad():
        model.readout.bias.normal_()  # products and sums are rounded apart, or together
    texts = [torch.randint(4, 41, (length,)).tolist() for length in range(2, 8) for _ in range(6)]

    def scores(some: Sequence[Sequence[int]]) -> list[list[float]]:
        ids = FlatSequences.of([list(one) for one in some])
        return [one.tolist() for one in log_probabilities(model, ids, torch.device("cpu"))]

    together = scores(texts)
    assert [one for text in texts for one in scores([text])] == together
    assert [
        one for start in range(0, 36, 6) for one in scores(texts[start : start + 6])
    ] == together


def in_batches(model: Callable[..., Any], texts: Sequence[Any], size: int) -> list[Any]:
    return [
        answer
        for start in range(0, len(texts), size)
        for answer in model(texts[start : start + size])
    ]


def numbers(value: Any) -> Any:
    """All that an answer holds, to the last bit."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is not None:
        return {name: numbers(getattr(value, name)) for name in fields}
    if isinstance(value, dict):
        return {name: numbers(part) for name, part in value.items()}
    return [numbers(part) for part in value] if isinstance(value, list | tuple) else value


@pytest.mark.parametrize(("size", "outputs"), [(70, 7), (64, 40), (256, 300), (512, 1)])
def test_a_row_of_a_product_does_not_depend_on_how_many_there_are(size: int, outputs: int) -> None:
    weight = torch.randn(outputs, size)
    bias = torch.randn(outputs)
    x = torch.randn(70, size)
    with torch.inference_mode():
        product = Float32Linear(weight, bias)
        whole = product(x)
        for rows in (1, 2, 3, 4, 5, 8, 17, 31):
            torch.testing.assert_close(product(x[:rows]), whole[:rows], rtol=0, atol=0)
            torch.testing.assert_close(product(x[-rows:]), whole[-rows:], rtol=0, atol=0)
    expected = x.double() @ weight.double().t() + bias.double()
    torch.testing.assert_close(whole.double(), expected, rtol=1e-5, atol=1e-4)
    assert product(x[:0]).shape == (0, outputs)
    assert PACKED_NUMBERS < 256 * 300


def test_kernels_are_made_for_few_numbers_of_rows() -> None:
    computed = [rows_computed(rows) for rows in range(1, 2000)]
    assert all(
        rows <= found <= rows * 9 / 8 for rows, found in zip(range(1, 2000), computed, strict=True)
    )
    assert computed == sorted(computed)
    assert len(set(computed)) < 80
    assert [rows_computed(rows) for rows in (0, 1, 9, 16, 17, 33)] == [0, 1, 9, 16, 18, 36]


def test_batches_are_of_rows_of_similar_length() -> None:
    """What the tests above replace: a corpus is cut by length, which must not show either."""
    assert ordered_batches([1, 3, 2], 4) == [[1], [2, 0]]
