"""A corpus larger than memory: the speed of its index, the memory of a training from it, the
seconds to its first step, and the time of a step beside the same pairs in memory.

    python benchmarks/streaming.py --pairs 20000000 --work /tmp/streaming
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

# Different words of the made language; a pair has about 100 bytes.
WORDS = 20_000
PAIRS_AT_ONCE = 200_000
DEV = 200
# Pairs of the corpus that is also read into memory, steps that are timed, and turns.
IN_MEMORY = 200_000
STEPS = 30
TURNS = 5
# The same for any number of pairs.
SIZES = {
    "model": {"embedding": 128, "hidden": 256},
    "training": {"threads": 1, "epochs": 1, "batch_tokens": 2000},
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=20_000_000)
    parser.add_argument("--work", type=Path, default=Path("runs/streaming"))
    parser.add_argument("--units", choices=("words", "characters"), default="words")
    parser.add_argument("--part", nargs=2, metavar=("PART", "DATA"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        name, data = options.part
        print(json.dumps(PARTS[name](Path(data), options.work / "dev.tsv", options.units)))
        return
    options.work.mkdir(parents=True, exist_ok=True)
    large = corpus(options.work / "large.tsv", options.pairs)
    small = corpus(options.work / "small.tsv", IN_MEMORY)
    (options.work / "dev.tsv").write_text("".join(lines(DEV, seed=1)), encoding="utf-8")
    rows: list[tuple[str, str]] = [("corpus", f"{options.pairs:,} pairs, {size(large)}")]
    rows += index(large, options.work / "large.index", options)
    index(small, options.work / "small.index", options)
    first = part("first", options.work / "large.index", options)
    rows += [
        ("from the start of the training loop to the first step", seconds(first, "first")),
        ("from the start of the process to the first step", seconds(first, "whole")),
        ("anonymous memory before the data", f"{first['before']:,} MB"),
        ("most anonymous memory of the run", f"{first['most']:,} MB"),
        (
            "above a run from an index of 200,000 pairs",
            f"{first['most'] - small_most(options):,} MB",
        ),
        (
            "mapped files in memory at the end, which the system may take away",
            f"{first['files']:,} MB",
        ),
    ]
    ratios = []
    for _ in range(TURNS):
        from_index, in_memory = (
            part("steps", options.work / name, options)["step"]
            for name in ("small.index", "small.tsv")
        )
        ratios.append(from_index / in_memory)
    rows.append(
        ("step from the index, of that in memory (median of turns)", f"{median(ratios):.3f}")
    )
    rows.append(("the turns", ", ".join(f"{ratio:.3f}" for ratio in ratios)))
    print("| what | figure |\n|---|---|")
    for name, figure in rows:
        print(f"| {name} | {figure} |")


def lines(count: int, seed: int) -> Iterator[str]:
    """Pairs of two sentences: words whose frequencies fall as in a language."""
    generator = np.random.default_rng(seed)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    sizes = np.random.default_rng(0).integers(2, 10, WORDS)
    drawn = np.random.default_rng(0).choice(letters, (WORDS, 10))
    words = ["".join(row[:length]) for row, length in zip(drawn, sizes, strict=True)]
    for first in range(0, count, PAIRS_AT_ONCE):
        lengths = generator.integers(4, 12, min(PAIRS_AT_ONCE, count - first))
        ranks = WORDS ** generator.random(int(lengths.sum())) - 1
        chosen = [words[rank] for rank in ranks.astype(int).tolist()]
        end = 0
        text = []
        for length in lengths.tolist():
            source = chosen[end : end + length]
            end += length
            text.append(f"{' '.join(source)}\t{' '.join(word[::-1] for word in source)}\n")
        yield "".join(text)


def corpus(path: Path, count: int) -> Path:
    """A file of so many pairs, unless it is there."""
    if not path.exists():
        partial = path.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as file:
            file.writelines(lines(count, seed=0))
        partial.replace(path)
    return path


def size(path: Path) -> str:
    return f"{path.stat().st_size / 1e9:.2f} GB"


def index(data: Path, folder: Path, options: argparse.Namespace) -> list[tuple[str, str]]:
    """Make an index with the command, and say how fast; one that is there is kept."""
    units = (f"--data.{side}_units" for side in ("source", "target"))
    command = [sys.executable, "-m", "pantoum", "index", str(data), "--output", str(folder)]
    command += [word for flag in units for word in (flag, options.units)]
    is_new = not (folder / "index.json").exists()
    before = os.times()
    began = time.perf_counter()
    subprocess.run([*command, "--task", "seq2seq"], check=True)
    wall = time.perf_counter() - began
    after = os.times()
    cpu = (after.children_user + after.children_system) - (
        before.children_user + before.children_system
    )
    pairs = json.loads((folder / "index.json").read_text(encoding="utf-8"))["pairs"]
    speed = [
        ("index, on the clock", f"{wall:,.0f} s, {pairs / wall:,.0f} lines a second"),
        ("index, of one processor", f"{cpu:,.0f} s, {pairs / cpu:,.0f} lines a second"),
    ]
    bytes_of = sum(one.stat().st_size for one in folder.iterdir())
    return [*(speed if is_new else []), ("size of the index", f"{bytes_of / 1e9:.2f} GB")]


def part(name: str, data: Path, options: argparse.Namespace) -> dict[str, Any]:
    """A measurement in a process of its own."""
    command = [sys.executable, __file__, "--work", str(options.work), "--units", options.units]
    done = subprocess.run(
        [*command, "--part", name, str(data)], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


def small_most(options: argparse.Namespace) -> int:
    return part("first", options.work / "small.index", options)["most"]


def seconds(found: dict[str, Any], name: str) -> str:
    return f"{found[name]:.1f} s on the clock, {found[f'{name}_cpu']:.1f} s of the processor"


def started(data: Path, dev: Path, units: str) -> tuple[Any, float, float]:
    """The events of a run, and when its loop began."""
    from pantoum.config import config_from_dict
    from pantoum.tasks import prepare
    from pantoum.training.loop import Loop

    of_data = {} if data.is_dir() else {"source_units": units, "target_units": units}
    config = config_from_dict({"task": "seq2seq", "data": of_data, **SIZES})
    prepared = prepare([data], [dev], config)
    began, cpu = time.perf_counter(), time.process_time()
    return Loop(prepared).events(), began, cpu


def memory(name: str) -> int:
    """Megabytes of this process, as Linux counts them."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) // 1024
    raise ValueError(name)


