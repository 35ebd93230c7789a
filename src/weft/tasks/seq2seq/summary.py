"""An encoder-decoder in words, for its model card."""

from __future__ import annotations

from weft.config import Config
from weft.data import Example
from weft.tasks.contract import Summary


def summary(config: Config, source_size: int, target_size: int, example: Example) -> Summary:
    """What it reads and writes, and its blocks.

    Args:
        config: complete.
        source_size, target_size: symbols of the vocabularies.
        example: one that the code of the card is to be tried with.
    """
    model, data = config.model, config.data
    attention = "no attention" if model.attention == "none" else f"{model.attention} attention"
    directions = "bi-directional" if model.bidirectional else "uni-directional"
    decoder_cell = (model.decoder_cell or model.cell).upper()
    inputs = ", ".join(repr(part) for part in (example.source, example.features) if part)
    return Summary(
        kind=f"an encoder-decoder with {'no attention' if model.attention == 'none' else 'attention'}",
        rows=[
            ("input", f"{data.source_units} ({source_size:,} different)"),
            ("output", f"{data.target_units} ({target_size:,} different)"),
            ("encoder", f"{model.layers} {directions} {model.cell.upper()} layer(s) of {model.hidden}"),
            ("decoder", f"{model.decoder_layers} {decoder_cell} layer(s) of {model.decoder_hidden}, {attention}"),
        ],
        how="with greedy search, in per cent",
        call=f"model({inputs}).text",
    )
