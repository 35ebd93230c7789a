"""Checks of data before training: what is wrong, how often, where, and what to do."""

from pantoum.data.quality.check import check_files, check_parts, ordered
from pantoum.data.quality.finding import SEVERITIES, Finding, Place, Severity
from pantoum.data.quality.items import Item, Part, read_part

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
    "read_part",
]
