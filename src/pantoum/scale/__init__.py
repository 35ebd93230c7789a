"""Many runs side by side, and bulk prediction.

Of several seeds each run is a process with a directory of its own; bulk prediction is a function of
a column, called by processes of Ray or of others.
"""

from pantoum.scale.processes import Ended, Job, Jobs
from pantoum.scale.runs_file import RUNS_FILE, RunRecord, RunsFile
from pantoum.scale.seed_list import seeds_of
from pantoum.scale.summary import Summary, summary_of

__all__ = [
    "RUNS_FILE",
    "Ended",
    "Job",
    "Jobs",
    "RunRecord",
    "RunsFile",
    "Summary",
    "seeds_of",
    "summary_of",
]
