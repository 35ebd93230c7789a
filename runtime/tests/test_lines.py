"""Inputs are cleaned as `pantoum predict` cleans them."""

from hypothesis import given
from runtime.tests.samples import any_texts

from pantoum.data import split_words
from pantoum.data.lines import trimmed
from pantoum.data.units import without_surrogates
from pantoum_runtime import lines


@given(any_texts)
def test_texts_are_cleaned_as_in_training(text: str) -> None:
    assert lines.trimmed(text) == trimmed(text)
    assert lines.split_words(text) == split_words(text)
    assert lines.without_surrogates(text) == without_surrogates(text)


def test_only_ascii_white_space_parts_words() -> None:
    assert lines.split_words(" a\u00a0b\t\r\n\v\fc\u2028 ") == ["a\u00a0b", "c\u2028"]
    assert lines.trimmed("\u00a0a \n") == "\u00a0a"
    assert lines.without_surrogates("a\ud83d\U0001f600\ude00") == "a\ufffd\U0001f600\ufffd"
