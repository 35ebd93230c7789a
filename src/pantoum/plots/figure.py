"""A figure that needs no screen, and its way to a file. All of matplotlib's global state is left
alone.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from pantoum.errors import PantoumError
from pantoum.files import check_output_path, write_files

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DOTS_PER_INCH = 150
SUFFIXES = (".png", ".svg", ".pdf")
# The moment of drawing is left out: the same picture is the same file.
NO_DATE = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}


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


def check_picture_path(path: str | Path) -> Path:
    """The path of a picture to write, checked before the work of drawing it.

    Raises:
        PantoumError: as `pantoum.files.check_output_path`.
    """
    return check_output_path(path, "a picture is a PNG, an SVG or a PDF", SUFFIXES)


def save_figure(figure: Figure, path: Path) -> None:
    """Write the figure, cut to what is drawn, as PNG, SVG or PDF by the suffix.

    Raises:
        PantoumError: the file cannot be written.
    """
    place = check_picture_path(path).resolve()  # of a link, where it leads to
    write_files(place.parent, {place.name: figure_bytes(figure, path.suffix.lower()[1:])})


def figure_bytes(figure: Figure, form: str) -> bytes:
    """The figure, cut to what is drawn; the same figure gives the same bytes.

    Args:
        form: png, svg or pdf.
    """
    import matplotlib

    drawn = io.BytesIO()
    # Without a salt the names in an SVG are drawn by chance.
    with matplotlib.rc_context({"svg.hashsalt": "pantoum"}):
        figure.savefig(
            drawn,
            format=form,
            dpi="figure",
            bbox_inches="tight",
            pad_inches=0.1,
            metadata=NO_DATE.get(form),
        )
    return drawn.getvalue()
