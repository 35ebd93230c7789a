"""How a training run went: its loss and its dev scores, epoch by epoch."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantoum.errors import PantoumError
from pantoum.plots.figure import check_picture_path, new_figure, save_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches.
WIDTH = 9.0
HEIGHT = 3.6
# Margin of an axis that does not begin at 0, as a share of its range.
MARGIN = 0.1
MOST = 1e100  # larger numbers no axis can show
# The scores that are drawn, each with its name in the legend; exact match is the word error rate
# upside down. Those of several kinds of tags have the name of the kind before them: upos.accuracy.
CURVES = {
    "word_error_rate": "word error rate",
    "symbol_error_rate": "symbol error rate",
    "bleu": "BLEU",
    "chrf": "chrF",
    "accuracy": "accuracy",
    "f1": "F1",
    "macro_f1": "macro F1",
    "perplexity": "perplexity",
}


def plot_curves(metrics_path: str | Path, path: str | Path) -> None:
    """Write training loss and dev scores of a run as a picture: PNG, SVG or PDF by its suffix.

    Args:
        metrics_path: the run's metrics.jsonl.
        path: the picture.

    Raises:
        PantoumError: `metrics_path` cannot be read (the line is named), `path` cannot be written,
            or matplotlib is not installed.
    """
    path = check_picture_path(path)
    save_figure(curves_figure(read_metrics(metrics_path)), path)


def read_metrics(path: str | Path) -> list[dict[str, Any]]:
    """The evaluations of a training run, in order: the objects of its metrics.jsonl.

    A last line without its end was half written when the run was killed, and is left out.

    Raises:
        PantoumError: the file is missing, empty or not UTF-8, or a line is no evaluation.
    """
    path = Path(path)
    try:
        lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    except OSError as error:
        raise PantoumError(
            f"cannot read {path}: {error.strerror};",
            setting="path",
            value=str(path),
            remedy="give the metrics.jsonl of a run",
        ) from error
    except UnicodeDecodeError as error:
        raise PantoumError(
            f"{path} is not UTF-8 text",
            setting="path",
            value=str(path),
            remedy="give the metrics.jsonl of a training run",
        ) from error
    records = [
        _evaluation(path, number, line)
        for number, line in enumerate(lines, start=1)
        if line.strip()
    ]
    if not records:
        raise PantoumError(
            f"{path} is empty, as it is before the first evaluation of a run",
            setting="path",
            value=str(path),
            remedy="let the run go on",
        )
    return records


def curves_figure(records: Sequence[dict[str, Any]]) -> Figure:
    """Draw two panels: training loss, and dev scores in per cent or the perplexity.

    A dashed line marks the best evaluation, whose weights were kept.

    Raises:
        PantoumError: matplotlib is not installed.
    """
    figure = new_figure(WIDTH, HEIGHT)
    loss, scores = figure.subplots(1, 2)
    figure.subplots_adjust(wspace=0.25)
    epochs = [float(record["epoch"]) for record in records]
    marker = "o" if len(records) <= 50 else ""
    loss.plot(epochs, [record["train_loss"] for record in records], marker=marker, markersize=3)
    loss.set_title("training loss")
    for key in records[-1]["dev"]:
        kind, _, name = key.rpartition(".")
        if name in CURVES:
            values = [record["dev"].get(key) for record in records]
            scores.plot(
                epochs, values, marker=marker, markersize=3, label=f"{kind} {CURVES[name]}".strip()
            )
    scores.set_title(
        "dev perplexity" if "perplexity" in records[-1]["dev"] else "dev scores (per cent)"
    )
    best = [epoch for epoch, record in zip(epochs, records, strict=True) if record.get("best")]
    for axes in (loss, scores):
        axes.set_ylim(bottom=_bottom(axes))
        _finish(axes, max(epochs), best[-1] if best else None)
    return figure


def _evaluation(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
        numbers = [record["epoch"], record["step"], record["train_loss"], *record["dev"].values()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _broken(path, number) from error
    if not all(isinstance(one, int | float) and abs(one) <= MOST for one in numbers):
        raise _broken(path, number)
    return record


def _broken(path: Path, number: int) -> PantoumError:
    wanted = "a JSON object with the finite numbers epoch, step, train_loss and the object dev"
    return PantoumError(
        f"expected {wanted};",
        where=f"{path}, line {number}",
        rule=wanted,
        remedy="take the line out or train again",
    )


def _bottom(axes: Axes) -> float:
    """Where an axis begins: at 0, or near the least value where all are so far from 0 that their
    differences could hardly be seen.
    """
    values = [float(value) for line in axes.get_lines() for value in _known(line.get_ydata())]
    low = min(values, default=0.0)
    high = max(values, default=0.0)
    return low - MARGIN * (high - low) if high / 2 < low < high else 0.0


def _known(values: Any) -> list[Any]:
    """Without those that an evaluation does not have."""
    return [value for value in values if value is not None and value == value]


def _finish(axes: Axes, last: float, best: float | None) -> None:
    from matplotlib.ticker import MaxNLocator

    if best is not None:
        axes.axvline(best, color="0.4", linestyle="--", linewidth=1, label=f"best: epoch {best:g}")
    axes.set_xlabel("epoch")
    axes.set_xlim(0, 1.05 * last or 1)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True, min_n_ticks=1))
    axes.grid(color="0.9")
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    if axes.get_legend_handles_labels()[0]:
        # Below the panel, for inside it hides a part of what it explains.
        axes.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, -0.16),
            ncols=2,
            fontsize="small",
            edgecolor="none",
        )
