"""The scores that a kind of output is judged by, and the one that picks the best weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pantoum.config import Normalization, UnitName
from pantoum.metrics.edit import check_lengths, closest, error_rates
from pantoum.metrics.ngrams import bleu, chrf
from pantoum.metrics.splitting import Texts, accepted, split_symbols

# Units whose outputs are judged by error rates; those of words by BLEU and chrF.
BY_ERROR_RATE = ("characters", "codepoints", "symbols")


def score(
    units: UnitName,
    references: Sequence[Texts],
    hypotheses: Sequence[str],
    normalization: Normalization = "NFC",
) -> dict[str, float]:
    """Compare output texts with their references, in the units of the output.

    Args:
        units: the output's units: error rates judge characters and symbols, BLEU words and byte
            pairs.
        references: for each input the right text, or a tuple of accepted texts (the closest one
            counts).
        hypotheses: for each input the text that was predicted.
        normalization: the model's Unicode normalisation, applied to both sides.

    Returns:
        In per cent: `word_error_rate`, `symbol_error_rate` and `exact_match` for characters and
        symbols; `bleu`, `chrf` and `exact_match` for words and byte pairs; and `examples`, the
        number of texts. How much white space stands around words and symbols makes no difference;
        with characters each space counts.

    Raises:
        ValueError: references and hypotheses differ in number, or are empty.
    """
    check_lengths(references, hypotheses)
    right, predicted = split_pairs(units, references, hypotheses, normalization)
    rates = error_rates(right, predicted)
    if units in BY_ERROR_RATE:
        return {**rates._asdict(), "examples": len(hypotheses)}
    lines = [" ".join(words) for words in predicted]
    right_lines = [tuple(" ".join(words) for words in item) for item in right]
    return {
        "bleu": bleu(right_lines, lines),
        "chrf": chrf(right_lines, lines),
        "exact_match": rates.exact_match,
        "examples": len(hypotheses),
    }


def split_pairs(
    units: UnitName,
    references: Sequence[Texts],
    hypotheses: Sequence[str],
    normalization: Normalization = "NFC",
) -> tuple[list[tuple[list[str], ...]], list[list[str]]]:
    """The symbols of all accepted references of each input, and of each hypothesis, as scores
    compare them.
    """
    right = [
        tuple(split_symbols(text, units, normalization) for text in accepted(item))
        for item in references
    ]
    return right, [split_symbols(text, units, normalization) for text in hypotheses]


def closest_text(
    texts: Texts, output: str, units: UnitName, normalization: Normalization = "NFC"
) -> str:
    """The accepted text that an output is compared with: that of the fewest edits, as `score`
    counts them; of equally near ones, the longest.

    Args:
        texts: the right text, or a tuple of accepted ones.
        output: the text that was predicted.
    """
    if isinstance(texts, str):
        return texts
    predicted = split_symbols(output, units, normalization)
    pieces = [split_symbols(text, units, normalization) for text in texts]
    return texts[pieces.index(list(closest(tuple(pieces), predicted)))]


def selection_metric(units: UnitName) -> tuple[str, bool]:
    """The score that decides which weights are best, and whether a lower one is better."""
    return ("word_error_rate", True) if units in BY_ERROR_RATE else ("bleu", False)


def selection_key(units: UnitName, scores: Mapping[str, float]) -> tuple[float, ...]:
    """What to compare two evaluations by: the smaller key is the better one.

    The key starts with `selection_metric`. Ties are broken by the symbol error rate, or by chrF
    where BLEU is used: BLEU is 0 as long as no four words in a row are right.
    """
    if units in BY_ERROR_RATE:
        return (scores["word_error_rate"], scores["symbol_error_rate"])
    return (-scores["bleu"], -scores["chrf"])
