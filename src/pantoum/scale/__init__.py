"""Many runs side by side, each a process, and bulk prediction.

The runs are of seeds, of a benchmark, of a study; bulk prediction is a function of a column, called
by processes of Ray or of others.
"""

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
