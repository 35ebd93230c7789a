"""Where a page is written, checked before the work that goes into it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pantoum.files import check_output_path, not_writable, whole_file
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
    return check_output_path(
        path, "the report is a page of HTML", SUFFIXES, setting="report", inputs=inputs
    )


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
