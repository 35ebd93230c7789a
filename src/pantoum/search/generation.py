"""Texts out of a language model."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.models import LanguageModel, LanguageModelState
from pantoum.models.few_rows import LEAST_ROWS, least_rows, take_step
from pantoum.search.contract import Hypothesis
from pantoum.search.sampling import Sampling, check_sampling, sample
from pantoum.symbols import EOS

# Outputs that are drawn in one batch, and symbols of a prefix that are read at once: they bound the
# memory.
AT_ONCE = 256
WINDOW = 1_000


def generate(
    model: LanguageModel,
    prefix: Sequence[int],
    seeds: Sequence[Sequence[int]],
    longest: int,
    sampling: Sampling,
    device: torch.device | str = "cpu",
) -> list[Hypothesis]:
    """For each of the seeds, a continuation of a text.

    Args:
        model: in evaluation mode, on `device`.
        prefix: the first symbols of the text, which are not drawn.
        seeds, longest, sampling: as for `pantoum.search.sampling.sample`.
    Raises: PantoumError for settings that cannot work, and when the model's probabilities are not
        numbers.
    """
    check_sampling(sampling)
    steps = EnoughRows(model)
    *before, last = [EOS, *prefix]
    state = _read(model, before, device)
    drawn: list[Hypothesis] = []
    for start in range(0, len(seeds), AT_ONCE):
        some = seeds[start : start + AT_ONCE]
        rows = torch.zeros(len(some), dtype=torch.long, device=device)
        outputs = sample(
            steps,
            torch.full_like(rows, last),
            state.select(rows),
            some,
            [longest] * len(some),
            sampling,
        )
        drawn += [one for one in outputs if one is not None]
    return drawn


class EnoughRows:
    """A language model's steps, with as many rows as keep the last bits of each; see
    `pantoum.models.few_rows`.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._least = LEAST_ROWS if least_rows(model) else 0

    def step(
        self, tokens: Int[Tensor, " rows"], state: LanguageModelState
    ) -> tuple[Float[Tensor, "rows symbols"], LanguageModelState, None]:
        """As `LanguageModel.step`."""
        scores, state, _ = take_step(self._model.step, tokens, state, self._least)
        return scores, state, None


@torch.inference_mode()
def _read(
    model: LanguageModel, ids: Sequence[int], device: torch.device | str
) -> LanguageModelState:
    """The state after these symbols."""
    state = model.start(1)
    for start in range(0, len(ids), WINDOW):
        part = torch.tensor([ids[start : start + WINDOW]], device=device)
        _, state = model(part, torch.tensor([part.shape[1]], device=device), state)
    return state
