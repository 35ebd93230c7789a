"""Pictures: where attention looked, what is taken for what, how training went. They need matplotlib (`weft[plots]`)."""

from weft.plots.attention import attention_figure, plot_attention
from weft.plots.confusions import confusions_figure, plot_confusions
from weft.plots.curves import curves_figure, plot_curves, read_metrics
from weft.plots.tags import plot_tags, tags_figure

__all__ = [
    "attention_figure",
    "confusions_figure",
    "curves_figure",
    "plot_attention",
    "plot_confusions",
    "plot_curves",
    "plot_tags",
    "read_metrics",
    "tags_figure",
]
