"""The lecture's companion is true: its code is the package's, its blocks run and have the values
that stand beside them, its exercises are those that are checked, its diagrams those that are drawn.
"""

from __future__ import annotations

import ast
import html
import json
import re
import subprocess
import sys
import textwrap
import warnings
from pathlib import Path

import pytest
import torch
from tests.docs.blocks import ROOT
from tests.docs.lecture import PAGES, code_of, page_text

from pantoum.lab.exercises import EXERCISES

EXPERIMENTS = {
    "gradients", "adding", "copy", "order", "reber",
    "context", "depth", "bottleneck", "alignment", "capacity",
}  # fmt: skip
TOPICS = [page for page in PAGES if page != "index"]


def test_there_is_a_page_for_each_three_exercises() -> None:
    assert len(TOPICS) == 8
    assert {name.rpartition("-")[0] for name in EXERCISES} == set(TOPICS)


@pytest.mark.parametrize("page", PAGES)
def test_code_of_the_package_is_what_stands_there(page: str) -> None:
    taken = [code for code in code_of(page) if code.file is not None]
    assert taken
    for code in taken:
        lines = textwrap.dedent((ROOT / str(code.file)).read_text(encoding="utf-8")).splitlines()
        wanted = code.text.splitlines()
        starts = range(len(lines) - len(wanted) + 1)
        there = [textwrap.dedent("\n".join(lines[at : at + len(wanted)])) for at in starts]
        assert "\n".join(wanted) in there, f"{code.file} has not got:\n{code.text}"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import matplotlib
    import matplotlib.pyplot as plt

    matplotlib.use("agg")
    pictures: list[int] = []

    def show() -> None:
        pictures.extend(plt.get_fignums())
        plt.close("all")

    monkeypatch.setattr(plt, "show", show)
    before = torch.get_rng_state()
    namespace: dict[str, object] = {}
    try:
        with warnings.catch_warnings():
            # Of libraries that draw, when letters are not in a font.
            warnings.simplefilter("ignore", UserWarning)
            for code in code_of(page):
                if code.file is None:
                    exec(checked(code.text), namespace)
    finally:
        torch.set_rng_state(before)
        plt.close("all")
    assert page == "index" or pictures


def checked(text: str) -> str:
    """Code in which each expression with a value behind it, `x  # 3`, must have that value."""
    lines = text.splitlines()
    for statement in ast.parse(text).body:
        line = lines[statement.lineno - 1]
        code, _, comment = line.partition("  # ")
        try:
            value = ast.literal_eval(comment.strip())
        except (SyntaxError, ValueError):
            continue
        if isinstance(statement, ast.Expr):
            lines[statement.lineno - 1] = f"assert ({code.strip()}) == {value!r}, ({code.strip()})"
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", EXERCISES)
def test_a_page_asks_what_is_checked(name: str) -> None:
    exercise = EXERCISES[name]
    page = name.rpartition("-")[0]
    text = html.unescape(page_text(page))
    part = text.split(f"### {name}\n")[1].split("\n#")[0]
    assert exercise.task in " ".join(part.split())
    assert f"```py\ndef {exercise.signature}: ...\n```" in part
    assert "*The checker* " in part


@pytest.mark.parametrize("page", TOPICS)
def test_a_page_has_all_its_parts(page: str) -> None:
    text = page_text(page)
    headings = re.findall(r"^## (.*)$", text, re.M)
    assert headings == [
        "The equation",
        "The code",
        "A look inside",
        "The experiment",
        "Exercises",
        "Where it stops being true",
    ]
    commands = re.findall(r"^\$ pantoum lab (\w+) --output (\w+)$", text, re.M)
    places = re.findall(r"^<!-- figures of `pantoum lab (\w+)` -->$", text, re.M)
    assert commands
    assert {name for name, _ in commands} <= EXPERIMENTS
    assert set(places) <= {name for name, _ in commands}


def test_all_experiments_have_a_place() -> None:
    texts = "".join(map(page_text, TOPICS))
    assert set(re.findall(r"^\$ pantoum lab (\w+) --output", texts, re.M)) == EXPERIMENTS


def test_the_diagrams_are_drawn_by_their_program(tmp_path: Path) -> None:
    program = ROOT / "docs" / "make_diagrams.py"
    subprocess.run([sys.executable, str(program), str(tmp_path)], check=True)
    drawn = {path.name: path.read_bytes() for path in tmp_path.glob("*.svg")}
    folder = ROOT / "docs" / "images" / "lecture"
    kept = {path.name: path.read_bytes() for path in folder.glob("*.svg")}
    assert len(kept) == 9
    assert drawn == kept, "python docs/make_diagrams.py draws them anew"


def test_a_diagram_says_what_it_shows() -> None:
    for path in (ROOT / "docs" / "images" / "lecture").glob("*.svg"):
        text = path.read_text(encoding="utf-8")
        title = re.findall(r"<title [^>]*>(.+)</title>", text)
        assert len(title) == len(re.findall(r"<desc [^>]*>(.{60,})</desc>", text)) == 1
        used = [page for page in PAGES if f"](../images/lecture/{path.name})" in page_text(page)]
        assert used, path.name


def test_the_notebooks_are_those_of_the_pages(tmp_path: Path) -> None:
    program = ROOT / "docs" / "make_notebooks.py"
    subprocess.run([sys.executable, str(program), str(tmp_path)], check=True)
    made = {path.name: path.read_bytes() for path in tmp_path.glob("*.ipynb")}
    folder = ROOT / "docs" / "lecture" / "notebooks"
    kept = {path.name: path.read_bytes() for path in folder.glob("*.ipynb")}
    assert made == kept, "make notebooks writes them anew"


@pytest.mark.parametrize("page", PAGES)
def test_a_notebook_has_the_code_of_its_page(page: str) -> None:
    path = ROOT / "docs" / "lecture" / "notebooks" / f"{page}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    cells = [one for one in notebook["cells"] if one["cell_type"] == "code"]
    runs = [code.text.rstrip("\n") for code in code_of(page) if code.file is None]
    assert ["".join(cell["source"]) for cell in cells] == runs
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
    identities = [cell["id"] for cell in notebook["cells"]]
    assert len(set(identities)) == len(identities)
