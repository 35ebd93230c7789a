"""An encoder-decoder in words, for its model card."""

from __future__ import annotations

from pantoum.config import ResolvedConfig
from pantoum.data import Example, SourceTokenizer, Tokenizer
from pantoum.symbols import SPECIAL_SYMBOLS
from pantoum.tasks.contract import Summary


def summary(
    config: ResolvedConfig, source: SourceTokenizer, target: Tokenizer, example: Example
) -> Summary:
    """What it reads and writes, and its blocks.

    Args:
        config: of the model.
        source, target: the vocabularies.
        example: one that the code of the card is to be tried with.
    """
    model = config.model
    attention = "no attention" if model.attention == "none" else f"{model.attention} attention"
    directions = "bi-directional" if model.bidirectional else "uni-directional"
    decoder_cell = model.decoder_cell.upper()
    features = f", and {source.features.size - 1:,} features" if source.features is not None else ""
    inputs = ", ".join(
        repr(part) for part in (example.source, example.features) if part is not None
    )
    return Summary(
        kind="an encoder-decoder with "
        f"{'no attention' if model.attention == 'none' else 'attention'}",
        rows=[
            ("input", f"{_known(source.text)}{features}"),
            ("output", _known(target)),
            (
                "encoder",
                f"{_layers(model.layers, directions, model.cell.upper())} of {model.hidden}",
            ),
            (
                "decoder",
                f"{_layers(model.decoder_layers, decoder_cell)} of {model.decoder_hidden}, "
                f"{attention}",
            ),
        ],
        how="with greedy search (rates in per cent)",
        call=f"model({inputs}).text",
    )


def _known(vocabulary: Tokenizer) -> str:
    """The units of a vocabulary, and how many it knows; those that stand for no text do not
    count."""
    return f"{vocabulary.units} ({vocabulary.size - len(SPECIAL_SYMBOLS):,} known)"


def _layers(count: int, *kind: str) -> str:
    return " ".join((f"{count}", *kind, "layer" if count == 1 else "layers"))
