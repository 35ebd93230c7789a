"""Weights of 8 bits against those of 32."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from tests.models.combinations import COVER, SOURCE_SYMBOLS, TARGET_SYMBOLS, name_of, softmax_of
from tests.search.models import inputs, padded
from tests.tiers import each
from torch.testing import assert_close

from pantoum import PantoumError
from pantoum.config import ModelConfig
from pantoum.models import build, for_inference
from pantoum.models.inference_form.linear import Int8Linear
from pantoum.symbols import BOS


def parts(rows: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    weight = torch.randn(40, 64) * torch.logspace(-2, 0, 40)[:, None]
    weight[7] = 0
    return torch.randn(rows, 64) * torch.logspace(-3, 2, rows)[:, None], weight, torch.randn(40)


def test_products_differ_by_no_more_than_rounding() -> None:
    x, weight, bias = parts(50)
    found = Int8Linear(weight, bias)(x)
    exact = F.linear(x, weight, bias)
    # Half a level of each number of x and of W, and sums of 64 of them, whose errors have no
    # direction.
    spread = (
        (64**0.5) * x.abs().amax(dim=1)[:, None] * weight.abs().amax(dim=1) * (1 / 127 + 1 / 63) / 2
    )
    assert ((found - exact).abs() <= spread + 1e-6).all()
    assert_close(found[:, 7], exact[:, 7])
    assert ((found - exact).abs().amax(dim=0) > 0).sum() == 39


def test_a_row_depends_on_itself_alone() -> None:
    x, weight, bias = parts(50)
    product = Int8Linear(weight, bias)
    whole = product(x)
    for rows in (1, 2, 7):
        for start in range(0, 50, rows):
            assert torch.equal(product(x[start : start + rows]), whole[start : start + rows])


def test_what_is_packed_says_nothing_about_other_products() -> None:
    before = torch.backends.quantized.engine
    Int8Linear(*parts(1)[1:])
    assert torch.backends.quantized.engine == before


@each(COVER, name_of)
def test_steps_are_close_to_exact_ones(choice: dict[str, Any]) -> None:
    torch.manual_seed(1)
    sizes: dict[str, Any] = {
        "embedding": 32,
        "hidden": 32,
        "decoder_hidden": 64 if choice["bidirectional"] else 32,
    }
    model = build(ModelConfig(**(choice | sizes)), SOURCE_SYMBOLS, TARGET_SYMBOLS).eval()
    exact = for_inference(model)
    rounded = for_inference(model, int8=True)
    batch = padded(inputs(5))
    plain = exact.start(*batch)
    fast = rounded.start(*batch)
    for step in range(4):
        tokens = torch.full((5,), BOS if step == 0 else 3 + step)
        logits, plain, _ = exact.step(tokens, plain)
        found, fast, _ = rounded.step(tokens, fast)
        assert (found != logits).any()
        assert (found - logits).norm() <= 0.05 * (logits - softmax_of(model).bias).norm()


def test_threads_leave_the_engine_as_it_was() -> None:
    before = torch.backends.quantized.engine
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: Int8Linear(*parts(1)[1:]), range(100)))
    assert torch.backends.quantized.engine == before


def test_other_machines_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(torch.backends.quantized), "supported_engines", ["qnnpack"])
    with pytest.raises(PantoumError, match="8 bits need a processor of the x86 family"):
        Int8Linear(*parts(1)[1:])
