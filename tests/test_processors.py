"""The quota of a container counts for the number of threads, in both versions of control groups."""

from pathlib import Path

import pytest

from pantoum import processors
from pantoum.processors import available_processors


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty tree of control groups, on a machine of eight processors."""
    monkeypatch.setattr(
        processors.os, "sched_getaffinity", lambda process: set(range(8)), raising=False
    )
    monkeypatch.setattr(processors, "PROCESS", tmp_path / "cgroup")
    monkeypatch.setattr(processors, "CGROUPS", tmp_path / "tree")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    ("quota", "expected"),
    [
        ("max 100000\n", 8),
        ("200000 100000\n", 2),
        ("150000 100000\n", 1),
        ("50000 100000\n", 1),
        ("1600000 100000\n", 8),
        ("rubbish\n", 8),
        ("1 0\n", 8),
    ],
)
def test_version_2(groups: Path, quota: str, expected: int) -> None:
    write(groups / "cgroup", "0::/\n")
    write(groups / "tree" / "cpu.max", quota)
    assert available_processors() == expected


def test_the_narrowest_group_around_the_process_counts(groups: Path) -> None:
    write(groups / "cgroup", "0::/slice/job\n")
    write(groups / "tree" / "slice" / "job" / "cpu.max", "max 100000\n")
    write(groups / "tree" / "slice" / "cpu.max", "300000 100000\n")
    assert available_processors() == 3


@pytest.mark.parametrize(("quota", "expected"), [("-1", 8), ("400000", 4)])
@pytest.mark.parametrize("place", ["", "docker/1f"])
def test_version_1(groups: Path, quota: str, expected: int, place: str) -> None:
    """Also where the group that the process names is not there, as in a container."""
    write(groups / "cgroup", "5:memory:/docker/1f\n4:cpu,cpuacct:/docker/1f\n")
    write(groups / "tree" / "cpu,cpuacct" / place / "cpu.cfs_quota_us", quota)
    write(groups / "tree" / "cpu,cpuacct" / place / "cpu.cfs_period_us", "100000")
    assert available_processors() == expected


def test_without_control_groups(groups: Path) -> None:
    assert available_processors() == 8
