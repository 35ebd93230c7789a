"""A figure that needs no screen, and its way to a file. All of matplotlib's global state is left
alone.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from pantoum.errors import PantoumError
from pantoum.files import write_files

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOTS_PER_INCH = 150
SUFFIXES = (".png", ".svg", ".pdf")
# The moment of drawing is left out: the same picture is the same file.
NO_DATE = {"pdf": {"CreationDate": None}}


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of `width` by `height` inches, drawn by Agg.

    Raises:
        PantoumError: matplotlib is not installed.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as error:
        raise PantoumError(
            "plots need matplotlib", remedy="pip install -e '.[plots]' in a clone of Pantoum"
        ) from error
    figure = Figure(figsize=(width, height), dpi=DOTS_PER_INCH, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def check_picture_path(path: Path) -> None:
    """Refuse a path that no picture can be written to, before the work of drawing it.

    Raises:
        PantoumError: the suffix is another, the folder does not exist, or the path is a folder.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise PantoumError(
            f"cannot draw {path}",
            setting="path",
            value=str(path),
            remedy=f"give it a name that ends in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}",
        )
    try:
        if not path.parent.is_dir():
            raise PantoumError(
                f"cannot write {path}: there is no folder {path.parent};",
                setting="path",
                value=str(path),
                remedy="make it first",
            )
        if path.is_dir():
            raise PantoumError(
                f"cannot write {path}: it is a folder;",
                setting="path",
                value=str(path),
                remedy="name a file",
            )
    except OSError as error:
        raise PantoumError(
            f"cannot write {path}: {error.strerror};",
            setting="path",
            value=str(path),
            remedy="choose another place",
        ) from error


def save_figure(figure: Figure, path: Path) -> None:
    """Write the figure, cut to what is drawn, as PNG, SVG or PDF by the suffix.

    Raises:
        PantoumError: the file cannot be written.
    """
    check_picture_path(path)
    drawn = io.BytesIO()
    form = path.suffix.lower()[1:]
    figure.savefig(
        drawn,
        format=form,
        dpi="figure",
        bbox_inches="tight",
        pad_inches=0.1,
        metadata=NO_DATE.get(form),
    )
    write_files(path.parent, {path.name: drawn.getvalue()})
