"""What `pantoum COMMAND --help` says can be read as it stands."""

from __future__ import annotations

import re

import pytest
from tests.cli.conftest import Pantoum

from pantoum.cli import COMMANDS

FLAG = re.compile(r"--[a-z][\w.]*")
# A flag or an argument at the beginning of a line, and what stands behind it up to the next one.
ENTRY = re.compile(r"^  (?=\S)(.*(?:\n(?: {4,}.*)?)*)", re.MULTILINE)


def entries_of(text: str) -> list[str]:
    """What the help says of each flag, on one line."""
    return [" ".join(entry.split()) for entry in ENTRY.findall(text)]


def choices_of(entry: str) -> list[list[str]]:
    """Each list of all values that an entry shows."""
    lists = [*re.findall(r"\{(.*?)\}", entry), *re.findall(r"\(one of (.*?)[;)]", entry)]
    return [re.split(r", ?", one) for one in dict.fromkeys(lists)]


@pytest.fixture(params=COMMANDS)
def help_text(request: pytest.FixtureRequest, pantoum: Pantoum) -> str:
    return pantoum(request.param, "--help").out


def test_it_has_no_markup_and_no_characters_that_steer(help_text: str) -> None:
    assert "``" not in help_text
    assert [one for one in help_text if not one.isprintable() and one != "\n"] == []


def test_it_says_once_what_a_value_may_be(help_text: str) -> None:
    for entry in entries_of(help_text):
        lists = choices_of(entry)
        assert len(lists) <= 1, entry
        for choices in lists:
            names = "{" + ",".join(choices) + "}"
            said = re.sub(r"\(one of .*?[;)]", "", entry.replace(names, ""))
            words = [word for word in re.findall(r"[\w-]+", said) if word not in ("or", "and")]
            for first in range(len(words) - len(choices) + 1):
                assert set(words[first : first + len(choices)]) != set(choices), entry


def test_it_names_no_flag_that_the_command_lacks(help_text: str) -> None:
    heads = re.findall(r"^  (-\S.*?)(?:  |$)", help_text, re.MULTILINE)
    own = {flag for head in heads for flag in FLAG.findall(head)}
    of_others = {
        flag
        for words in re.findall(r"pantoum (?:\w+) [^`;,.]*", " ".join(help_text.split()))
        for flag in FLAG.findall(words)
    }
    said = help_text.partition("\n\n")[2]  # behind the usage, where --flag stands for any
    assert set(FLAG.findall(said)) - own - of_others == set()
    assert "--help" in own


def test_settings_are_in_one_style(pantoum: Pantoum) -> None:
    text = pantoum("train", "--help").out
    assert "null" not in text
    assert "customizes" not in text
    assert "`" not in text
    # What is said of a value stands behind the sentence, and not behind its full stop.
    assert re.findall(r"\.\s+\((?:a |one |text|true|default)[^)]*\)", text) == []
