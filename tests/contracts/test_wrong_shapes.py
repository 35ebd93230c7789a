"""Whatever a block is given wrongly is refused by one sentence: what, what was expected, what came.

The blocks run in a process of their own, for some of PyTorch's functions read and write beyond
tensors of wrong sizes; see `shape_worker`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

WORKER = Path(__file__).with_name("shape_worker.py")
SENTENCE = re.compile(r"^\w+: (\S+) must .+, but (has|is) .+$")
RANGE = re.compile(r"^lengths must be from 0 to \d+, the size of the time axis: \[.*\]$")

Arguments = dict[str, tuple[str, list[Any]]]


class Blocks:
    """The process, begun anew after a case that it did not survive."""

    def __init__(self) -> None:
        command = [sys.executable, str(WORKER)]
        listed = subprocess.run([*command, "list"], check=True, capture_output=True, text=True)
        self.arguments: dict[str, Arguments] = json.loads(listed.stdout)
        self._command = command
        self._process = self._start()

    def __call__(self, **case: Any) -> dict[str, str]:
        """What becomes of a case."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(case) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            status = self._process.wait()
            self._process = self._start()
            return {"outcome": "died", "message": f"exit status {status}"}
        return json.loads(answer)

    def close(self) -> None:
        self._process.communicate()

    def _start(self) -> subprocess.Popen[str]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        return subprocess.Popen(self._command, **pipes)  # type: ignore[call-overload]


@pytest.fixture(scope="module")
def blocks() -> Iterator[Blocks]:
    started = Blocks()
    yield started
    started.close()


def places(blocks: Blocks) -> list[tuple[str, str]]:
    return [(block, name) for block, arguments in blocks.arguments.items() for name in arguments]


def right_size(axis: int | str) -> int:
    sizes = {"batch": 4, "time": 5, "source": 5, "target": 3, "size": 7}
    return sizes[axis] if isinstance(axis, str) else axis


def is_free(arguments: Arguments, name: str, axis: int) -> bool:
    """Whether an axis may have any size, for no other argument shares it."""
    wanted = arguments[name][1][axis]
    shared = sum(wanted in shape for _, shape in arguments.values())
    return isinstance(wanted, str) and shared == 1


def wrong(found: dict[str, str], name: str, *kinds: str) -> bool:
    """Whether this was no refusal by a sentence about the argument."""
    if found["outcome"] not in kinds:
        return True
    if RANGE.match(found["message"]):
        return False
    sentence = SENTENCE.match(found["message"])
    return sentence is None or sentence[1] != name


def test_what_is_right_runs(blocks: Blocks) -> None:
    ran = {block: blocks(block=block, change="nothing") for block in blocks.arguments}
    assert {block: found for block, found in ran.items() if found["outcome"] != "ran"} == {}


@pytest.mark.parametrize("change", ["axis too many", "axis too few"])
def test_a_wrong_number_of_axes_is_refused_everywhere(blocks: Blocks, change: str) -> None:
    failed = {}
    for block, name in places(blocks):
        found = blocks(block=block, argument=name, change=change)
        if wrong(found, name, "ValueError"):
            failed[block, name] = found
    assert not failed, "\n".join(f"{place}: {found}" for place, found in failed.items())


@pytest.mark.parametrize("by", [-1, 1, 7])
def test_a_wrong_size_is_refused_in_every_place(blocks: Blocks, by: int) -> None:
    failed = {}
    for block, name in places(blocks):
        arguments = blocks.arguments[block]
        for axis, wanted in enumerate(arguments[name][1]):
            if is_free(arguments, name, axis):
                continue
            size = right_size(wanted) + by
            found = blocks(block=block, argument=name, change="size", axis=axis, size=size)
            if wrong(found, name, "ValueError"):
                # Where two arguments share an axis, either may be named.
                if any(not wrong(found, other, "ValueError") for other in arguments):
                    continue
                failed[block, name, axis] = found
    assert not failed, "\n".join(f"{place}: {found}" for place, found in failed.items())


TYPES = {"real": ["float64", "int64", "bool"], "ids": ["float32", "bool"]}
TYPES["lengths"] = TYPES["ids"]
# What computes in another precision than its weights, and what has none.
ANY_PRECISION = ("crf", "dropout", "dot", "last", "mean", "max")


def test_a_wrong_number_type_is_refused_everywhere(blocks: Blocks) -> None:
    failed = {}
    for block, name in places(blocks):
        for kind in TYPES[blocks.arguments[block][name][0]]:
            if block.startswith(ANY_PRECISION) and (kind == "float64" or block == "dropout"):
                continue
            found = blocks(block=block, argument=name, change="type", type=kind)
            if wrong(found, name, "TypeError"):
                failed[block, name, kind] = found
    assert not failed, "\n".join(f"{place}: {found}" for place, found in failed.items())


def test_a_wrong_device_is_refused_everywhere(blocks: Blocks) -> None:
    failed = {}
    for block, name in places(blocks):
        arguments = blocks.arguments[block]
        if block == "dropout" or (len(arguments) == 1 and "dot" in block):
            continue  # nothing else is there to be elsewhere
        found = blocks(block=block, argument=name, change="device")
        if all(wrong(found, other, "ValueError") for other in arguments):
            failed[block, name] = found
    assert not failed, "\n".join(f"{place}: {found}" for place, found in failed.items())


def test_what_is_no_tensor_is_refused_everywhere(blocks: Blocks) -> None:
    failed = {}
    for block, name in places(blocks):
        lengths = blocks.arguments[block][name][0] == "lengths"
        for change in ("none",) if lengths else ("none", "list"):
            found = blocks(block=block, argument=name, change=change)
            if wrong(found, name, "TypeError"):
                failed[block, name, change] = found
    assert not failed, "\n".join(f"{place}: {found}" for place, found in failed.items())


def test_lengths_may_be_a_list(blocks: Blocks) -> None:
    failed = {}
    for block, name in places(blocks):
        if blocks.arguments[block][name][0] == "lengths":
            found = blocks(block=block, argument=name, change="list")
            if found["outcome"] != "ran":
                failed[block, name] = found
    assert not failed, "\n".join(f"{place}: {found}" for place, found in failed.items())


@settings(max_examples=300)
@given(data=st.data(), size=st.integers(0, 20))
def test_any_wrong_size_anywhere_is_refused(blocks: Blocks, data: Any, size: int) -> None:
    block = data.draw(st.sampled_from(sorted(blocks.arguments)))
    arguments = blocks.arguments[block]
    name = data.draw(st.sampled_from(sorted(arguments)))
    axis = data.draw(st.integers(0, len(arguments[name][1]) - 1))
    found = blocks(block=block, argument=name, change="size", axis=axis, size=size)
    if found["outcome"] != "ran":
        assert not all(wrong(found, other, "ValueError") for other in arguments), found
        return
    right = right_size(arguments[name][1][axis])
    assert size == right or is_free(arguments, name, axis), found
