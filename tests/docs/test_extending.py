"""The checklists of docs/extending.md name what is there."""

import re

import pytest
from tests.docs.blocks import ROOT
from tests.docs.test_architecture import thing

TEXT = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
ITEMS = re.findall(r"^- \[ \] (.*)$", TEXT, re.M)
FILES = sorted({name for item in ITEMS for name in re.findall(r"`([\w/]+\.(?:py|md))`", item)})
NAMES = sorted(set(re.findall(r"`(pantoum(?:\.\w+)+)`", TEXT)))


@pytest.mark.parametrize("name", [name for name in FILES if "/" in name])
def test_a_named_file_is_there(name: str) -> None:
    assert (ROOT / name).is_file()


@pytest.mark.parametrize("name", NAMES)
def test_a_named_thing_is_there(name: str) -> None:
    thing(name)


def test_each_kind_of_addition_has_a_list() -> None:
    headings = re.findall(r"^## (.*)$", TEXT, re.M)
    assert headings == [
        "A cell",
        "A score",
        "An output distribution",
        "A task",
        "A metric",
        "A command",
    ]
    for heading in headings:
        part = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
        assert part.count("- [ ] ") >= 3
