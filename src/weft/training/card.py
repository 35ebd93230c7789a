"""The model card that is saved with a model."""

from __future__ import annotations

import os

from weft import __version__
from weft.models import Seq2Seq
from weft.training.report import Record
from weft.training.setup import Prepared

CARD = """# {name}

A recurrent sequence-to-sequence model trained with Weft {version}: {what}.

| | |
|---|---|
| input | {source} ({source_size:,} different) |
| output | {target} ({target_size:,} different) |
| encoder | {layers} {directions} {cell} layer(s) of {hidden} |
| decoder | {decoder_layers} {decoder_cell} layer(s) of {decoder_hidden}, {attention} |
| parameters | {parameters:,} |
| trained on | {pairs:,} pairs, {epoch:.1f} epochs, seed {seed}, {minutes:.1f} minutes |
{scores}

Scores are of greedy search on the {dev_pairs:,} development pairs that chose these weights, in per cent; expect
them to be a little worse on new data.

```python
import weft

model = weft.load("{name}")
print(model({example}).text)
```
"""


def model_card(name: str, prepared: Prepared, model: Seq2Seq, record: Record) -> str:
    """The text of README.md in a model directory."""
    settings, data = prepared.config.model, prepared.config.data
    example = prepared.dev_examples[0]
    what = "attention" if settings.attention != "none" else "no attention"
    return CARD.format(
        name=os.fsencode(name).decode("utf-8", "replace"),  # a file name may be no text
        version=__version__,
        what=f"an encoder-decoder with {what}",
        source=data.source_units,
        source_size=prepared.source.size,
        target=data.target_units,
        target_size=prepared.target.size,
        layers=settings.layers,
        directions="bi-directional" if settings.bidirectional else "uni-directional",
        cell=settings.cell.upper(),
        hidden=settings.hidden,
        decoder_layers=settings.decoder_layers,
        decoder_cell=(settings.decoder_cell or settings.cell).upper(),
        decoder_hidden=settings.decoder_hidden,
        attention="no attention" if settings.attention == "none" else f"{settings.attention} attention",
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        pairs=len(prepared.train.source),
        epoch=record.epoch,
        seed=prepared.config.seed,
        minutes=record.seconds / 60,
        scores="\n".join(
            f"| dev {key.replace('_', ' ')} | {value:.2f} |" for key, value in record.dev.items() if key != "examples"
        ),
        dev_pairs=len(prepared.dev.source),
        example=", ".join(repr(part) for part in (example.source, example.features) if part),
    )
