"""What an encoder-decoder will not know, in words."""

from __future__ import annotations

from pantoum.data import Tokenizer, Unknown, UnknownSymbols
from pantoum.symbols import SPECIAL_SYMBOLS


def unknown_notes(unknown: UnknownSymbols, part: str) -> list[str]:
    """A line for each side of some examples that has symbols which the model does not know.

    Args:
        part: what the examples are, as in "dev".
    """
    notes = [f"{part}: {unknown.inputs.describe('input symbols')}"] if unknown.inputs else []
    return notes + (
        [f"{part}: {unknown.outputs.describe('output symbols')}, which never writes them"]
        if unknown.outputs
        else []
    )


def rare_notes(unknown: UnknownSymbols, source: Tokenizer, target: Tokenizer) -> list[str]:
    """A line for each side of the training data itself whose vocabulary leaves words out."""
    sides = (("input", source, unknown.inputs), ("output", target, unknown.outputs))
    return [_rare(side, vocabulary, rare) for side, vocabulary, rare in sides if rare]


def _rare(side: str, vocabulary: Tokenizer, unknown: Unknown) -> str:
    known = vocabulary.size - len(SPECIAL_SYMBOLS)
    share = 100 * unknown.counts.total() / unknown.symbols
    return (
        f"{side}: {known:,} of {known + len(unknown.counts):,} different {vocabulary.units} are "
        "known, the others, "
        f"{share:.1f} % of the text, are too rare (data.min_count, data.vocabulary_size)"
    )
