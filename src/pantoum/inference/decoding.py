"""The outputs of a whole corpus: searched, drawn, or scored where they are known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from pantoum.config import SearchConfig
from pantoum.data.corpus import FlatSequences
from pantoum.inference.driver import PaddedRows, padded_rows, run_corpus
from pantoum.ranks import ALONE, Ranks
from pantoum.search.beam import beam_search
from pantoum.search.beam_trace import BeamTrace
from pantoum.search.contract import Hypothesis, Step
from pantoum.search.forced_decoding import force_decode, rescore
from pantoum.search.greedy import greedy
from pantoum.search.limit import OutputLimit
from pantoum.search.output_constraints import (
    OutputConstraints,
    batch_constraints,
    longest_outputs,
    prefix_too_long,
)
from pantoum.search.sampling import Sampling, check_sampling, sample
from pantoum.symbols import BOS

# Symbols of padded input in one batch of one hypothesis each: enough to fill the matrix products of
# a small model, few enough for the memory of a large one.
BATCH_TOKENS = 2000

# Sampling has no settings of a search.
PLAIN = SearchConfig()


@runtime_checkable
class Seq2SeqModel(Step, Protocol):
    """A model that can read inputs and take steps: `pantoum.models.Seq2Seq`, or an ensemble."""

    @property
    def start(self) -> Callable[..., Any]:
        """Reads the inputs: ids [batch, source] and lengths [batch], for each member of an ensemble
        in turn.
        """
        ...


class ScoredOutput(NamedTuple):
    """A known output under a model.

    log_probabilities: of each symbol, in nats; attention: the weights of each step, or None.
    """

    log_probabilities: Float[np.ndarray, " symbols"]
    attention: Float[np.ndarray, "symbols source"] | None


def decode(
    model: Seq2SeqModel,
    sources: Sequence[FlatSequences],
    limit: OutputLimit,
    search: SearchConfig,
    nbest: int = 1,
    device: torch.device | str = "cpu",
    constraints: OutputConstraints = OutputConstraints(),  # noqa: B008 - it cannot change
    *,
    attention: bool = True,
    trace: BeamTrace | None = None,
    ranks: Ranks = ALONE,
) -> list[list[Hypothesis]]:
    """The best hypotheses for every row, best first: `nbest` of them, or fewer where the search has
    fewer.

    Args:
        model: in evaluation mode, on `device`.
        sources: ids of the inputs as each member of an ensemble reads them; of one if all read the
            same.
        limit: how long an output may be.
        search: how to search; a beam of 1 with `nbest` 1 is greedy search.
        constraints: what outputs must hold and must not; a row without a possible output has no
            hypotheses.
        attention: whether to keep the attention weights, which for long inputs take more memory
            than all else.
        trace: of the search, a beam search even for one hypothesis; for a single row.
        ranks: the processes that share the work; all have all hypotheses.
    """

    def compute(batch: PaddedRows) -> list[list[Hypothesis]]:
        rows = batch.rows
        state, lengths = _start(model, batch)
        longest = longest_outputs(limit, search, constraints, rows, lengths.tolist())
        processors, finite_state = batch_constraints(search, constraints, rows, lengths.tolist())
        keep: dict[str, Any] = {"attention": attention, "unknown": constraints.unknown}
        plain = not processors and not finite_state and trace is None
        if search.beam == 1 and nbest == 1 and plain:
            hypotheses = [[one] for one in greedy(model, state, lengths, longest, search, **keep)]
        else:
            keep |= {"processors": processors, "constraints": finite_state, "trace": trace}
            hypotheses = beam_search(model, state, lengths, longest, search, nbest, **keep)
        if search.repetition_penalty != 1:
            hypotheses = rescore(model, state, hypotheses, device)
        impossible = prefix_too_long(constraints, rows, longest)
        return [[] if none else of_row for of_row, none in zip(hypotheses, impossible, strict=True)]

    budget = max(1, BATCH_TOKENS // search.beam)
    return run_corpus(sources[0].lengths, budget, padded_rows(*sources), compute, device, ranks)


def sample_outputs(
    model: Seq2SeqModel,
    sources: Sequence[FlatSequences],
    limit: OutputLimit,
    seeds: Sequence[Sequence[int]],
    count: int,
    sampling: Sampling,
    device: torch.device | str = "cpu",
    constraints: OutputConstraints = OutputConstraints(),  # noqa: B008 - it cannot change
    *,
    attention: bool = True,
) -> list[list[Hypothesis]]:
    """For every row `count` outputs that are drawn; fewer where a prefix was drawn that no allowed
    output starts with.

    Args:
        model, sources, limit, device, constraints, attention: as for `decode`.
        seeds: for each row, what decides its random numbers together with the number of the output.
        sampling: what symbols are drawn with.
    Raises: PantoumError for settings that cannot work, and when the model's probabilities are not
        numbers.
    """

    def compute(batch: PaddedRows) -> list[list[Hypothesis]]:
        state, input_lengths = _start(model, batch)
        each = torch.arange(len(batch.rows), device=device).repeat_interleave(count)
        lengths = input_lengths[each]
        rows = [row for row in batch.rows for _ in range(count)]
        processors, finite_state = batch_constraints(PLAIN, constraints, rows, lengths.tolist())
        drawn = sample(
            model,
            torch.full_like(each, BOS),
            state.select(each),
            [[*seeds[row], number] for row in batch.rows for number in range(count)],
            longest_outputs(limit, PLAIN, constraints, rows, lengths.tolist()),
            sampling,
            processors=processors,
            constraints=finite_state,
            lengths=lengths if attention else None,
        )
        starts = range(0, len(rows), max(1, count))
        per_row = [drawn[start : start + count] for start in starts] or [[] for _ in batch.rows]
        return [[one for one in of_row if one is not None] for of_row in per_row]

    check_sampling(sampling)
    budget = max(1, BATCH_TOKENS // max(1, count))
    return run_corpus(sources[0].lengths, budget, padded_rows(*sources), compute, device)


def score_outputs(
    model: Seq2SeqModel,
    sources: Sequence[FlatSequences],
    targets: FlatSequences,
    device: torch.device | str = "cpu",
    *,
    attention: bool = True,
) -> list[ScoredOutput]:
    """For every pair the log-probabilities of its output's symbols, and the attention of each.

    Args:
        model, sources, device: as for `decode`.
        targets: ids of the outputs, each with its </s>.
        attention: whether to keep the attention weights.
    """

    def compute(batch: PaddedRows) -> list[ScoredOutput]:
        *inputs, target = batch.parts
        state, widths = _start(model, batch._replace(parts=tuple(inputs)))
        log_probabilities, weights = force_decode(model, state, target.ids)
        scores = log_probabilities.cpu().double().numpy()
        kept = None if weights is None or not attention else weights.float().cpu().numpy()
        results = []
        pairs = zip(target.lengths.tolist(), widths.tolist(), strict=True)
        for place, (symbols, width) in enumerate(pairs):
            of_row = None if kept is None else kept[place, :symbols, :width].copy()
            results.append(ScoredOutput(scores[place, :symbols], of_row))
        return results

    lengths = sources[0].lengths + targets.lengths
    return run_corpus(lengths, BATCH_TOKENS, padded_rows(*sources, targets), compute, device)


def _start(model: Seq2SeqModel, batch: PaddedRows) -> tuple[Any, Int[Tensor, " rows"]]:
    """The model's state after reading some inputs, and their lengths as the first member reads
    them.
    """
    state = model.start(*(tensor for part in batch.parts for tensor in part))
    return state, batch.parts[0].lengths
