"""Writes docs/lecture/notebooks/: each page of the lecture's companion as a Jupyter notebook.

    python docs/make_notebooks.py [FOLDER]

What a reader runs becomes cells of code, everything else cells of text. Nothing is run here, so a
notebook has no outputs, and the same page gives the same file, byte for byte. Code that is shown
from the package's own files stays text.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

PAGES = Path(__file__).resolve().parent / "lecture"
FOLDER = PAGES / "notebooks"
CODE = re.compile(
    r"(?P<source>^<!-- source: \S+ -->\n\n)?^```python\n(?P<text>.*?)^```$", re.M | re.S
)
# A link or a picture beside the page is a folder further up from the notebook.
LINK = re.compile(r"(\]\()(?!https?:|#|\.\./)([\w/]+\.(?:md|html))")
UP = re.compile(r"(\]\()\.\./")
NOTEBOOK_LINK = re.compile(r"^This page as a notebook: .*\n?", re.M)
COMMENT = re.compile(r"^<!-- .*? -->\n?", re.M)


def main(folder: Path) -> None:
    """Write all notebooks into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for page in sorted(PAGES.glob("*.md")):
        text = json.dumps(notebook(page.read_text(encoding="utf-8")), ensure_ascii=False, indent=1)
        (folder / f"{page.stem}.ipynb").write_text(text + "\n", encoding="utf-8")


def notebook(page: str) -> dict[str, Any]:
    """A page as a notebook."""
    cells: list[dict[str, Any]] = []
    place = 0
    for found in CODE.finditer(page):
        if found["source"] is not None:
            continue
        _add_text(cells, page[place : found.start()])
        _add(cells, "code", found["text"].rstrip("\n"))
        place = found.end()
    _add_text(cells, page[place:])
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _add_text(cells: list[dict[str, Any]], text: str) -> None:
    text = COMMENT.sub("", NOTEBOOK_LINK.sub("", text))
    text = LINK.sub(r"\1../\2", UP.sub(r"\1../../", text)).strip("\n")
    if text:
        _add(cells, "markdown", text)


def _add(cells: list[dict[str, Any]], kind: str, text: str) -> None:
    cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{len(cells) + 1}", "metadata": {}}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    cells.append(cell | {"source": text.splitlines(keepends=True)})


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else FOLDER)
