"""`pantoum serve` beside a plain FastAPI handler that calls the model and beside LitServe.

    python benchmarks/serving.py MODEL WORDS.tsv [--litserve PYTHON] [--rounds 3] [--seconds 5]

All over loopback, with one model and the words of the first column. In each round each server is
started, asked by 64 clients at once, and ended, one after the other, so that none meets the others'
work; what is printed are medians of the rounds. Then one client alone is compared with the call in
a process, in turns, and a request that cannot be answered is sent among 63 that can. Prints a
Markdown table and last one line of JSON. Takes about two minutes.

`--litserve` is the Python of an environment with LitServe, PyTorch and what Pantoum needs; without
it LitServe is left out.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from serving_load import Load, ask_once, load, request_bytes, run

BASELINES = Path(__file__).with_name("serving_baselines.py")
LITSERVE = Path(__file__).with_name("serving_litserve.py")
WARM = 1.0
PATIENCE = 300.0  # a busy machine takes long to start a server
TOO_LONG = "e" * 6_000  # symbols: more than a model reads
SERVERS = ["pantoum serve", "FastAPI, def", "FastAPI, async def", "LitServe"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("words", type=Path)
    parser.add_argument("--litserve", default="", metavar="PYTHON")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--servers", nargs="+", default=SERVERS, choices=SERVERS)
    options = parser.parse_args()
    words = [line.split("\t")[0] for line in options.words.read_text("utf-8").splitlines()]
    servers = [one for one in options.servers if one != "LitServe" or options.litserve]
    found: dict[str, Any] = {
        "clients": options.clients,
        "under_load": under_load(servers, options, words),
        "one_client": one_client(options, words),
        "a_bad_one_among_64": {
            one: a_bad_one(one, options, words)
            for one in servers
            if one in ("pantoum serve", "LitServe")
        },
    }
    print_tables(found)
    print(json.dumps(found))


def under_load(
    servers: Sequence[str], options: argparse.Namespace, words: Sequence[str]
) -> dict[str, Any]:
    """The medians over the rounds, by server."""
    requests = [request_bytes(json.dumps({"input": word}).encode()) for word in words]
    rounds: dict[str, list[Load]] = {one: [] for one in servers}
    took: dict[str, list[float]] = {one: [] for one in servers}
    for turn in range(options.rounds):
        for one in servers if turn % 2 == 0 else reversed(servers):
            with serving(one, options) as (port, pid):
                run(load(port, requests, options.clients, 0.0, WARM))
                before = processor_seconds(pid)
                found = run(load(port, requests, options.clients, 0.0, options.seconds))
                took[one].append((processor_seconds(pid) - before) / max(1, found.answers))
                rounds[one].append(found)
    return {one: summary(loads, took[one]) for one, loads in rounds.items()}


def processor_seconds(session: int) -> float:
    """What the processes of a session have used of the processors, their dead children too."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = file.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def summary(loads: Sequence[Load], took: Sequence[float]) -> dict[str, Any]:
    statuses: dict[int, int] = {}
    for one in loads:
        for status, count in one.statuses.items():
            statuses[status] = statuses.get(status, 0) + count

    def median(values: Sequence[float]) -> float:
        return round(statistics.median(values), 2)

    return {
        "answers_a_second": median([one.throughput for one in loads]),
        "p50_ms": median([one.quantile(0.5) for one in loads]),
        "p99_ms": median([one.quantile(0.99) for one in loads]),
        "processor_ms_an_answer": median([1000 * one for one in took]),
        "statuses": statuses,
        "client_share": median([one.client_share for one in loads]),
    }


