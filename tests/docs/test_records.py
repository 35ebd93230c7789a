"""The index of the design records names each of them once, by its title, with date and status."""

import re

from tests.docs.blocks import ROOT

FOLDER = ROOT / "docs" / "design"
ROW = re.compile(
    r"^\| \[(\d{4}: [^\]]+)\]\((\S+)\) \| (\d{4}-\d\d-\d\d) \| ([^|]+) \| ([^|]+) \|$", re.M
)


def records() -> dict[str, str]:
    """The title of each record, by the name of its file."""
    found = {}
    for path in sorted(FOLDER.glob("[0-9]*.md")):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        found[path.name] = first.removeprefix("# ")
    return found


def test_the_index_has_every_record() -> None:
    rows = ROW.findall((FOLDER / "index.md").read_text(encoding="utf-8"))
    assert sorted((file, title) for title, file, *_ in rows) == sorted(records().items())
    for _, file, _, status, forbids in rows:
        assert status in ("in force", "replaced"), file
        assert forbids.strip(), file


def test_the_number_of_a_record_is_that_of_its_file() -> None:
    assert [file for file, title in records().items() if file[:4] != title[:4]] == []
    numbers = [file[:4] for file in records()]
    assert len(numbers) == len(set(numbers))


def test_the_navigation_of_the_site_has_the_index_alone() -> None:
    settings, nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")
    assert re.findall(r"design/\S+", nav) == ["design/index.md"]
    assert "not_in_nav: |\n  /design/0*.md\n" in settings


def test_every_other_page_is_in_the_navigation_and_linked_from_the_first() -> None:
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1]
    home = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")}
    assert {name for name in pages if f": {name}\n" not in nav} == set()
    linked = {f"({name}" for name in pages - {"index.md"}}
    assert {link for link in linked if link not in home} == set()
