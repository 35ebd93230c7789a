"""What the project says of itself: its version stands in one place, and all who repeat it agree."""

import re
import tomllib
from pathlib import Path

import pytest

import pantoum

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def citation() -> dict[str, str]:
    """The one-line fields of CITATION.cff."""
    lines = (ROOT / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines if re.match(r"[a-z-]+: ", line))


def test_the_version_stands_in_the_package_alone() -> None:
    assert "version" not in PROJECT["project"]
    assert PROJECT["project"]["dynamic"] == ["version"]
    place = PROJECT["tool"]["hatch"]["version"]["path"]
    assert ROOT / place == ROOT / "src" / "pantoum" / "version.py"
    text = (ROOT / place).read_text(encoding="utf-8")
    assert re.findall(r'^__version__ = "(.*)"$', text, re.MULTILINE) == [pantoum.__version__]
    modules = (ROOT / "src").rglob("*.py")
    holders = [
        path.relative_to(ROOT).as_posix()
        for path in modules
        if pantoum.__version__ in path.read_text(encoding="utf-8")
    ]
    assert holders == [place]


def test_the_citation_names_the_version_and_the_licence() -> None:
    fields = citation()
    assert fields["cff-version"] == "1.2.0"
    assert fields["version"] == pantoum.__version__
    assert fields["license"] == PROJECT["project"]["license"]
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    for author in PROJECT["project"]["authors"]:
        assert f"  - name: {author['name']}\n" in text


def test_the_changelog_has_a_section_for_the_version() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{pantoum.__version__}]" in changes or f", {pantoum.__version__}.\n" in changes


@pytest.mark.parametrize("name", ["README.md", "docs/tour.md"])
def test_the_wheel_that_is_installed_by_hand_has_the_version(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"dist/pantoum-(.*?)-py3", text) == [pantoum.__version__]


def test_only_the_python_that_is_tested_is_claimed() -> None:
    prefix = "Programming Language :: Python :: 3."
    claimed = [name for name in PROJECT["project"]["classifiers"] if name.startswith(prefix)]
    assert claimed == ["Programming Language :: Python :: 3.11"]
    assert PROJECT["project"]["requires-python"] == ">=3.11"


@pytest.mark.parametrize(
    "extra",
    sorted(PROJECT["project"]["optional-dependencies"].keys() - {"all"}),
)
def test_every_direct_dependency_is_pinned(extra: str) -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {line.split("==")[0].lower() for line in lines if "==" in line}
    wanted = PROJECT["project"]["optional-dependencies"][extra] + PROJECT["project"]["dependencies"]
    names = {re.split(r"[\[>=]", requirement)[0].lower() for requirement in wanted}
    assert names <= pinned
