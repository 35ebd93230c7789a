"""A text gives back the bytes it was read from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.data.files import write

from pantoum.data import open_file
from pantoum.data.lines import Text, printable, read_text

texts = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=5), max_size=5
)


@given(texts, st.booleans(), st.sampled_from(["\n", "\r\n", "\r"]))
def test_the_bytes_come_back(tmp_path_factory, lines, has_bom, end):
    data = ("\ufeff" * has_bom + end.join(lines)).encode()
    text = read_text(write(tmp_path_factory.mktemp("lines"), "a.txt", data))
    assert text.encode(text.content) == data


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\nb", Text("a\nb", False, False)),
        (b"\xef\xbb\xbfa\r\nb\n", Text("a\r\nb\n", True, False)),
        (b"a\rb\r", Text("a\nb\n", False, True)),
        (b"a\rb\n", Text("a\rb\n", False, False)),
        (b"\xef\xbb\xbf\xef\xbb\xbfa", Text("\ufeffa", True, False)),
        (b"", Text("", False, False)),
    ],
)
def test_what_the_bytes_say(tmp_path, data, text):
    assert read_text(write(tmp_path, "a.txt", data)) == text
    assert text.encode(text.content) == data


def test_another_text_gets_the_same_line_ends():
    assert Text("a\nb\n", True, True).encode("c\nd\n") == b"\xef\xbb\xbfc\rd\r"
    assert Text("a\r\n", False, False).encode("c\r\n") == b"c\r\n"


def test_lines_have_no_ends(tmp_path):
    assert open_file(write(tmp_path, "a.txt", b"a\r\n\nb\rc\n")).lines == ["a", "", "b\rc"]
    assert open_file(write(tmp_path, "b.txt", b"a\r\rb")).lines == ["a", "", "b"]


def test_what_steers_a_terminal_is_shown_as_its_escape() -> None:
    assert printable("a\u202eb\x07\x1b[1m") == r"a\u202eb\x07\x1b[1m"


def test_the_joiners_of_persian_and_hindi_stay() -> None:
    for text in ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "\u0915\u094d\u200d\u0937"):
        assert printable(text) == text
