"""All findings about a trained model on some data, and the directory that they are written into."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantoum.explained.folder import FINDINGS, PAGE, PICTURES, make_folder
from pantoum.explained.page import explanation_page
from pantoum.explained.pictures import is_own, pictures_of
from pantoum.explaining.finding import Finding
from pantoum.files import not_writable, write_files
from pantoum.version import __version__


@dataclass(frozen=True)
class Explanation:
    """What was found about a trained model.

    Attributes:
        facts: what was explained: the model, the data, the seed, by name.
        findings: in the order of the page.
        notes: what the user should check of the data, in sentences.
    """

    facts: Mapping[str, Any]
    findings: Sequence[Finding]
    notes: Sequence[str] = ()

    def __getitem__(self, name: str) -> Finding:
        """The finding of a name, such as "reach".

        Raises: KeyError.
        """
        return {one.name: one for one in self.findings}[name]

    def to_dict(self) -> dict[str, Any]:
        """All numbers with their definitions, as JSON has them."""
        return {
            **self.facts,
            "version": __version__,
            "notes": list(self.notes),
            "findings": {one.name: one.to_dict() for one in self.findings},
        }

    def save(self, output: str | Path, *, overwrite: bool = False) -> Path:
        """Write the page, its pictures and the file of all numbers into a directory.

        Args:
            output: a new or empty directory.
            overwrite: replace an explanation that it holds.
        Returns: the page.
        Raises: PantoumError for a directory in which something would be lost, and without
            matplotlib.
        """
        folder = make_folder(output, overwrite=overwrite)
        pictures = {one.name: pictures_of(one) for one in self.findings}
        drawn = {
            f"{PICTURES}/{picture.name}.svg": picture.svg
            for some in pictures.values()
            for picture in some
        }
        values = json.dumps(self.to_dict(), ensure_ascii=False, indent=1, allow_nan=False)
        written = explanation_page(self.facts, self.findings, pictures, self.notes)
        texts = {FINDINGS: f"{values}\n".encode(), PAGE: written.encode("utf-8")}
        # All at once: where there is no room, what was there before stays whole.
        write_files(folder, {**drawn, **texts})
        _remove_old(folder, drawn.keys())
        return folder / PAGE


def _remove_old(folder: Path, drawn: Collection[str]) -> None:
    """Remove the pictures of the explanation that this one has replaced; no other files.

    Raises: PantoumError.
    """
    for path in (folder / PICTURES).glob("*.svg"):
        if is_own(path.stem) and f"{PICTURES}/{path.name}" not in drawn:
            try:
                path.unlink()
            except OSError as error:
                raise not_writable(path, error) from error
