"""Outputs drawn for a whole corpus, in batches of similar lengths, answers in the corpus's
order."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from pantoum.config import SearchConfig
from pantoum.data.batching import ordered_batches
from pantoum.data.corpus import FlatSequences
from pantoum.search.constraints import Constraints, longest_for, rules_for
from pantoum.search.contract import Hypothesis
from pantoum.search.decode import BATCH_TOKENS, Reader, start
from pantoum.search.limit import OutputLimit
from pantoum.search.sampling import Sampling, sample
from pantoum.symbols import BOS

PLAIN = SearchConfig()


def draw(
    model: Reader,
    sources: Sequence[FlatSequences],
    limit: OutputLimit,
    seeds: Sequence[Sequence[int]],
    count: int,
    sampling: Sampling,
    device: torch.device | str = "cpu",
    constraints: Constraints = Constraints(),  # noqa: B008 - it cannot change
    *,
    attention: bool = True,
) -> list[list[Hypothesis]]:
    """For every row `count` outputs; fewer where a beginning was drawn that no output goes on from.

    Args:
        model, sources, limit, device, constraints, attention: as for `pantoum.search.decode`.
        seeds: for each row, what decides its random numbers together with the number of the output.
        sampling: what symbols are drawn with.
    Raises: PantoumError for settings that cannot work, and when the model's probabilities are not
        numbers.
    """
    answers: list[list[Hypothesis]] = [[] for _ in range(len(sources[0]))]
    for rows in ordered_batches(sources[0].lengths, max(1, BATCH_TOKENS // max(1, count))):
        state, read = start(model, sources, rows, device)
        each = torch.arange(len(rows), device=device).repeat_interleave(count)
        lengths = read[each]
        many = [row for row in rows for _ in range(count)]
        rules, automata = rules_for(PLAIN, constraints, many, lengths.tolist())
        found = sample(
            model,
            torch.full_like(each, BOS),
            state.select(each),
            [[*seeds[row], number] for row in rows for number in range(count)],
            longest_for(limit, PLAIN, constraints, many, lengths.tolist()),
            sampling,
            rules=rules,
            automata=automata,
            lengths=lengths if attention else None,
        )
        for row, one in zip(many, found, strict=True):
            answers[row] += [one] if one is not None else []
    return answers
