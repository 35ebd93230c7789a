"""A task that is learned in seconds: short strings and their reversals, and the small models that
learn it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

from pantoum.config import NO_DATA, Config, ResolvedConfig, by_name, config_from_dict, resolve
from pantoum.training.events import (
    Announced,
    Began,
    CandidateTried,
    Ended,
    Evaluated,
    Event,
    Stepped,
)

TIMES = ("seconds", "symbols_per_second")

# Settings that every kind of model reads.
TINY_MODEL = {
    "model.embedding": 8,
    "model.hidden": 8,
    "model.dropout": 0.1,
    "training.epochs": 3,
    "training.batch_tokens": 120,
    "training.learning_rate": 0.03,
    "training.warmup_steps": 5,
    "training.device": "cpu",
    "training.threads": 1,
}
TINY = {**TINY_MODEL, "search.beam": 1}


def reversals(letters: str = "abc", longest: int = 4) -> list[tuple[str, str]]:
    """All strings of one to `longest` letters and their reversals, always in the same mixed
    order."""
    texts = [
        "".join(one) for length in range(1, longest + 1) for one in product(letters, repeat=length)
    ]
    mixed = sorted(texts, key=lambda text: hash_of(text))
    return [(text, text[::-1]) for text in mixed]


def hash_of(text: str) -> int:
    """A number that looks random, and is the same in every process."""
    return (
        sum((place + 7) ** 3 * ord(letter) for place, letter in enumerate(text))
        * 2_654_435_761
        % 1_000_003
    )


def write_tsv(path: Path, rows: Iterable[Sequence[str]]) -> Path:
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def tiny(changes: Mapping[str, Any] | None = None, base: Mapping[str, Any] = TINY) -> Config:
    """The settings of a tiny model, with some of them changed, by their full names."""
    return with_settings(Config(), {**base, **(changes or {})})


def with_settings(config: Config, changes: Mapping[str, Any]) -> Config:
    nested: dict[str, Any] = {}
    for name, value in {**by_name(config), **changes}.items():
        section, _, setting = name.rpartition(".")
        if section:
            nested.setdefault(section, {})[setting] = value
        else:
            nested[setting] = value
    return config_from_dict(nested)


def resolved(config: Config, changes: Mapping[str, Any] | None = None) -> ResolvedConfig:
    """A resolved configuration, some of its settings changed, by their full names."""
    changed = with_settings(config, changes or {})
    return resolve(changed, changed.task or "seq2seq", NO_DATA)


def flags(settings: Mapping[str, Any]) -> list[str]:
    """The settings as the command line has them."""
    return [part for name, value in settings.items() for part in (f"--{name}", str(value).lower())]


@dataclass
class Watcher:
    """A listener that remembers; `at` is called with the number of steps that it has seen, `at_end`
    at the end.
    """

    at: Any = None
    at_end: Any = None
    plan: Any = None
    steps: list[Any] = field(default_factory=list)
    records: list[Any] = field(default_factory=list)
    samples: list[Any] = field(default_factory=list)
    candidates: list[Any] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def __call__(self, event: Event) -> None:
        match event:
            case Began():
                self.plan = event.plan
            case Stepped():
                self.steps.append(event)
                if self.at is not None:
                    self.at(len(self.steps))
            case Evaluated():
                self.records.append(event.record)
                self.samples.append(event.sample)
            case CandidateTried():
                self.candidates.append(event.candidate)
            case Announced():
                self.notes.append(event.text)
            case Ended():
                self.reasons.append(event.reason)
                if self.at_end is not None:
                    self.at_end()
            case _:
                pass


def metrics_of(folder: Path) -> list[dict[str, Any]]:
    """The lines of metrics.jsonl without what depends on the clock."""
    lines = (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        {name: value for name, value in json.loads(line).items() if name not in TIMES}
        for line in lines
    ]
