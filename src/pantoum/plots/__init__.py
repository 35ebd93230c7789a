"""Pictures: attention weights, confusions, tags, the course of a training run.

They need matplotlib (`pantoum[plots]`).
"""

from pantoum.plots.attention import attention_figure, plot_attention
from pantoum.plots.attribution import attribution_figure
from pantoum.plots.confusions import confusions_figure, plot_confusions
from pantoum.plots.curves import curves_figure, plot_curves, read_metrics
from pantoum.plots.saturation import saturation_figure
from pantoum.plots.tags import plot_tags, tags_figure
from pantoum.plots.units import unit_figure

__all__ = [
    "attention_figure",
    "attribution_figure",
    "confusions_figure",
    "curves_figure",
    "plot_attention",
    "plot_confusions",
    "plot_curves",
    "plot_tags",
    "read_metrics",
    "saturation_figure",
    "tags_figure",
    "unit_figure",
]
