"""Bytes in a command line that are no text: one line, whatever the flag and the locale."""

import pytest
from tests.cli.conftest import Pantoum, shell

from pantoum.cli import COMMANDS, not_unicode

FLAGS = [
    ("train", "x.tsv", "--output", "m\udcff"),
    ("train", "x\udcff.tsv", "--output", "m"),
    ("predict", "m", "--prefix", "a\udcffb"),
    ("predict", "m", "--require", "a", "\udcff"),
    ("predict", "m", "--forbid", "\udcff"),
    ("predict", "m", "in\udcff.txt"),
    ("evaluate", "m", "in.txt", "--errors", "\udcff"),
    ("generate", "m", "--prefix", "\udcff"),
    ("plot", "m", "a\udcffb"),
    ("\udcff",),
]


@pytest.mark.parametrize("arguments", FLAGS, ids=lambda arguments: repr(arguments[::-1][:2]))
def test_it_is_refused_before_anything_is_read(
    pantoum: Pantoum, arguments: tuple[str, ...]
) -> None:
    done = pantoum(*arguments)
    assert (done.status, done.out) == (2, "")
    assert "is not UTF-8 (byte 0xff); give text as UTF-8" in done.error


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_from_a_shell(locale: str) -> None:
    done = shell(f"LC_ALL={locale} pantoum generate none --prefix $'a\\377'")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "pantoum: error: the argument 'a\\\\udcff' is not UTF-8 (byte 0xff); give text as UTF-8, "
        "and rename a file whose name is not\n"
    )


def test_all_other_text_is_left_alone() -> None:
    assert not any(map(not_unicode, ["", "ñandú", "한국", "\U0001f600", *COMMANDS]))
    assert "(a surrogate)" in not_unicode("\ud800")
