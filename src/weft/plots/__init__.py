"""Pictures: where attention looked, and how a training run went. They need matplotlib (`weft[plots]`)."""

from weft.plots.attention import attention_figure, plot_attention
from weft.plots.curves import curves_figure, plot_curves, read_metrics

__all__ = ["attention_figure", "curves_figure", "plot_attention", "plot_curves", "read_metrics"]
