"""What the hook of the documentation makes of a page: MathML, and diagrams that are part of it."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from tests.docs.blocks import ROOT

PAGE = SimpleNamespace(file=SimpleNamespace(src_uri="lecture/lstm.md"))


class RefusedError(Exception):
    """In place of MkDocs's own."""


def converted(tex: str, display: str) -> str:
    """In place of the converter's."""
    if tex == "{":
        raise ValueError("no end")
    return f'<math display="{display}"><mi>{tex}</mi></math>'


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """docs/equations.py, without the libraries that only the documentation needs."""
    for name, thing in (
        ("latex2mathml", SimpleNamespace()),
        ("latex2mathml.converter", SimpleNamespace(convert=converted)),
        ("mkdocs", SimpleNamespace()),
        ("mkdocs.exceptions", SimpleNamespace(PluginError=RefusedError)),
    ):
        monkeypatch.setitem(sys.modules, name, thing)  # type: ignore[arg-type]
    spec = importlib.util.spec_from_file_location("equations", ROOT / "docs" / "equations.py")
    assert spec is not None
    assert spec.loader is not None
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_equations_become_mathml(hook: Any) -> None:
    page = (
        r'<p>Where <span class="arithmatex">\(a &lt; b\)</span> and '
        '<span class="arithmatex">\\(c\\)</span>:</p>\n'
        '<div class="arithmatex">\\[\nd\n\\]</div>'
    )
    assert hook.on_page_content(page, PAGE) == (
        '<p>Where <math display="inline"><mi>a < b</mi></math> and '
        '<math display="inline"><mi>c</mi></math>:</p>\n'
        '<div class="equation"><math display="block"><mi>d</mi></math></div>'
    )


@pytest.mark.parametrize(
    ("tex", "said"),
    [("\\foo x", r"\\foo is not known, in the equation \\foo x"), ("{", "no equation in TeX: {")],
)
def test_what_is_no_equation_ends_the_build(hook: Any, tex: str, said: str) -> None:
    page = f'<span class="arithmatex">\\({tex}\\)</span>'
    with pytest.raises(RefusedError, match=f"^lecture/lstm.md: {said}"):
        hook.on_page_content(page, PAGE)


def test_what_browsers_do_not_know_is_written_as_they_do(hook: Any) -> None:
    hook.convert = lambda tex, display: '<mtd columnalign="left"><mi>Γ</mi><mi>x</mi></mtd>'
    assert hook.mathml("x", False, "page") == (
        '<mtd style="text-align: left"><mi mathvariant="normal">Γ</mi><mi>x</mi></mtd>'
    )
    hook.convert = lambda tex, display: "<msup><mi>t</mi><mi>&#x02032;</mi></msup>"
    assert hook.mathml("t'", False, "page") == (
        '<mrow><mi>t</mi><mo lspace="0" rspace="0">′</mo></mrow>'
    )


def test_a_diagram_becomes_part_of_its_page(hook: Any) -> None:
    other = '<img alt="other" src="../../images/attention.png">'
    page = f'<p><img alt="a cell" src="../../images/lecture/lstm.svg" /></p>{other}'
    found = hook.on_page_content(page, PAGE)
    assert found.startswith('<p><span class="diagram"><svg ')
    assert found.endswith(f"</svg></span></p>{other}")
    assert "<title " in found
