"""Outputs of an encoder-decoder, or of any program that writes an output for each input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from pantoum.config import Normalization, UnitName
from pantoum.data import Example
from pantoum.evaluation.assessment import Assessment
from pantoum.evaluation.result import Part
from pantoum.metrics import (
    LengthScores,
    Statistics,
    Texts,
    by_length,
    error_statistics,
    full_scores,
    perplexity_statistics,
    score,
    signatures,
    split_symbols,
    text_statistics,
)
from pantoum.metrics.scores import split_pairs

# e to more than this is no number that anything could show.
MOST_NATS = 700.0
SEEN = "seen"
UNSEEN = "unseen"


class Likelihoods(NamedTuple):
    """How likely a model finds the right outputs of each input: the negative log-likelihood, in
    nats, and the symbols, </s> included; where several are right, their sums.
    """

    nll: Float[np.ndarray, " inputs"]
    symbols: Float[np.ndarray, " inputs"]

    def of(self, rows: Sequence[int]) -> Likelihoods:
        """Those of some of the inputs."""
        return Likelihoods(self.nll[rows], self.symbols[rows])


def assess_pairs(
    units: UnitName,
    references: Sequence[Texts],
    outputs: Sequence[str],
    likelihoods: Likelihoods | None = None,
    normalization: Normalization = "NFC",
) -> Assessment:
    """Judge an output for each input.

    Args:
        units: the output's units; they decide which scores there are, as in
            `pantoum.metrics.score`.
        references: for each input the right text, or a tuple of accepted ones.
        outputs: for each input the text that was predicted.
        likelihoods: for the perplexity of the right outputs; None where there is no model.
        normalization: the model's.
    Raises:
        ValueError: references and outputs differ in number, or are empty.
    """
    scores = score(units, references, outputs, normalization)
    statistics: list[Statistics] = list(text_statistics(units, references, outputs, normalization))
    if likelihoods is not None:
        of_model = perplexity_statistics(likelihoods.nll, likelihoods.symbols, MOST_NATS)
        statistics.append(of_model)
        scores |= full_scores([of_model])
    errors = error_statistics(*split_pairs(units, references, outputs, normalization))
    wrong = errors.counts[:, 1]
    signature = signatures(references) if "bleu" in scores else {}
    return Assessment(scores, statistics, 1 - wrong, signature)


def by_input_length(
    source_units: UnitName,
    units: UnitName,
    inputs: Sequence[Example],
    references: Sequence[Texts],
    outputs: Sequence[str],
    normalization: Normalization = "NFC",
) -> list[LengthScores]:
    """The scores by the length of the input, in its own units, without features.

    Args:
        source_units: the input's units.
        inputs: one for each output.
        units, references, outputs, normalization: as for `assess_pairs`.
    """
    lengths = [len(split_symbols(one.source, source_units, normalization)) for one in inputs]
    return by_length(lengths, units, references, outputs, normalization)


def by_seen_input(
    source_units: UnitName,
    units: UnitName,
    inputs: Sequence[Example],
    references: Sequence[Texts],
    outputs: Sequence[str],
    train: Sequence[Example],
    normalization: Normalization = "NFC",
) -> list[Part]:
    """The scores of inputs that are, with their features and groups, in the training data, and of
    the others; without a part that has no input.

    Args:
        source_units: the input's units, in which inputs are compared.
        inputs: one for each output.
        train: the training data.
        units, references, outputs, normalization: as for `assess_pairs`.
    """

    def key(example: Example) -> tuple[str, ...]:
        symbols = split_symbols(example.source, source_units, normalization)
        return (example.group or "", example.features or "", *symbols)

    seen = {key(example) for example in train}
    rows: dict[str, list[int]] = {SEEN: [], UNSEEN: []}
    for row, example in enumerate(inputs):
        rows[SEEN if key(example) in seen else UNSEEN].append(row)
    return [
        Part(
            name,
            score(units, [references[i] for i in part], [outputs[i] for i in part], normalization),
        )
        for name, part in rows.items()
        if part
    ]
