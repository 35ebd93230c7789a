"""Pantoum from Python: training in one call."""

from pantoum.api.training import resume, train

__all__ = ["resume", "train"]
