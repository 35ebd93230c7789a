"""Whether this process was started as one of several that train one model together, by
``torchrun`` or by ``srun``, and how they find each other.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pantoum.errors import PantoumError
from pantoum.ranks import ALONE, Ranks

# What torchrun tells each process, in variables that PyTorch and Fabric read.
RANK, WORLD, LOCAL_RANK, LOCAL_WORLD = "RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE"
ADDRESS, PORT = "MASTER_ADDR", "MASTER_PORT"
# The ports of SLURM's jobs: so many, from there on, by the number of the job.
FIRST_PORT, PORTS = 15_000, 10_000
# How long the processes wait until all have begun.
ARRIVAL = timedelta(minutes=5)
# How long one waits for another, which may be writing, or learning a shortlist.
PATIENCE = timedelta(hours=3)
# The store of the launcher, and those that were made in it: one for each time that the processes
# have met.
_STORE: list[Any] = []


UNEVEN = PantoumError(
    "its machine has another number of processes than that of process 0",
    setting=LOCAL_WORLD,
    remedy="start as many processes on each machine",
)


@dataclass(frozen=True)
class Place:
    """Where a process stands among those of its run.

    number, count: of all; local, here: of those on its machine; address, port: of the first one.
    """

    number: int
    count: int
    local: int
    here: int
    address: str
    port: int

    def variables(self) -> dict[str, str]:
        """The place as torchrun's variables say it."""
        return {
            RANK: str(self.number),
            WORLD: str(self.count),
            LOCAL_RANK: str(self.local),
            LOCAL_WORLD: str(self.here),
            ADDRESS: self.address,
            PORT: str(self.port),
        }


def place_of(environment: Mapping[str, str]) -> Place | None:
    """The place of a process with these variables; None for one that trains alone.

    ``srun`` is known by the number of tasks of its step: the script of a job has no step, so that
    what runs in it without ``srun`` trains alone, whatever the job has asked for.

    Raises: PantoumError for variables that are no numbers, or do not fit together.
    """
    if environment.get(WORLD, "1") != "1":
        return _checked(_of_torchrun(environment))
    if environment.get("SLURM_STEP_NUM_TASKS", "1") != "1":
        return _checked(_of_srun(environment))
    return None


@contextlib.contextmanager
def connected(environment: Mapping[str, str] | None = None) -> Iterator[Ranks]:
    """The processes that this one was started with; while this context is open they can talk.

    Raises: PantoumError for variables that do not fit together, and where the others do not come.
    """
    place = place_of(os.environ if environment is None else environment)
    if place is None:
        yield ALONE
        return
    os.environ.update(place.variables())
    # Read when PyTorch is imported: where a process is gone, the others say so in one line.
    os.environ.setdefault("TORCH_CPP_LOG_LEVEL", "ERROR")
    import torch
    from torch import distributed
    from torch.distributed import PrefixStore  # pyright: ignore[reportPrivateImportUsage]
    from torch.distributed.rendezvous import rendezvous

    backend = "cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo"
    try:
        if not _STORE:
            _STORE[:] = [next(rendezvous("env://", timeout=ARRIVAL))[0]]
        # Of its own for each training of a script, and for each attempt of a launcher.
        attempt = f"{os.environ.get('TORCHELASTIC_RESTART_COUNT', 0)}/{len(_STORE)}"
        store = PrefixStore(f"pantoum/{attempt}", _STORE[0])
        _STORE.append(store)
        distributed.init_process_group(
            backend,
            store=store,
            rank=place.number,
            world_size=place.count,
            timeout=PATIENCE,
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise PantoumError(
            f"process {place.number} of {place.count} does not find the others at "
            f"{place.address}:{place.port}",
            setting=ADDRESS,
            remedy="start all of them, and check that the machine of the first one can be reached; "
            f"another port: set {PORT}",
        ) from error
    ranks = Ranks(place.number, place.count, place.here, store)
    try:
        with ranks.together():
            ranks.same(place.here, UNEVEN)
            yield ranks
    finally:
        if distributed.is_initialized():
            distributed.destroy_process_group()


def _of_torchrun(environment: Mapping[str, str]) -> Place:
    count = _number(environment, WORLD)
    return Place(
        _number(environment, RANK),
        count,
        _number(environment, LOCAL_RANK),
        _number(environment, LOCAL_WORLD) if LOCAL_WORLD in environment else count,
        environment.get(ADDRESS, "127.0.0.1"),
        _number(environment, PORT),
    )


def _of_srun(environment: Mapping[str, str]) -> Place:
    job = environment.get("SLURM_JOB_ID", "")
    port = FIRST_PORT + int(job) % PORTS if job.isdecimal() else FIRST_PORT
    nodes = environment.get("SLURM_STEP_NODELIST", environment.get("SLURM_NODELIST", ""))
    return Place(
        _number(environment, "SLURM_PROCID"),
        _number(environment, "SLURM_STEP_NUM_TASKS"),
        _number(environment, "SLURM_LOCALID"),
        _tasks_of_node(environment),
        environment.get(ADDRESS) or first_node(nodes),
        _number(environment, PORT) if PORT in environment else port,
    )


def first_node(nodes: str) -> str:
    """The first of SLURM's list of nodes, such as ``node[07-09,12],other``."""
    found = re.match(r"([^,\[\s]*)(?:\[([^\]]*)\])?([^,\s]*)", nodes)
    if found is None or not nodes:
        return "127.0.0.1"
    head, numbers, tail = found.groups()
    return head + re.split("[,-]", numbers or "")[0] + tail


def _tasks_of_node(environment: Mapping[str, str]) -> int:
    """How many tasks of the step this node has: ``2(x3),1`` are three nodes of two and one of
    one."""
    text = environment.get("SLURM_STEP_TASKS_PER_NODE", "")
    counts: list[int] = []
    for part in text.split(","):
        found = re.fullmatch(r"(\d+)(?:\(x(\d+)\))?", part.strip())
        if found is None:
            raise _wrong("SLURM_STEP_TASKS_PER_NODE", text)
        counts += [int(found[1])] * int(found[2] or 1)
    node = _number(environment, "SLURM_NODEID")
    if node >= len(counts):
        raise _wrong("SLURM_NODEID", str(node))
    return counts[node]


def _number(environment: Mapping[str, str], name: str) -> int:
    text = environment.get(name, "")
    if not text.isdecimal():
        raise _wrong(name, text)
    return int(text)


def _checked(place: Place) -> Place:
    if place.number >= place.count or place.local >= place.here or place.here > place.count:
        raise PantoumError(
            f"{RANK} {place.number} of {WORLD} {place.count} and {LOCAL_RANK} {place.local} of "
            f"{LOCAL_WORLD} {place.here} do not fit together",
            setting=RANK,
            remedy="start the processes with torchrun or srun",
        )
    return place


def _wrong(name: str, text: str) -> PantoumError:
    return PantoumError(
        f"the variable {name} of the environment is {text!r}",
        setting=name,
        rule="what torchrun or srun sets",
        value=text,
        remedy="start the processes with torchrun or srun, or unset it",
    )
