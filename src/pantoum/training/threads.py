"""How many CPU threads a run computes with: by the size of its steps, and by what they take.

How much a second thread helps depends on what else the machine does (docs/design/0045), so a run
that is long enough measures it before its first step.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

import torch

from pantoum.config import ResolvedConfig
from pantoum.processors import available_processors

# Below so many multiply-adds in a decoder step's gate products, a second thread waits longer than
# it works (measured in docs/design/0016); each further one is given so many.
SECOND_THREAD = 3_000_000
EACH_THREAD = 4_000_000

# Measured steps for each number of threads, after one to warm up.
ROUNDS = 7
# In a run of so many steps the measurement takes less than a hundredth of the time.
LEAST_STEPS = 2_000
# Fewer threads than the size of a step can feed are taken if a step has no more than this share of
# the time then: two runs on an idle machine should not differ by chance.
CLEARLY_LESS = 0.9


def choose_threads(config: ResolvedConfig) -> int:
    """CPU threads of a run: what the configuration says, or as many as there are and the size of
    one step can feed.
    """
    if config.training.threads:
        return config.training.threads
    model = config.model
    hidden = model.decoder_hidden
    rows = config.training.batch_tokens / 16
    work = rows * 4 * hidden * (hidden + model.embedding)
    return min(
        available_processors(), max(2 if work >= SECOND_THREAD else 1, int(work / EACH_THREAD))
    )


def counts_to_measure(most: int) -> list[int]:
    """So many threads, half of them, and so on down to one."""
    counts = [most]
    while counts[-1] > 1:
        counts.append(counts[-1] // 2)
    return counts


def measure_threads(
    counts: Sequence[int],
    step: Callable[[], None],
    clock: Callable[[], float] = time.perf_counter,
) -> dict[int, float]:
    """Median seconds of a step with each number of threads, in turns; PyTorch has the last one
    afterwards.
    """
    found: dict[int, list[float]] = {count: [] for count in counts}
    for turn in range(1 + ROUNDS):
        for count in counts:
            torch.set_num_threads(count)
            began = clock()
            step()
            if turn:
                found[count].append(clock() - began)
    return {count: median(seconds) for count, seconds in found.items()}


def better_threads(seconds: Mapping[int, float]) -> int:
    """The number of threads to keep, of those that were measured, the most first."""
    most = next(iter(seconds))
    best = min(seconds, key=lambda count: seconds[count])
    return best if seconds[best] <= CLEARLY_LESS * seconds[most] else most


def describe_threads(kept: int, seconds: Mapping[int, float]) -> str:
    """What was measured and kept, as a sentence for people."""
    each = ", ".join(
        f"{1_000 * of_step:,.0f} ms with {count} thread{'' if count == 1 else 's'}"
        for count, of_step in sorted(seconds.items())
    )
    return (
        f"training with {kept} thread{'' if kept == 1 else 's'}: a step takes {each}; "
        f"--training.threads {kept} gives the same weights again without measuring"
    )
