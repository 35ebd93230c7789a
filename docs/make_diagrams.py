"""Draws docs/images/lecture/: the diagrams of the lecture's companion, as SVG.

    python docs/make_diagrams.py [FOLDER]

The same code gives the same pictures, byte for byte, so a test can tell that the committed ones are
its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from diagrams import cells, networks, sequences

FOLDER = Path(__file__).resolve().parent / "images" / "lecture"


def main(folder: Path) -> None:
    """Write all diagrams into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for module in (cells, networks, sequences):
        for draw in module.DIAGRAMS:
            canvas = draw()
            (folder / f"{canvas.name}.svg").write_text(canvas.svg(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else FOLDER)
