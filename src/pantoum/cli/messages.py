"""What a command says to a person: lines that nothing in the data can break or steer."""

from __future__ import annotations

import sys
from collections.abc import Iterable


def message_line(text: str) -> str:
    """A text as one line of a message, printable."""
    # What is printable, as most messages are, needs nothing of the data, which is slow to import.
    if text.isprintable():
        return text
    from pantoum.data.lines import one_line

    return one_line(text)


def say(sentence: str) -> None:
    """Write a sentence on stderr, on a line of its own; texts in it are printable."""
    print(f"pantoum: {message_line(sentence)}", file=sys.stderr)


def cells_line(cells: Iterable[str], is_terminal: bool) -> str:
    """Texts of the data as one line, with a TAB between: for a file or a pipe as they are, which
    programs read, and printable for a terminal.
    """
    from pantoum.cli.lines import cell
    from pantoum.data.lines import printable

    texts = [cell(text) for text in cells]
    if is_terminal:
        texts = [printable(text) for text in texts]
    return "\t".join(texts) + "\n"
