"""The head of a model card: what the hub reads of it, the scores among it, as YAML."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pantoum.config import TaskName
from pantoum.errors import PantoumError
from pantoum.metrics import name_of

# As the hub finds a head: the block between two lines of three dashes, at the very beginning.
_HEAD = re.compile(r"\A\s*---\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.S | re.M)
SCORED = "model-index"
# What the hub calls the tasks; the word for pairs is its own for "a text in, a text out".
TASKS: dict[TaskName, str] = {
    "seq2seq": "text2text-generation",
    "tagger": "token-classification",
    "classifier": "text-classification",
    "language_model": "text-generation",
}
# Scores that the hub knows by another name.
METRICS = {"word_error_rate": "wer"}


def hub_card(card: str, name: str, task: TaskName, kind: str, scores: Mapping[str, Any]) -> str:
    """A model card with a head for the hub; what the card says, and what a head of its own says of
    anything but the scores, stays.

    Args:
        card: Markdown, with a head or without.
        name: of the model.
        task: its kind, and `kind` the same in words.
        scores: what ``metrics.json`` holds.
    Raises:
        PantoumError: the card has a head that cannot be read.
    """
    import yaml

    own, body = _parts(card)
    tags = own.get("tags") or []
    head = {
        "library_name": "pantoum",
        **own,
        "tags": list(dict.fromkeys([*(tags if isinstance(tags, list) else [tags]), *_tags(task)])),
    }
    head.pop(SCORED, None)
    results = _results(task, kind, scores.get("dev"))
    if results:
        head[SCORED] = [{"name": name, "results": [results]}]
    text = yaml.safe_dump(head, sort_keys=False, allow_unicode=True, width=100)
    shown = body or f"# {name}\n"
    return f"---\n{text}---\n{shown}"


def _tags(task: TaskName) -> list[str]:
    return ["pantoum", "rnn", TASKS[task]]


def _parts(card: str) -> tuple[dict[str, Any], str]:
    """The head that a card has, if any, and what stands below it."""
    import yaml

    found = _HEAD.match(card)
    if found is None:
        return {}, card
    try:
        head = yaml.safe_load(found[1])
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _damaged(" ".join(str(error).split())[:200]) from error
    if head is not None and not isinstance(head, dict):
        raise _damaged("it is no mapping")
    return head or {}, card[found.end() :]


def _damaged(reason: str) -> PantoumError:
    return PantoumError(
        f"the YAML between its first two lines of --- cannot be read ({reason})",
        where="README.md",
        remedy="correct it, or take it out",
    )


def _results(task: TaskName, kind: str, dev: Any) -> dict[str, Any]:
    """The scores on the development data, as the hub lists them; nothing where there are none."""
    if not isinstance(dev, dict):
        return {}
    metrics = [
        {"type": METRICS.get(key, key), "value": round(value, 4), "name": f"dev {name_of(key)}"}
        for key, value in dev.items()
        if key != "examples" and type(value) in (int, float)
    ]
    if not metrics:
        return {}
    return {
        "task": {"type": TASKS[task], "name": kind},
        # The hub wants both; our users' data have no name there.
        "dataset": {"type": "development-data", "name": "development data", "split": "validation"},
        "metrics": metrics,
    }