def one_client(options: argparse.Namespace, words: Sequence[str]) -> dict[str, float]:
    """Medians in milliseconds of a request to an idle server and of the call, in turns of ten."""
    answers: list[float] = []
    calls: list[float] = []
    command = [sys.executable, str(BASELINES), "call", str(options.model), "0"]
    with (
        serving("pantoum serve", options) as (port, _),
        started(command, stdin=subprocess.PIPE) as call,
    ):
        assert call.stdin
        assert call.stdout
        call.stdout.readline()
        for start in range(0, min(len(words), 300), 10):
            some = words[start : start + 10]
            for word in some:
                call.stdin.write(f"{word}\n")
                call.stdin.flush()
                calls.append(float(call.stdout.readline()))
            requests = [request_bytes(json.dumps({"input": word}).encode()) for word in some]
            answers += run(one_after_the_other(port, requests))
        call.stdin.close()
    # The first ten warm both up.
    request, own = (1000 * statistics.median(times[10:]) for times in (answers, calls))
    return {
        "request_ms": round(request, 2),
        "call_ms": round(own, 2),
        "more_ms": round(request - own, 2),
    }


async def one_after_the_other(port: int, requests: Sequence[bytes]) -> list[float]:
    found = []
    for request in requests:
        ((seconds, status, _),) = await ask_once(port, [request])
        assert status == 200
        found.append(seconds)
    return found


def a_bad_one(server: str, options: argparse.Namespace, words: Sequence[str]) -> dict[str, Any]:
    """The statuses of 64 requests at once, one of which cannot be answered, ten times."""
    texts = [*words[:63], TOO_LONG]
    requests = [request_bytes(json.dumps({"input": text}).encode()) for text in texts]
    good: dict[int, int] = {}
    bad: dict[int, int] = {}
    with serving(server, options) as (port, _):
        for _ in range(10):
            for place, (_, status, _) in enumerate(run(ask_once(port, requests))):
                counts = bad if place == len(texts) - 1 else good
                counts[status] = counts.get(status, 0) + 1
    return {"good": good, "bad": bad}


@contextlib.contextmanager
def serving(server: str, options: argparse.Namespace) -> Iterator[tuple[int, int]]:
    """A server that answers: its port and its process; ended with the block."""
    port = free_port()
    model = str(options.model)
    commands = {
        "pantoum serve": ["-m", "pantoum", "serve", f"m={model}", "--port", str(port)],
        "FastAPI, def": [str(BASELINES), "def", model, str(port)],
        "FastAPI, async def": [str(BASELINES), "async", model, str(port)],
        "LitServe": [str(LITSERVE), model, str(port)],
    }
    python = options.litserve if server == "LitServe" else sys.executable
    with started([python, *commands[server]]) as process:
        until_it_answers(port, process)
        yield port, process.pid


@contextlib.contextmanager
def started(command: Sequence[str], **more: Any) -> Iterator[subprocess.Popen[str]]:
    """A process in a group of its own, which is ended with the block; what it says is lost."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE if more else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        **more,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, 9)  # workers that it has left


def until_it_answers(port: int, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + PATIENCE
    request = request_bytes(b'{"input": "a"}')
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SystemExit(f"{process.args} ended with status {process.returncode}")
        with (
            contextlib.suppress(OSError, ValueError),
            socket.create_connection(("127.0.0.1", port), timeout=30) as client,
        ):
            client.sendall(request)
            if re.match(rb"HTTP/1.1 200 ", client.recv(64)):
                return
        time.sleep(0.1)
    raise SystemExit(f"{process.args} did not answer within {PATIENCE:g} seconds")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def print_tables(found: dict[str, Any]) -> None:
    columns = {
        "answers_a_second": "answers/s",
        "p50_ms": "p50 ms",
        "p99_ms": "p99 ms",
        "processor_ms_an_answer": "processor ms an answer",
        "client_share": "clients' share of a processor",
        "statuses": "statuses",
    }
    print(f"| server | {' | '.join(columns.values())} |")
    print(f"|{'---|' * (1 + len(columns))}")
    for name, one in found["under_load"].items():
        print(f"| {name} | {' | '.join(str(one[key]) for key in columns)} |")
    alone = found["one_client"]
    print(
        f"\nOne client: {alone['request_ms']} ms, the call {alone['call_ms']} ms, "
        f"{alone['more_ms']} ms more."
    )
    for name, one in found["a_bad_one_among_64"].items():
        print(f"One bad among 64, {name}: {one['good']} for the good, {one['bad']} for the bad.")
    print()


if __name__ == "__main__":
    main()
