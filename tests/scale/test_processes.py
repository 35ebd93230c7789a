"""Programs side by side: how many run at a time, and what signals do."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pantoum import PantoumError
from pantoum.scale import Job, Jobs

# Notes when it begins and ends, and ends by itself or by SIGTERM.
NOTES = """
import os, signal, sys, time
name, folder, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
def end(number, frame):
    open(f"{folder}/{name}.asked", "w").close()
    sys.exit(143)
signal.signal(signal.SIGTERM, end)
open(f"{folder}/{name}.pid", "w").write(str(os.getpid()))
print("begins", name, flush=True)
time.sleep(seconds)
sys.exit(int(sys.argv[4]))
"""


def job(folder: Path, name: str, seconds: float = 0.0, status: int = 0) -> Job:
    command = (sys.executable, "-c", NOTES, name, str(folder), str(seconds), str(status))
    return Job(name, command, folder / f"{name}.log")


def running(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.pid")}


def wait_for(condition: object, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


def test_each_job_ends_with_its_status_and_has_its_log(tmp_path: Path) -> None:
    jobs = [job(tmp_path, "good"), job(tmp_path, "bad", status=3)]
    killed = Job(
        "killed", (sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"), tmp_path / "k"
    )
    ended = {one.name: one.status for one in Jobs([*jobs, killed], 3).run()}
    assert ended == {"good": 0, "bad": 3, "killed": 137}
    assert (tmp_path / "bad.log").read_text() == "begins bad\n"


def test_no_more_run_at_a_time_than_asked_for(tmp_path: Path) -> None:
    most = 0
    alive: set[str] = set()

    def look() -> None:
        nonlocal most
        alive.update(running(tmp_path))
        most = max(most, len(alive))

    jobs = [job(tmp_path, str(number), 0.4) for number in range(4)]
    for ended in Jobs(jobs, 2, look=look).run():
        (tmp_path / f"{ended.name}.pid").unlink()
        alive.discard(ended.name)
    assert most == 2


def test_a_signal_is_handed_on_and_starts_nothing_more(tmp_path: Path) -> None:
    program = Jobs([job(tmp_path, str(number), 60) for number in range(3)], 2)

    def interrupt() -> None:
        wait_for(lambda: len(running(tmp_path)) == 2)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    ended = {one.name: one.status for one in program.run()}
    thread.join()
    assert program.stopped == 130
    assert ended == {"0": 143, "1": 143}
    assert {path.stem for path in tmp_path.glob("*.asked")} == {"0", "1"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of a parent's end")
def test_a_process_that_is_killed_takes_its_jobs_along(tmp_path: Path) -> None:
    script = f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parents[2])!r})
        from pathlib import Path
        from tests.scale.test_processes import job
        from pantoum.scale import Jobs
        list(Jobs([job(Path({str(tmp_path)!r}), "one", 60)], 1).run())
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)]) as parent:
        wait_for(lambda: running(tmp_path) == {"one"})
        parent.kill()
    wait_for(lambda: (tmp_path / "one.asked").exists())


def test_a_log_that_cannot_be_written(tmp_path: Path) -> None:
    nowhere = job(tmp_path, "one")._replace(log=tmp_path / "missing" / "log")
    with pytest.raises(PantoumError, match="missing"):
        list(Jobs([nowhere], 1).run())


def test_jobs_are_asked_for_when_they_can_be_started(tmp_path: Path) -> None:
    ended: list[str] = []

    def jobs() -> Iterator[Job | None]:
        yield job(tmp_path, "first")
        while "first" not in ended:
            yield None
        yield job(tmp_path, "second")

    program = Jobs(jobs(), 2)
    for one in program.run():
        ended.append(one.name)
    assert ended == ["first", "second"]


def test_one_job_is_ended_and_the_others_go_on(tmp_path: Path) -> None:
    program = Jobs([job(tmp_path, "long", 60), job(tmp_path, "short", 1)], 2)
    program._look = lambda: program.end("long") if running(tmp_path) == {"long", "short"} else None
    assert {one.name: one.status for one in program.run()} == {"long": 143, "short": 0}


def test_the_standard_output_of_a_job_has_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("before")
    list(Jobs([job(tmp_path, "one")._replace(output=tmp_path / "out")], 1).run())
    assert (tmp_path / "out").read_text() == "begins one\n"
    assert (tmp_path / "one.log").read_text() == ""
