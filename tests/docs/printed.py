"""Whether a command printed what a document shows."""

from __future__ import annotations

import re

NUMBER = re.compile(r"[-−]?\d[\d,]*(\.\d+)?")
# What depends on a model, or on the settings that make the tests quick.
VARIABLE = (
    (re.compile(r"^  \S.*$"), "SAMPLE"),  # below an evaluation
    (re.compile(r"^(epoch .*?) +best$"), r"\1"),
    (re.compile(r"^(chosen by the size of the data:).*"), r"\1"),
    (re.compile(r"^pantoum: .*; (the model is in \S+) .*"), r"pantoum: \1"),
)
FRAME = re.compile(r"([━─])+")


def stable(line: str) -> str:
    """What of a line is the same for every model: no numbers, no widths of columns."""
    for pattern, replacement in VARIABLE:
        line = pattern.sub(replacement, line)
    line = FRAME.sub(r"\1", line)
    return re.sub(r" +", " ", NUMBER.sub("0", line)).strip()


def differs(shown: str, printed: str) -> str | None:
    """The first line that a document shows and the command did not print, or None.

    A line `…` stands for any lines, `…` inside of a line for anything. An object of JSON may be
    broken into several lines.
    """
    lines = shown.splitlines()
    if shown.startswith("{") and not lines[0].endswith("}"):
        lines = [" ".join(lines)]
    rest = [stable(line) for line in printed.strip("\n").splitlines()]
    skips = False
    for line in lines:
        if line.strip() == "…":
            skips = True
            continue
        parts = [re.escape(part.strip()) for part in stable(line).split("…")]
        pattern = re.compile(r"\s*.*\s*".join(parts))
        while rest and skips and not pattern.fullmatch(rest[0]):
            rest.pop(0)
        if not rest or not pattern.fullmatch(rest.pop(0)):
            return line
        skips = False
    return None if skips or not rest else f"(nothing, where {rest[0]!r} was printed)"
