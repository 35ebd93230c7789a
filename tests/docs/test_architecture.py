"""The map of the code is true: its picture, and the names in it and in the glossary."""

import importlib.util
import re
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from tests.docs.blocks import ROOT

NAMED = re.compile(r"`(pantoum(?:\.\w+)+)`")
SETTING = re.compile(r"`((?:data|model|tagger|classifier|language_model|training|search)\.\w+)`")


def drawing_program() -> ModuleType:
    path = ROOT / "docs" / "make_architecture.py"
    spec = importlib.util.spec_from_file_location("make_architecture", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def thing(name: str) -> Any:
    """What a dotted name stands for."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        for part in parts[count:]:
            found = getattr(found, part)
        return found
    raise AttributeError(name)


def test_the_picture_is_that_of_the_code() -> None:
    program = drawing_program()
    drawn = program.PICTURE.read_text(encoding="utf-8")
    assert drawn == program.drawing(), "python docs/make_architecture.py draws it anew"


def test_the_picture_shows_what_is_imported() -> None:
    program = drawing_program()
    order = program.layers()
    assert program.imports_of("errors", order) == set()
    assert program.imports_of("files", order) == {"errors"}
    assert "training" in program.imports_of("cli", order)
    places = {layer: number for number, layer in enumerate(order)}
    for layer in order:
        assert all(places[other] > places[layer] for other in program.imports_of(layer, order))


@pytest.mark.parametrize("document", ["docs/architecture.md", "docs/glossary.md"])
def test_names_of_code_are_there(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for name in NAMED.findall(text):
        assert thing(name) is not None


@pytest.mark.parametrize("document", ["docs/architecture.md", "docs/glossary.md"])
def test_names_of_settings_are_there(document: str) -> None:
    from pantoum.config import Config, by_name

    text = (ROOT / document).read_text(encoding="utf-8")
    assert [name for name in SETTING.findall(text) if name not in by_name(Config())] == []


def test_every_row_of_the_glossary_has_three_cells() -> None:
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert rows
    assert [row for row in rows if row.count("|") != 4] == []
