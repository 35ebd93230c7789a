"""``runs.json``: the runs of a directory, how each ended, and which models are used."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from pantoum.errors import PantoumError
from pantoum.files import not_readable, write_files
from pantoum.model_dir import RUNS_FILE

Status = Literal["waiting", "finished", "stopped", "failed", "pruned"]


@dataclass
class RunRecord:
    """One run.

    Attributes:
        seed: of the run.
        status: "waiting" has not ended; "finished"; "stopped" by a signal; "failed";
            "pruned" is a trial that was given up.
        seconds: that its training took; of the process if there is no model.
        epoch: of the weights that were kept.
        dev: their scores.
        message: why it failed.
        settings: of a trial, those that were chosen for it, by their full names.
        replaces: when the checkpoint was written that the run is to replace, in nanoseconds; 0 if
            there was none, None for a run that replaces nothing.
    """

    seed: int
    status: Status = "waiting"
    seconds: float | int | None = None
    epoch: float | int | None = None
    dev: dict[str, float | int] = field(default_factory=dict)
    message: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    replaces: int | None = None


@dataclass
class RunsFile:
    """The runs of a directory.

    Attributes:
        asked: what all runs have in common; a directory takes no runs that differ in it.
        runs: by the names of their directories.
        use: the names of the runs whose models answer for the directory; none if no choice was
            made.
        summary: of the scores.
    """

    asked: dict[str, Any]
    runs: dict[str, RunRecord] = field(default_factory=dict)
    use: list[str] = field(default_factory=list)
    summary: dict[str, Any] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write the file, whole or not at all, into a directory that is there.

        Raises: PantoumError where it cannot be written.
        """
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"
        write_files(folder, {RUNS_FILE: text.encode()})

    @classmethod
    def read(cls, folder: Path) -> RunsFile | None:
        """The file of a directory; None if there is none.

        Raises: PantoumError for a file that cannot be read, or is no such file.
        """
        path = folder / RUNS_FILE
        try:
            found = json.loads(path.read_bytes())
            return cls(
                asked=dict(found["asked"]),
                runs={name: RunRecord(**run) for name, run in found["runs"].items()},
                use=list(found["use"]),
                summary=dict(found["summary"]),
            )
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise not_readable(path, error) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise PantoumError(
                "is damaged, or of a newer version;",
                where=str(path),
                remedy="take it away and give --resume: finished runs are found again",
            ) from error


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The names of what was asked otherwise before."""
    return [name for name in {**before, **now} if before.get(name) != now.get(name)]
