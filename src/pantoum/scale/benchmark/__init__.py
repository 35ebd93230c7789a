"""A benchmark: data sets by settings by seeds, each a run of its own, and a table of them all."""

from pantoum.scale.benchmark.markdown import markdown_of
from pantoum.scale.benchmark.plan import DataSet, Plan, Run, read_plan
from pantoum.scale.benchmark.record import Record, read_record, write_record
from pantoum.scale.benchmark.results import Results, results_of

__all__ = [
    "DataSet",
    "Plan",
    "Record",
    "Results",
    "Run",
    "markdown_of",
    "read_plan",
    "read_record",
    "results_of",
    "write_record",
]
