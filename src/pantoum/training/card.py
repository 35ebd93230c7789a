"""The model card that is saved with a model."""

from __future__ import annotations

import os
from typing import Any

from torch import nn

from pantoum.metrics import main_of, name_of
from pantoum.tasks import Prepared
from pantoum.training.events import Record
from pantoum.version import __version__

CARD = """# {name}

A recurrent sequence model trained with Pantoum {version}: {kind}.

| | |
|---|---|
{rows}

Scores are of the {dev_examples:,} development {noun} that chose these weights, {how};
expect them to be a little worse on new data.

```python
import pantoum

model = pantoum.load("{name}")
print({call})
```
"""


def model_card(name: str, prepared: Prepared[Any], model: nn.Module, record: Record) -> str:
    """The text of README.md in a model directory."""
    task = prepared.task
    summary = task.summary(prepared.config, prepared.dev_examples[0])
    parameters = sum(parameter.numel() for parameter in model.parameters())
    run = (
        f"{record.epoch:.1f} epochs, seed {prepared.config.seed}, {record.seconds / 60:.1f} minutes"
    )
    rows = [
        *summary.rows,
        ("parameters", f"{parameters:,}"),
        *([("started from", prepared.start.name)] if prepared.start is not None else []),
        ("trained on", f"{len(prepared.train):,} {task.example_noun}, {run}"),
        *(
            (f"dev {name_of(key)}", f"{value:.2f}")
            for key, value in record.dev.items()
            if key != "examples"
        ),
        *(
            (f"dev {name_of(main_of(scores))} of {group}", f"{scores[main_of(scores)]:.2f}")
            for group, scores in record.groups.items()
        ),
    ]
    return CARD.format(
        name=os.fsencode(name).decode("utf-8", "replace"),  # a file name may be no text
        version=__version__,
        kind=summary.kind,
        rows="\n".join(f"| {row} | {value} |" for row, value in rows),
        dev_examples=len(prepared.dev),
        noun=task.example_noun,
        how=summary.how,
        call=summary.call,
    )
