"""What the reference shows of docstrings: steps, special symbols, and each argument by itself."""

import importlib.util
import sys
from types import ModuleType, SimpleNamespace

import pytest
from tests.docs.blocks import ROOT


@pytest.fixture
def notation(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """docs/notation.py, without griffe, which only the documentation needs."""
    monkeypatch.setitem(sys.modules, "griffe", SimpleNamespace(Extension=object, Object=object))
    spec = importlib.util.spec_from_file_location("notation", ROOT / "docs" / "notation.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_steps_and_symbols_are_no_tags(notation: ModuleType) -> None:
    assert notation.shown("a<t> = f(a<t-1>, x<t>)") == "a⟨t⟩ = f(a⟨t-1⟩, x⟨t⟩)"
    assert notation.shown("until </s>, never <pad>") == "until &lt;/s&gt;, never &lt;pad&gt;"
    assert notation.shown("``</s>`` and `<s>`: </s>") == "``</s>`` and `<s>`: &lt;/s&gt;"


def test_each_argument_has_a_line_of_its_own(notation: ModuleType) -> None:
    docstring = (
        "It.\n\nArgs:\n    one: first.\n    two, *three: of both,\n        and more.\n"
        "    four: last."
    )
    assert notation.shown(docstring) == (
        "It.\n\nArgs:\n    one: first.\n    two: of both,\n        and more.\n"
        "    *three: of both,\n        and more.\n    four: last."
    )
    assert notation.shown("One, two: three.") == "One, two: three."
