"""An exported model against its directory: the same outputs, and how fast.

    python benchmarks/exported.py MODEL TEST [--words 200] [--rounds 5]

Exports the model, compares all outputs of the test file, greedy and with a beam of 5, and measures
in turns, in one run: one word in a process of its own, one word warm, and all inputs in bulk.
Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import pantoum
from pantoum.exporting import export
from pantoum.exporting.verification import compare_outputs
from pantoum.predictor.examples import read_pairs
from pantoum.predictor.groups import group_options

# What a process of its own runs: it says how much memory it took.
COLD = """
import sys
sys.argv = ["pantoum", "predict", *sys.argv[1:]]
from pantoum.cli import main
status = main()
# Not ru_maxrss, which begins with what the process before it had.
(line,) = [line for line in open("/proc/self/status") if line.startswith("VmHWM")]
used = int(line.split()[1]) / 1024
print(f"{used:.0f} {'torch' in sys.modules}", file=sys.stderr)
sys.exit(status)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("test", type=Path)
    parser.add_argument("--words", type=int, default=0, help="only so many inputs")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measured(options, Path(folder)), indent=1))


def measured(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    model = pantoum.load(options.model)
    examples = read_pairs(model, [options.test]).examples
    if options.words:
        examples = examples[: options.words]
    sources = [one.source for one in examples]
    features = [one.features or "" for one in examples] if model.reads_features else None
    beside = group_options(model, examples)
    began = time.perf_counter()
    found: dict[str, Any] = {"model": str(options.model), "inputs": len(sources)}
    file = folder / "model.onnx"
    export(options.model, file, attention=True)
    found["export_seconds"] = time.perf_counter() - began
    found["megabytes"] = file.stat().st_size / 1e6
    exported = pantoum.load(file, threads=options.threads)
    for name, beam in (("greedy", 1), ("beam_5", 5)):
        search = {"nbest": 1, "beam": beam, **beside}
        expected = model(sources, features, **search)
        answers = exported(sources, features, **search)
        found[name] = compare_outputs(expected, answers, "test inputs").to_dict()
    one = (sources[0], None if features is None else features[0])
    found["one_word_warm_ms"] = each_alone(
        options.rounds,
        len(sources),
        {"directory": model, "file": exported},
        lambda one_of, row: one_of(
            sources[row : row + 1],
            None if features is None else features[row : row + 1],
            beam=1,
            attention=False,
            **{name: value[row : row + 1] for name, value in beside.items()},
        ),
    )
    found["bulk_beam_5_ms"] = in_turns(
        options.rounds,
        directory=lambda: model(sources, features, beam=5, attention=False, **beside),
        file=lambda: exported(sources, features, beam=5, attention=False, **beside),
    )
    found["cold"] = [cold(place, one) for place in (file, options.model) for _ in range(3)]
    found["memory_megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def in_turns(rounds: int, **calls: Callable[[], Any]) -> dict[str, float]:
    """Median and 99th percentile of each call, in milliseconds, and the ratio of the medians."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        call()
    for _ in range(rounds):
        for name, call in calls.items():
            began = time.perf_counter()
            call()
            taken[name].append(1000 * (time.perf_counter() - began))
    found = {f"{name}_median": statistics.median(times) for name, times in taken.items()}
    found |= {f"{name}_p99": float(np.percentile(times, 99)) for name, times in taken.items()}
    return found | {"ratio": found["file_median"] / found["directory_median"]}


def each_alone(
    rounds: int, words: int, models: dict[str, Any], call: Callable[[Any, int], Any]
) -> dict[str, float]:
    """Median and 99th percentile of calls with one input each, all inputs of the file, in
    milliseconds; the models take turns, with the whole file each time.
    """
    taken: dict[str, list[float]] = {name: [] for name in models}
    for _ in range(rounds):
        for name, model in models.items():
            for row in range(words):
                began = time.perf_counter()
                call(model, row)
                taken[name].append(1000 * (time.perf_counter() - began))
    found = {f"{name}_median": statistics.median(times) for name, times in taken.items()}
    found |= {f"{name}_p99": float(np.percentile(times, 99)) for name, times in taken.items()}
    return found | {"ratio": found["file_median"] / found["directory_median"]}


def cold(place: Path, one: tuple[str, str | None]) -> dict[str, Any]:
    """One word in a process of its own: seconds, memory, and whether PyTorch was imported."""
    line = one[0] if one[1] is None else f"{one[0]}\t{one[1]}"
    began = time.perf_counter()
    ended = subprocess.run(
        [sys.executable, "-c", COLD, str(place)],
        input=line + "\n",
        text=True,
        capture_output=True,
        check=True,
    )
    seconds = time.perf_counter() - began
    memory, torch = ended.stderr.splitlines()[-1].split()
    return {
        "of": "file" if place.is_file() else "directory",
        "seconds": seconds,
        "megabytes": float(memory),
        "torch": torch == "True",
    }


if __name__ == "__main__":
    main()
