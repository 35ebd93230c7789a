"""Many runs side by side, each a process: of seeds, of a benchmark, of a study."""

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