def until_step(events: Any, count: int) -> Iterator[None]:
    """A run as far as some steps."""
    from pantoum.training.events import Stepped

    for event in events:
        if isinstance(event, Stepped):
            yield
            count -= 1
        if not count:
            return


def first(data: Path, dev: Path, units: str) -> dict[str, Any]:
    """The seconds to the first step, and the memory of a run of some steps."""
    import threading

    import pantoum.training.loop  # noqa: F401 - its memory is that of the program

    before = memory("RssAnon")
    most = before
    watching = True

    def watch() -> None:
        nonlocal most
        while watching:
            most = max(most, memory("RssAnon"))
            time.sleep(0.01)

    thread = threading.Thread(target=watch)
    thread.start()
    events, began, cpu = started(data, dev, units)
    found: dict[str, Any] = {"before": before}
    for step, _ in enumerate(until_step(events, STEPS)):
        if step == 0:
            found |= {"first": time.perf_counter() - began, "first_cpu": time.process_time() - cpu}
            found |= {"whole": time.perf_counter() - STARTED, "whole_cpu": time.process_time()}
    watching = False
    thread.join()
    return {**found, "most": most, "files": memory("RssFile")}


def steps(data: Path, dev: Path, units: str) -> dict[str, Any]:
    """The median seconds of the processor for a step."""
    events, *_ = started(data, dev, units)
    times = []
    mark = 0.0
    for _ in until_step(events, STEPS):
        now = time.process_time()
        times.append(now - mark)
        mark = now
    return {"step": median(times[5:])}


STARTED = time.perf_counter()
PARTS = {"first": first, "steps": steps}

if __name__ == "__main__":
    main()
