"""The fenced blocks of README and docs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = ("README.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>\w*)\n(?P<text>.*?)^(?P=indent)```$", re.M | re.S
)
HEADING = re.compile(r"^#+ (.*)$", re.M)


class Block(NamedTuple):
    """A fenced block. Its name is its document, its heading, and which block below it this is."""

    document: str
    heading: str
    number: int
    language: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.document}, {self.heading}, {self.number}"


def blocks_of(document: str) -> list[Block]:
    """The blocks of a document, in order."""
    text = (ROOT / document).read_text(encoding="utf-8")
    fences = list(FENCE.finditer(text))
    # A comment in a block of shell commands looks like a heading.
    headings = [
        heading
        for heading in HEADING.finditer(text)
        if not any(fence.start() < heading.start() < fence.end() for fence in fences)
    ]
    found: list[Block] = []
    for fence in fences:
        heading = [one[1] for one in headings if one.start() < fence.start()][-1]
        number = 1 + sum(block.heading == heading for block in found)
        lines = fence["text"].splitlines()
        body = "\n".join(line.removeprefix(fence["indent"]) for line in lines)
        found.append(Block(document, heading, number, fence["language"], body))
    return found


class Command(NamedTuple):
    """Shell commands and what they print, as a document shows it; None if it shows nothing."""

    script: str
    printed: str | None


def commands_of(block: Block, following: Block | None) -> list[Command]:
    """The commands of a block.

    Args:
        block: `sh`, which is one script, or `console`, where `$` begins a command and what it
            prints stands below it.
        following: the block after it under the same heading; a `text` block is what `sh` prints.
    """
    if block.language == "sh":
        shown = following is not None and following.language == "text"
        return [Command(block.text, following.text if shown and following else None)]
    parts = re.split(r"^\$ ", block.text, flags=re.M)
    commands = []
    for part in parts[1:]:
        script, _, printed = part.partition("\n")
        commands.append(Command(script, printed.strip("\n") or None))
    return commands
