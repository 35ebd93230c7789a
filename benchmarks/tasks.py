"""The tasks that models are measured on: real corpora in a data folder, and made ones."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SYMBOLS = "abcdefghijklmnopqrst"


class Task(NamedTuple):
    """Files to train, choose weights and test on, and further flags of `pantoum train`."""

    name: str
    train: Path
    dev: Path | None
    test: Path
    flags: tuple[str, ...] = ()


def real_task(name: str, data: Path, work: Path) -> Task:
    """A task on real data: fre, hin, kor, dut, ice-low, turkish, scan, or a language of
    SIGMORPHON 2021 as low_ita or medium_bul.

    Args:
        data: the folder of corpora; see README.md for its layout.
        work: where files that must be converted first are written.
    """
    if name == "turkish":
        return _split(name, data / "inflection", "turkish")
    if name == "scan":
        config = Path(__file__).parent.parent / "configs" / "scan.yaml"
        train, test = (
            _scan(data / "scan" / f"simple_{part}.txt", work) for part in ("train", "test")
        )
        return Task(name, train, None, test, ("--config", str(config)))
    if name.startswith(("low_", "medium_")):
        return _split(name, data / "g2p-2021", name)
    return _split(name, data / "g2p", name)


def made_task(kind: str, work: Path, pairs: int = 6_000, longest: int = 40, seed: int = 1) -> Task:
    """Copy or reverse strings of 1 to `longest` random letters.

    Args:
        kind: copy or reverse.
    """
    draw = random.Random(f"{kind} {seed}")
    work.mkdir(parents=True, exist_ok=True)
    parts = []
    for part, count in (("train", pairs), ("dev", 300), ("test", 1_000)):
        path = work / f"{kind}_{part}.tsv"
        path.write_text("".join(_made_lines(draw, kind, count, longest)), encoding="utf-8")
        parts.append(path)
    return Task(kind, *parts)


def _made_lines(draw: random.Random, kind: str, count: int, longest: int) -> Iterator[str]:
    for _ in range(count):
        text = "".join(draw.choice(SYMBOLS) for _ in range(draw.randint(1, longest)))
        yield f"{text}\t{text if kind == 'copy' else text[::-1]}\n"


def _split(name: str, folder: Path, prefix: str) -> Task:
    train, dev, test = (folder / f"{prefix}_{part}.tsv" for part in ("train", "dev", "test"))
    return Task(name, train, dev, test)


def _scan(path: Path, work: Path) -> Path:
    """SCAN's `IN: words OUT: ACTIONS` lines as two columns."""
    work.mkdir(parents=True, exist_ok=True)
    columns = work / f"scan_{path.stem}.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    columns.write_text(
        "".join(re.sub(r"^IN: (.*) OUT: (.*)$", r"\1\t\2", line) + "\n" for line in lines)
    )
    return columns
