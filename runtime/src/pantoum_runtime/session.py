"""A graph ready to be run by ONNX Runtime, and batches of a corpus through it."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import numpy as np

from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.model_file import ModelFile
from pantoum_runtime.onnx_file import EXPORT_AGAIN

T = TypeVar("T")

# Symbols of padded input in one batch of one hypothesis each: enough to fill the matrix products of
# a small model, few enough for the memory of a large one.
BATCH_TOKENS = 2000


class Session:
    """A graph in memory.

    Each run computes on the thread that calls it, so that results do not depend on the number of
    threads, and several threads may run it at once.

    Args:
        file: whose graph it is.
        threads: how many batches of one call are run at once; None: one for each processor.

    Raises:
        PantoumRuntimeError: the graph cannot be run, or `threads` is no whole number above 0.
    """

    def __init__(self, file: ModelFile, threads: int | None = None) -> None:
        if threads is not None and (type(threads) is not int or threads < 1):
            raise PantoumRuntimeError(
                f"threads must be a whole number of at least 1, but is {threads!r:.40}",
                setting="threads",
                value=threads,
            )
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # Weights of 8 bits are multiplied in single precision everywhere, which is faster, too; by
        # default some processors would also round what they are multiplied with.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
        self.threads = threads or available_processors()
        self._path = file.path
        try:
            self._session = onnxruntime.InferenceSession(
                file.data, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has many kinds, without a common one
            raise PantoumRuntimeError(
                f"its graph cannot be run ({_first_line(error)})",
                where=str(file.path),
                remedy=EXPORT_AGAIN,
            ) from error
        self.inputs = [one.name for one in self._session.get_inputs()]
        self.outputs = [one.name for one in self._session.get_outputs()]

    def run(self, feeds: Mapping[str, np.ndarray], wanted: Sequence[str]) -> dict[str, np.ndarray]:
        """Some outputs of the graph, by name.

        Raises:
            PantoumRuntimeError: the graph fails on these inputs.
        """
        try:
            values = self._session.run(list(wanted), dict(feeds))
        except Exception as error:
            raise PantoumRuntimeError(
                f"its graph fails on its inputs, perhaps because its metadata do not fit it "
                f"({_first_line(error)})",
                where=str(self._path),
                remedy=EXPORT_AGAIN,
            ) from error
        arrays = [np.asarray(value) for value in values]
        return dict(zip(wanted, arrays, strict=True))

    def check_names(self, inputs: Sequence[str], outputs: Sequence[str]) -> None:
        """Refuse a graph that lacks one of these.

        Raises:
            PantoumRuntimeError: it does.
        """
        missing = [*({*inputs} - {*self.inputs}), *({*outputs} - {*self.outputs})]
        if missing:
            raise PantoumRuntimeError(
                f"its graph has no {missing[0]!r}, which its metadata promise",
                where=str(self._path),
                remedy=EXPORT_AGAIN,
            )

    def map(self, compute: Callable[[list[int]], T], batches: Sequence[list[int]]) -> list[T]:
        """What is computed of each batch, in order, several of them at once."""
        workers = min(self.threads, len(batches))
        if workers < 2:
            return [compute(rows) for rows in batches]
        with ThreadPoolExecutor(workers) as pool:
            return list(pool.map(compute, batches))


def available_processors() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def ordered_batches(lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """All rows in batches of similar lengths, the longest first.

    Args:
        tokens: rows times longest row of a batch, but for a single row that is longer.
    """
    order = sorted(range(len(lengths)), key=lambda row: -lengths[row])
    batches: list[list[int]] = []
    for row in order:
        if batches and (len(batches[-1]) + 1) * lengths[batches[-1][0]] <= tokens:
            batches[-1].append(row)
        else:
            batches.append([row])
    return batches


def padded(rows: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Rows as one array, 0 behind the shorter ones, and their lengths."""
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    ids = np.zeros((len(rows), int(lengths.max(initial=0))), dtype=np.int64)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
    return ids, lengths


def _first_line(error: Exception) -> Any:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
