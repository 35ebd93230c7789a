"""Pictures: attention weights, confusions, tags, the course of a training run.

They need matplotlib (`pantoum[plots]`).
"""

from pantoum.plots.attending import (
    attended_figure,
    certainty_figure,
    certainty_histogram_figure,
)
from pantoum.plots.attention import attention_figure, plot_attention
from pantoum.plots.attribution import attribution_figure
from pantoum.plots.calibration import reliability_figure
from pantoum.plots.confusions import confusions_figure, plot_confusions
from pantoum.plots.curves import curves_figure, plot_curves, read_metrics
from pantoum.plots.errors import errors_confusions_figure, errors_figure
from pantoum.plots.saturation import saturation_figure
from pantoum.plots.tags import plot_tags, tags_figure
from pantoum.plots.units import unit_figure
from pantoum.plots.worth import worth_figure

__all__ = [
    "attended_figure",
    "attention_figure",
    "attribution_figure",
    "certainty_figure",
    "certainty_histogram_figure",
    "confusions_figure",
    "curves_figure",
    "errors_confusions_figure",
    "errors_figure",
    "plot_attention",
    "plot_confusions",
    "plot_curves",
    "plot_tags",
    "read_metrics",
    "reliability_figure",
    "saturation_figure",
    "tags_figure",
    "unit_figure",
    "worth_figure",
]
