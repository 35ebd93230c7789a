"""What a model directory holds beside the model: its card, its scores and the course of its run."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pantoum.model_dir.reading import NamedError, read_text
from pantoum.models import Shortlist

METRICS = "metrics.jsonl"
SCORES = "metrics.json"
CARD = "README.md"
RUN = "run.json"


@dataclass(frozen=True)
class Records:
    """The records of a trained model.

    texts: the files among `CARD`, `SCORES`, `METRICS` and `RUN` that are there, by name; shortlist:
    which output symbols inputs allow, if the model has one.
    """

    texts: dict[str, str] = field(default_factory=dict)
    shortlist: Shortlist | None = None

    @property
    def history(self) -> list[dict[str, Any]]:
        """Each evaluation of the training, as a line of ``metrics.jsonl``."""
        return [json.loads(line) for line in self.texts.get(METRICS, "").splitlines()]

    @property
    def scores(self) -> dict[str, Any]:
        """The scores of the weights that were kept, as ``metrics.json``."""
        return json.loads(self.texts.get(SCORES, "{}"))


def read_object(path: Path) -> dict[str, Any]:
    """The JSON object in a file of records; an empty one where there is none or it is damaged, for
    a model is whole without it.
    """
    try:
        found = json.loads(read_text(path))
    except (OSError, ValueError, RecursionError, NamedError):
        return {}
    return found if isinstance(found, dict) else {}
