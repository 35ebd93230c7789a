"""Real processes: what they say, signals, and workers that are replaced."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

# Seconds after which something that should happen soon has not happened.
PATIENCE = 60.0


class Process:
    """A program that runs, and the lines that it has said on stderr."""

    def __init__(self, *command: object) -> None:
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, *map(str, command)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        self.pid = self._process.pid
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stderr
        for line in self._process.stderr:
            self.lines.append(line.rstrip("\n"))

    def said(self, pattern: str) -> re.Match[str]:
        """Wait until a line is like this."""
        return until(
            lambda: next(filter(None, (re.search(pattern, line) for line in [*self.lines])), None),
            lambda: f"{pattern} not in {self.lines}",
        )

    def signal(self, number: int) -> None:
        """Send a signal."""
        os.kill(self.pid, number)

    def ended(self) -> int:
        """Wait for the end; its exit status."""
        status = self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self._process.stdout
        assert self._process.stdout.read() == ""
        self._process.stdout.close()
        assert self._process.stderr
        self._process.stderr.close()
        return status

    def children(self) -> list[int]:
        """The processes that it has made."""
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in path.read_text().split()]


def until(found: Callable[[], Any], why: Callable[[], str] = str) -> Any:
    """Wait until something is found."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.02)
    raise AssertionError(why())


@contextlib.contextmanager
def running(*command: object) -> Iterator[Process]:
    """A program that is ended with the block."""
    process = Process(*command)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.signal(signal.SIGKILL)
        with contextlib.suppress(ValueError):  # of streams that are closed already
            process.ended()


def test_a_server_says_where_it_is_answers_and_ends(exported_reverser: Path) -> None:
    command = ("-m", "pantoum", "serve", f"r={exported_reverser}", "--port", 0)
    with running(*command) as process:
        url = process.said(
            r"^pantoum: serving r on (http://127.0.0.1:\d+) \(page\), docs at .*/docs$"
        )[1]
        with httpx.Client(base_url=url) as client:
            answer = client.post("/predict", json={"input": "abc"})
            assert answer.json()["predictions"][0]["text"] == "cba"
            assert client.get("/health", headers={"host": "evil.example"}).status_code == 421
            process.signal(signal.SIGHUP)
            process.said("^pantoum: model r is as its files are$")
            assert client.get("/ready").status_code == 200
        process.signal(signal.SIGTERM)
        assert process.ended() == 0
        requests = [json.loads(line) for line in process.lines if line.startswith("{")]
        assert [one["status"] for one in requests] == [200, 421, 200]
        others = [line for line in process.lines if not line.startswith("{")]
        assert all(line.startswith("pantoum: ") for line in others)


def test_workers_share_a_port_and_are_replaced(exported_reverser: Path) -> None:
    command = ("-m", "pantoum", "serve", exported_reverser, "--port", 0, "--workers", 2)
    with running(*command) as process:
        url = process.said(r"^pantoum: serving reverser on (http://\S+) ")[1]
        before = process.children()
        assert len(before) == 2
        os.kill(before[0], signal.SIGKILL)
        process.said(rf"^pantoum: worker {before[0]} ended by signal 9; another one is started$")
        for _ in range(3):  # in the meantime, the other one answers
            assert httpx.post(f"{url}/predict", json={"input": "ab"}).status_code == 200
        process.said(r"^pantoum: worker \d+ answers in its place$")
        after = process.children()
        assert len(after) == 2
        assert before[1] in after
        for _ in range(10):  # whichever worker tells, it knows what all have counted
            assert httpx.get(f"{url}/health").status_code == 200
        text = httpx.get(f"{url}/metrics").text
        health = r'^pantoum_http_requests_total\{method="GET",route="/health",status="200"\} 10.0$'
        assert re.search(health, text, re.M)
        loaded = r'^pantoum_model_loaded_timestamp_seconds\{model="reverser"\} [\d.e+]+$'
        assert re.search(loaded, text, re.M)
        process.signal(signal.SIGHUP)
        for _ in after:
            process.said("^pantoum: model reverser is as its files are$")
        process.signal(signal.SIGINT)
        assert process.ended() == 0
        assert not [pid for pid in after if Path(f"/proc/{pid}").exists()]


WORKERS = """
import os, signal, sys, time
from pantoum.serve.workers import Workers

def say(sentence):
    print(sentence, file=sys.stderr, flush=True)

def work(answers):
    {work}

def started():
    say("all answer " + os.environ["PROMETHEUS_MULTIPROC_DIR"])

sys.exit(Workers(2, work, say, started, lambda: say("ending"), 1.0).run())
"""


@pytest.mark.parametrize(
    ("work", "said"),
    [
        ("return 1", []),
        ("raise ValueError('no')", ["a worker failed: ValueError: no "]),
        (
            "os.abort()",
            ["worker N was ended by signal N before all answered, and the server ends; "],
        ),
    ],
)
def test_where_the_first_worker_fails_no_other_is_made(work: str, said: list[str]) -> None:
    with running("-c", WORKERS.format(work=f"say('begun'); {work}")) as process:
        assert process.ended() == 1
        lines = [re.sub(r"\d+", "N", line) for line in process.lines]
        assert len(lines) == 1 + len(said)
        assert all(map(str.startswith, lines, ["begun", *said]))


def test_workers_that_end_leave_nobody_behind_the_socket(exported_reverser: Path) -> None:
    """Nobody connects to a server that only answers what is there: a proxy asks another one."""
    command = ("-m", "pantoum", "serve", exported_reverser, "--port", 0, "--workers", 2)
    with running(*command) as process:
        port = int(process.said(r"^pantoum: serving reverser on http://127.0.0.1:(\d+) ")[1])
        body = b'{"input": "abc"}'
        head = f"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", port), PATIENCE) as client:
            client.sendall(head.encode() + body[:5])
            process.signal(signal.SIGTERM)
            process.said("^pantoum: ending: 1 requests are answered first$")
            until(lambda: not is_listened_at(port))
            client.sendall(body[5:])
            assert b'"text":"cba"' in client.makefile("rb").read()
        assert process.ended() == 0


def is_listened_at(port: int) -> bool:
    """Whether somebody listens there."""
    try:
        socket.create_connection(("127.0.0.1", port), PATIENCE).close()
    except ConnectionRefusedError:
        return False
    return True


def test_workers_that_still_begin_are_not_ended_by_a_reload() -> None:
    work = "say('begun'); time.sleep(0.5); answers(); time.sleep(3600)"
    with running("-c", WORKERS.format(work=work)) as process:
        process.said("^begun$")
        process.signal(signal.SIGHUP)
        process.said("^all answer ")
        assert len(process.children()) == 2


def test_workers_end_in_time_even_those_that_do_not_listen() -> None:
    work = "signal.signal(signal.SIGTERM, signal.SIG_IGN); answers(); time.sleep(3600)"
    with running("-c", WORKERS.format(work=work)) as process:
        folder = Path(process.said("^all answer (.*)$")[1])
        assert folder.is_dir()
        children = process.children()
        process.signal(signal.SIGTERM)
        assert process.ended() == 1
        assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
        assert not folder.exists()


def test_workers_end_with_the_process_that_made_them() -> None:
    with running("-c", WORKERS.format(work="answers(); time.sleep(3600)")) as process:
        process.said("^all answer ")
        children = process.children()
        process.signal(signal.SIGKILL)
        until(lambda: not any(is_running(pid) for pid in children))


def is_running(pid: int) -> bool:
    """Whether a process is there, and not only waits for whoever made it to notice its end."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
