"""A Ray cluster: one that is there, or one on this machine that ends with the context."""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from pantoum.errors import PantoumError

# Seconds in which something has to listen at an address, and to say that it is a cluster.
TO_CONNECT = 10.0
TO_ANSWER = 60.0
# Bytes of the store through which blocks of rows go, on this machine: it bounds what waits there.
STORE = 200_000_000
RAY_CLIENT = "ray://"


@contextlib.contextmanager
def cluster(address: str | None, actors: int) -> Iterator[Any]:
    """While this context is open, Ray is connected; its module is given.

    Args:
        address: HOST:PORT of a cluster's head, ray://HOST:PORT of its client server, or auto for
            one that this machine belongs to; None starts one on this machine.
        actors: how many processes compute at a time, each on one processor.
    Raises: PantoumError when Ray is not installed, nothing answers at the address in time, or the
        cluster is too small.
    """
    ray = import_ray()
    if ray.is_initialized():  # of whoever calls
        yield ray
        return
    if address is None:
        _start(ray, actors)
    else:
        _connect(ray, address, actors)
    try:
        yield ray
    finally:
        ray.shutdown()


def import_ray() -> Any:
    """Ray and Ray Data, which say no more than what goes wrong.

    Raises: PantoumError when they are not installed.
    """
    # Its makers would hear of every use; and it says on stderr what no user can act on.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
    # Its processes would give way to all others of the machine.
    os.environ.setdefault("RAY_worker_niceness", "0")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise PantoumError(
            "the engine ray needs Ray Data", remedy="pip install -e '.[ray]' in a clone of Pantoum"
        ) from error
    # It logs the tracebacks of what it also raises.
    logging.getLogger("ray.data").setLevel(logging.CRITICAL)
    return ray


def _start(ray: Any, actors: int) -> None:
    try:
        ray.init(
            address="local",
            num_cpus=actors + 1,  # one for those who read
            object_store_memory=STORE,
            include_dashboard=False,
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    except (OSError, RuntimeError, ValueError) as error:
        raise PantoumError(
            f"Ray cannot be started on this machine: {' '.join(str(error).split())[:200]}",
            setting="engine",
            value="ray",
            remedy="give --address of a cluster, or use --workers without an engine",
        ) from error


def _connect(ray: Any, address: str, actors: int) -> None:
    if address != "auto":
        _check_listens(address)
    if not address.startswith(RAY_CLIENT):
        _check_healthy(address)
    try:
        ray.init(address=address, log_to_driver=False, logging_level=logging.ERROR)
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        raise _no_cluster(address, " ".join(str(error).split())[:200]) from error
    processors = int(ray.cluster_resources().get("CPU", 0))
    if processors < actors + 1:
        ray.shutdown()
        raise PantoumError(
            f"the cluster has {processors} processors, and {actors} actors need one each, and one "
            "more reads",
            setting="workers",
            where=address,
            value=actors,
            remedy=f"give --workers {max(1, processors - 1)}",
        )


def _check_listens(address: str) -> None:
    """Refuse an address that does not answer; Ray would wait for minutes."""
    host, colon, port = address.removeprefix(RAY_CLIENT).rpartition(":")
    if not colon or not port.isdigit() or not host:
        raise PantoumError(
            setting="address", rule="HOST:PORT, ray://HOST:PORT or auto", value=address
        )
    try:
        socket.create_connection((host.strip("[]"), int(port)), TO_CONNECT).close()
    except (OSError, OverflowError) as error:
        raise _no_cluster(address, getattr(error, "strerror", None) or str(error)) from error


def _check_healthy(address: str) -> None:
    """Refuse what listens and is no cluster: Ray would end this process."""
    command = [sys.executable, "-m", "ray.scripts.scripts", "health-check"]
    command += [] if address == "auto" else ["--address", address]
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, timeout=TO_ANSWER, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _no_cluster(address, f"no answer in {TO_ANSWER:.0f} seconds") from error
    if ran.returncode:
        raise _no_cluster(address, "it does not say that it is one")


def _no_cluster(address: str, reason: str) -> PantoumError:
    return PantoumError(
        f"no Ray cluster answers: {reason}",
        setting="address",
        where=address,
        value=address,
        remedy="check --address, or leave it out to compute on this machine",
    )
