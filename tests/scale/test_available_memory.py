"""The memory that is free: of the machine, and of the control groups around the process."""

from pathlib import Path

import pytest

from pantoum import processors
from pantoum.scale import available_memory as module
from pantoum.scale.available_memory import available_memory


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty tree of control groups, on a machine with 1,000 kB free."""
    (tmp_path / "meminfo").write_text("MemTotal: 9000 kB\nMemAvailable: 1000 kB\n")
    monkeypatch.setattr(module, "MEMORY", tmp_path / "meminfo")
    monkeypatch.setattr(processors, "PROCESS", tmp_path / "cgroup")
    monkeypatch.setattr(processors, "CGROUPS", tmp_path / "tree")
    return tmp_path


def write(folder: Path, **files: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name.replace("_", ".", 1)).write_text(text)


def test_of_the_machine(groups: Path) -> None:
    assert available_memory() == 1_024_000
    (groups / "meminfo").unlink()
    assert available_memory() is None


def test_the_narrowest_group_around_the_process_counts(groups: Path) -> None:
    (groups / "cgroup").write_text("0::/slice/job\n")
    write(groups / "tree" / "slice" / "job", memory_max="max\n", memory_current="5\n")
    write(groups / "tree" / "slice", memory_max="500000\n", memory_current="400000\n")
    assert available_memory() == 100_000
    # Files that are only kept for the next reader are no reason to refuse anything.
    stat = "anon 1000\ninactive_file 90000\n"
    write(groups / "tree" / "slice", memory_stat=stat)
    assert available_memory() == 190_000


def test_version_1(groups: Path) -> None:
    (groups / "cgroup").write_text("5:cpu,cpuacct:/docker/1f\n4:memory:/docker/1f\n")
    write(groups / "tree" / "memory")
    (groups / "tree" / "memory" / "memory.limit_in_bytes").write_text("600")
    (groups / "tree" / "memory" / "memory.usage_in_bytes").write_text("700")
    assert available_memory() == 0
