"""What an experiment has found: a table, the claim that it repeats, sentences, a picture."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pantoum.files import write_files
from pantoum.lab.averages import Mean
from pantoum.lab.claim import Claim
from pantoum.lab.plain_table import Column, plain_table

Cell = str | int | float | Mean | None
RESULT = "result.json"


@dataclass(frozen=True)
class Result:
    """What an experiment has found.

    ``print(result)`` shows it; `save` writes it as JSON, with its picture.

    Attributes:
        name: of the experiment, such as "adding".
        title: its heading.
        claim: what the paper says.
        columns: of the table, each with what it is.
        rows: a row for each case, with a cell for each column: a text, a number, a mean over
            seeds, or None for what there is not.
        sentences: what was found, in words, with the numbers.
        values: what JSON has, and what the picture is drawn from.
        definitions: what each entry of `values` is, with its unit.
        draw: draws the picture, a figure of matplotlib, from `values`.
    Raises: ValueError for a row that does not fit the columns, and for a value without a
        definition.
    """

    name: str
    title: str
    claim: Claim
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sentences: tuple[str, ...]
    values: Mapping[str, Any]
    definitions: Mapping[str, str]
    draw: Callable[[Mapping[str, Any]], Any] = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"{self.name}: {len(self.columns)} columns, but the row {row}")
        missing = self.values.keys() ^ self.definitions.keys()
        if missing:
            raise ValueError(f"{self.name}: values and definitions differ in {sorted(missing)}")

    def figure(self) -> Any:
        """The picture, a figure of matplotlib.

        Raises: PantoumError without matplotlib.
        """
        return self.draw(self.values)

    def picture_name(self) -> str:
        """The file of the picture in the directory of the experiment."""
        return f"{self.name}.png"

    def to_dict(self) -> dict[str, Any]:
        """The result as JSON has it."""
        return {
            "name": self.name,
            "title": self.title,
            "claim": self.claim.to_dict(),
            "table": {
                "columns": [{"name": one.name, "what": one.what} for one in self.columns],
                "rows": [[_plain(cell) for cell in row] for row in self.rows],
            },
            "found": list(self.sentences),
            "definitions": dict(self.definitions),
            "values": dict(self.values),
        }

    def save(self, folder: Path) -> Path:
        """Write result.json and the picture into a directory that is there.

        Returns: the path of the picture.
        Raises: PantoumError without matplotlib, once the JSON is written, and for a place that
            cannot be written.
        """
        text = json.dumps(self.to_dict(), ensure_ascii=False, indent=1)
        write_files(folder, {RESULT: f"{text}\n".encode()})
        from pantoum.plots.figure import save_figure

        path = folder / self.picture_name()
        save_figure(self.figure(), path)
        return path

    def __str__(self) -> str:
        table = plain_table(self.columns, self.rows)
        found = "\n".join(f"- {one}" for one in self.sentences)
        return f"{self.title}\n\n{table}\n\nThe claim:\n{self.claim}\n\nFound here:\n{found}"


def _plain(cell: Cell) -> Any:
    return cell.to_dict() if isinstance(cell, Mean) else cell
