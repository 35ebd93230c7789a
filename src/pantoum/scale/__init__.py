"""Many runs side by side, each a process with a directory of its own: seeds, benchmarks, studies."""

from pantoum.scale.processes import Ended, Job, Jobs
from pantoum.scale.runs_file import RUNS_FILE, RunRecord, RunsFile
from pantoum.scale.summary import Summary, summary_of

__all__ = [
    "RUNS_FILE",
    "Ended",
    "Job",
    "Jobs",
    "RunRecord",
    "RunsFile",
    "Summary",
    "summary_of",
]
