"""Where a page is written, checked before the work that goes into it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pantoum.errors import PantoumError
from pantoum.files import not_writable, whole_file
from pantoum.report.markup import Html

SUFFIXES = (".html", ".htm")


def check_report_path(path: str | Path, inputs: Sequence[Path] = ()) -> Path:
    """The path of a page to write.

    Args:
        inputs: files that are read for it.

    Raises:
        PantoumError: the name is not that of a page, the folder does not exist, or the path is a
            folder or one of the inputs.
    """
    if not isinstance(path, str | Path):
        raise PantoumError(setting="report", rule="the path of a file", value=path)
    path = Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise PantoumError(
            "the report is a page of HTML",
            where=str(path),
            rule=f"a name that ends in {SUFFIXES[0]}",
            value=str(path),
            remedy=f"give it a name that ends in {SUFFIXES[0]}",
        )
    try:
        is_folder = path.is_dir()
        has_folder = path.parent.is_dir()
        read = [one for one in inputs if one.exists() and path.exists() and path.samefile(one)]
        path.resolve()
    except OSError as error:
        raise not_writable(path, error) from error
    except (ValueError, RuntimeError) as error:  # a NUL or half a letter in it; a loop of links
        raise PantoumError(
            f"{str(path)!r} cannot be the name of a file",
            setting="report",
            value=str(path),
            remedy="give another name",
        ) from error
    if read:
        raise PantoumError(
            "the report would be written over the data that it is about",
            where=str(path),
            remedy="give it another name",
        )
    if is_folder:
        raise PantoumError("is a folder", where=str(path), remedy="name a file")
    if not has_folder:
        raise PantoumError(
            f"there is no folder {path.parent}", where=str(path), remedy="make it first"
        )
    return path


def write_report(path: Path, page: Html) -> None:
    """Write a page; what was there stays until the new one is whole.

    Raises:
        PantoumError: it cannot be written.
    """
    try:
        with whole_file(path.resolve()) as file:
            file.write(page.encode())
    except OSError as error:
        raise not_writable(path, error) from error
