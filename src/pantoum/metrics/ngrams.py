"""BLEU and chrF of whole corpora: n-grams in common, counted by sacrebleu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from jaxtyping import Float

from pantoum.metrics.edit import check_lengths
from pantoum.metrics.splitting import Texts, accepted

# sacrebleu is imported where it is used: it takes longer to import than error rates take to count.


def bleu(references: Sequence[Texts], hypotheses: Sequence[str], tokenize: str = "none") -> float:
    """BLEU of the corpus, in per cent, with sacrebleu's standard smoothing.

    Args:
        references: one text, or a tuple of accepted texts, for each hypothesis.
        hypotheses: the texts to score.
        tokenize: a tokenizer of sacrebleu ("13a", "intl", "zh", ...); "none" splits at white space
            alone.

    Raises:
        ValueError: references and hypotheses differ in number, or are empty.

    Source: Papineni et al. (2002), https://aclanthology.org/P02-1040; Post (2018),
    arXiv:1804.08771.
    """
    from sacrebleu.metrics.bleu import BLEU

    check_lengths(references, hypotheses)
    # force: text that is tokenised already is what this package scores, and no reason for a
    # warning.
    metric = BLEU(tokenize=tokenize, force=True)
    return _per_cent(metric.corpus_score(hypotheses, _streams(references)).score)


def chrf(references: Sequence[Texts], hypotheses: Sequence[str]) -> float:
    """chrF2 of the corpus, in per cent: the F score, recall weighted double, of character n-grams
    up to 6.

    Args and errors are those of `bleu`. Source: Popović (2015), https://aclanthology.org/W15-3049.
    """
    from sacrebleu.metrics.chrf import CHRF

    check_lengths(references, hypotheses)
    return _per_cent(CHRF().corpus_score(hypotheses, _streams(references)).score)


def bleu_counts(
    references: Sequence[Texts], hypotheses: Sequence[str]
) -> Float[np.ndarray, "examples counts"]:
    """What BLEU needs of each text: its words, those of its reference, and for n from 1 to 4 the
    n-grams in common, then those of the text. Args and errors are those of `bleu`.
    """
    from sacrebleu.metrics.bleu import BLEU

    return _counts(BLEU(tokenize="none", force=True), references, hypotheses)


def chrf_counts(
    references: Sequence[Texts], hypotheses: Sequence[str]
) -> Float[np.ndarray, "examples counts"]:
    """What chrF needs of each text: for n from 1 to 6 the character n-grams of the text, of its
    reference, and in common. Args and errors are those of `bleu`.
    """
    from sacrebleu.metrics.chrf import CHRF

    return _counts(CHRF(), references, hypotheses)


def signatures(references: Sequence[Texts]) -> dict[str, str]:
    """sacrebleu's signatures, which say how `bleu` and `chrf` are computed against these
    references.
    """
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    counts = {len(accepted(item)) for item in references}
    # Which sacrebleu sets when it scores; -1 stands for numbers that vary.
    number = max(counts) if len(counts) == 1 else -1
    metrics: dict[str, Any] = {"bleu": BLEU(tokenize="none", force=True), "chrf": CHRF()}
    for metric in metrics.values():
        metric.num_refs = number
    return {name: str(metric.get_signature()) for name, metric in metrics.items()}


def _counts(
    metric: Any, references: Sequence[Texts], hypotheses: Sequence[str]
) -> Float[np.ndarray, "examples counts"]:
    check_lengths(references, hypotheses)
    # sacrebleu has no public name for it; a test compares the scores of the sums.
    rows = metric._extract_corpus_statistics(hypotheses, _streams(references))
    return np.array(rows, dtype=np.float64)


def _streams(references: Sequence[Texts]) -> list[list[str]]:
    """What sacrebleu takes: the first reference of every hypothesis, then the second of every one,
    ...
    """
    several = [accepted(item) for item in references]
    most = max(len(item) for item in several)
    # Saying a reference twice changes neither score, so the last one fills up.
    return [[item[min(i, len(item) - 1)] for item in several] for i in range(most)]


def _per_cent(score: float) -> float:
    # Rounding inside sacrebleu can give a perfect corpus 100.00000000000004.
    return min(float(score), 100.0)
