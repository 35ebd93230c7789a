"""The runtime in JavaScript reads texts by the tables of the one in Python."""

import runpy
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "js"
WRITTEN = runpy.run_path(str(FOLDER / "make_tables.py"))["TABLES"]


@pytest.mark.parametrize("name", WRITTEN)
def test_the_tables_are_those_of_python(name: str) -> None:
    assert (FOLDER / "src" / name).read_text(encoding="utf-8") == WRITTEN[name]()
