"""A whole corpus through a search, in batches of similar lengths, answers in the corpus's order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, runtime_checkable

import torch
from jaxtyping import Int
from torch import Tensor

from pantoum.config import SearchConfig
from pantoum.data.batch import pad
from pantoum.data.batching import ordered_batches
from pantoum.data.corpus import FlatSequences
from pantoum.search.beam import beam_search
from pantoum.search.constraints import Constraints, longest_for, rules_for, without_room
from pantoum.search.contract import Hypothesis, Step
from pantoum.search.forced import with_own_probabilities
from pantoum.search.greedy import greedy
from pantoum.search.limit import OutputLimit

# Symbols of padded input in one batch of one hypothesis each: enough to fill the matrix products of
# a small model, few enough for the memory of a large one.
BATCH_TOKENS = 2000


@runtime_checkable
class Reader(Step, Protocol):
    """A model that can read inputs and take steps: `pantoum.models.Seq2Seq`, or an ensemble."""

    @property
    def start(self) -> Callable[..., Any]:
        """Reads the inputs: ids [batch, source] and lengths [batch], for each member of an ensemble
        in turn.
        """
        ...


def start(
    model: Reader, sources: Sequence[FlatSequences], rows: Sequence[int], device: torch.device | str
) -> tuple[Any, Int[Tensor, " rows"]]:
    """The model's state after reading some inputs, and their lengths as the first member reads
    them.

    Args:
        model, sources, device: as for `decode`.
    """
    batches = [pad(source, rows).to(device) for source in sources]
    with torch.inference_mode():
        return model.start(*(part for batch in batches for part in batch)), batches[0].lengths


def decode(
    model: Reader,
    sources: Sequence[FlatSequences],
    limit: OutputLimit,
    search: SearchConfig,
    nbest: int = 1,
    device: torch.device | str = "cpu",
    constraints: Constraints = Constraints(),  # noqa: B008 - it cannot change
    *,
    attention: bool = True,
) -> list[list[Hypothesis]]:
    """The best hypotheses for every row, best first: `nbest` of them, or fewer where no more were
    found.

    Args:
        model: in evaluation mode, on `device`.
        sources: ids of the inputs as each member of an ensemble reads them; of one if all read the
            same.
        limit: how long an output may be.
        search: how to search; a beam of 1 with `nbest` 1 is greedy search.
        constraints: what outputs must keep; a row that has no such output has no hypotheses.
        attention: whether to keep where the model looked, which for long inputs takes more memory
            than all else.
    """
    answers: list[list[Hypothesis]] = [[] for _ in range(len(sources[0]))]
    for rows in ordered_batches(sources[0].lengths, max(1, BATCH_TOKENS // search.beam)):
        state, lengths = start(model, sources, rows, device)
        longest = longest_for(limit, search, constraints, rows, lengths.tolist())
        rules, automata = rules_for(search, constraints, rows, lengths.tolist())
        given: dict[str, Any] = {"attention": attention, "unknown": constraints.unknown}
        if search.beam == 1 and nbest == 1 and not rules and not automata:
            found = [[one] for one in greedy(model, state, lengths, longest, search, **given)]
        else:
            given |= {"rules": rules, "automata": automata}
            found = beam_search(model, state, lengths, longest, search, nbest, **given)
        if search.repetition_penalty != 1:
            found = with_own_probabilities(model, state, found, device)
        for row, hypotheses, none in zip(
            rows, found, without_room(constraints, rows, longest), strict=True
        ):
            answers[row] = [] if none else hypotheses
    return answers
