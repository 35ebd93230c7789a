"""Where a model comes from: the command, the data, the versions and the machine of its training,
as ``run.json`` holds them.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shlex
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch

from pantoum.config import by_name
from pantoum.data.indexing.stored import describe_index, is_index
from pantoum.tasks import Prepared
from pantoum.version import __version__

# Where Linux names the processor.
PROCESSORS = Path("/proc/cpuinfo")
MAIN = "__main__.py"
# Bytes of a file that are read at a time.
BLOCK = 1 << 20


def describe_run(prepared: Prepared[Any], device: str, threads: int) -> dict[str, Any]:
    """What is to be known of a run that begins now.

    Args:
        device: where it computes, as PyTorch names it.
        threads: CPU threads.
    """
    values = by_name(prepared.config)
    return {
        **_occasion(device, threads),
        "data": {
            part: [one for path in paths for one in describe_data(path)]
            for part, paths in prepared.files.items()
        },
        **_start(prepared),
        "examples": {"train": len(prepared.train), "dev": len(prepared.dev)},
        "given_settings": {name: values[name] for name in prepared.explicit_settings},
    }


def resumed_run(
    earlier: dict[str, Any], prepared: Prepared[Any], device: str, threads: int
) -> dict[str, Any]:
    """What is to be known of a run that goes on now.

    Args:
        earlier: what was known of it before; nothing if it began in a version that did not say.
        prepared, device, threads: as for `describe_run`.
    """
    if not earlier:
        described = describe_run(prepared, device, threads)
        # When and how the run began is not known.
        return {"resumed": [_occasion(device, threads)]} | {
            name: described[name] for name in ("data", "examples", "given_settings")
        }
    return {**earlier, "resumed": [*earlier.get("resumed", []), _occasion(device, threads)]}


def describe_data(path: Path) -> list[dict[str, Any]]:
    """The file at a path as `describe_file` describes it; of an index the files that it was made
    of, whose digests it has.
    """
    if not is_index(path):
        return [describe_file(path)]
    names = ("path", "bytes", "sha256")
    return [{name: one[name] for name in names} for one in describe_index(path)["sources"]]


def describe_file(path: Path) -> dict[str, Any]:
    """The name of a file, its size in bytes and its SHA-256; of a pipe the name alone, for what it
    held has been read.
    """
    if not path.is_file():
        return {"path": str(path), "bytes": None, "sha256": None}
    digest = hashlib.sha256()
    size = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
            size += len(block)
    return {"path": str(path), "bytes": size, "sha256": digest.hexdigest()}


def _start(prepared: Prepared[Any]) -> dict[str, Any]:
    """The trained model that a run starts from, if there is one: its directory, None for one in
    memory, and the SHA-256 of its weights.
    """
    start = prepared.start
    if start is None:
        return {}
    return {"start": {"path": start.path or None, "weights_sha256": start.digest}}


def _occasion(device: str, threads: int) -> dict[str, Any]:
    """When, by which command, with what and on which machine."""
    return {
        "began": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": _command(sys.argv),
        "versions": {
            "pantoum": __version__,
            "python": platform.python_version(),
            "torch": torch.__version__,
            "numpy": np.__version__,
        },
        "machine": {
            "system": platform.platform(),
            "processor": _processor(),
            "cores": os.cpu_count(),
            "threads": threads,
            "device": device,
            "gpu": torch.cuda.get_device_name(device) if device.startswith("cuda") else None,
        },
    }


def _command(arguments: Sequence[str]) -> str:
    """The command line of this process as a shell takes it, the program without its folder."""
    if not arguments:
        return ""
    program = Path(arguments[0])
    # `python -m pantoum` begins with the path of the module that was run.
    names = ["python", "-m", program.parent.name] if program.name == MAIN else [program.name]
    text = shlex.join([*names, *arguments[1:]])
    return text.encode("utf-8", "replace").decode()  # a file name may be no text


def _processor() -> str:
    try:
        for line in PROCESSORS.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
