"""BLEU and chrF of whole corpora: n-grams in common, counted by sacrebleu."""

from __future__ import annotations

from collections.abc import Sequence

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
