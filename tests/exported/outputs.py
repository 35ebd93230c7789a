"""What commands print with a directory and with its exported file, compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import Pantoum
from tests.test_import import run_python

import pantoum

# What JSON rounds to six digits may differ in the last of them, and by the rounding of the model.
CLOSE = 1e-4


def loaded(path: Path) -> Any:
    """A model of any kind, from a directory or a file."""
    return pantoum.load(path)


def assert_needs_no_torch(model: Path, data: Path) -> None:
    """`predict` and `evaluate` read a file without PyTorch."""
    program = (
        "import sys; from pantoum.cli import main; model, data = sys.argv[1:]; "
        "done = [main(['predict', model, data, '-o', data + '.out']), "
        "main(['evaluate', model, data, '--json'])]; "
        "print(done, 'torch' in sys.modules)"
    )
    printed = run_python(program, str(model), str(data))
    assert printed.splitlines()[-1] == "[0, 0] False"


def assert_close(one: Any, other: Any) -> None:
    """All is equal but numbers, which agree to rounding."""
    if isinstance(one, dict):
        assert one.keys() == other.keys()
        for key, value in one.items():
            assert_close(value, other[key])
    elif isinstance(one, list):
        assert len(one) == len(other)
        for pair in zip(one, other, strict=True):
            assert_close(*pair)
    elif isinstance(one, float):
        assert other == pytest.approx(one, abs=CLOSE)
    else:
        assert one == other


def assert_same_output(
    shell: Pantoum, command: str, models: tuple[Path, Path], *arguments: object
) -> None:
    """A command prints the same with both; of JSON, numbers agree to rounding.

    Args:
        models: the directory and the file.
    """
    expected, found = (shell(command, model, *arguments) for model in models)
    assert found.status == expected.status == 0
    assert found.err == expected.err
    if "jsonl" not in arguments and "--json" not in arguments:
        assert found.out == expected.out
        return
    lines = [done.out.splitlines() for done in (expected, found)]
    assert lines[0]
    for pair in zip(*lines, strict=True):
        one, other = map(json.loads, pair)
        for scores in (one, other):
            scores.pop("seconds", None)
        assert_close(one, other)
