"""Checks of data before training: what is wrong, how often, where, and what to do."""

from pantoum.data.quality.check import check_files, check_parts, ordered
from pantoum.data.quality.finding import SEVERITIES, Finding, Place, Severity
from pantoum.data.quality.items import Item, Part
from pantoum.data.quality.refusals import unreadable

__all__ = [
    "SEVERITIES",
    "Finding",
    "Item",
    "Part",
    "Place",
    "Severity",
    "check_files",
    "check_parts",
    "ordered",
    "unreadable",
]
