"""Normal forms are those of the tokenizers library, whose tables are of Unicode 9."""

import unicodedata
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runtime.tests.samples import any_texts
from tokenizers import normalizers

from pantoum_runtime.normal_form_table import NEWER
from pantoum_runtime.normal_forms import Form, normalize

LIBRARY = {"NFC": normalizers.NFC(), "NFD": normalizers.NFD()}
FORMS: list[Form] = ["NFC", "NFD"]
# Around a sign, what it may be composed with or put into another order with.
AROUND = [("", ""), ("a\u0345", "\u0334"), ("e", "\u0301\u0323"), ("\u0301", "\u0307")]
newer = [
    chr(code)
    for part in NEWER.split()
    for first, _, last in [part.partition("-")]
    for code in range(int(first, 16), int(last or first, 16) + 1)
]


def wrong(form: Form, codes: Iterable[int]) -> list[str]:
    found = []
    signs = [chr(code) for code in codes if not 0xD800 <= code < 0xE000]
    for before, behind in AROUND:
        # A line end is composed with nothing, and marks do not pass it.
        text = "\n".join(f"{before}{sign}{behind}" for sign in signs)
        ours = normalize(form, text).split("\n")
        theirs = LIBRARY[form].normalize_str(text).split("\n")
        found += [one for one, other in zip(ours, theirs, strict=True) if one != other]
    return found


@pytest.mark.parametrize("form", FORMS)
def test_signs_that_came_later_stay_as_and_where_they_are(form: Form) -> None:
    assert len(newer) > 150
    beside = {ord(sign) + step for sign in newer for step in (-1, 0, 1)}
    assert wrong(form, [code for code in sorted(beside) if code != 0x0A]) == []
    assert normalize(form, "a\u0345\u08d3\u0334") == "a\u0345\u08d3\u0334"


@pytest.mark.parametrize("form", FORMS)
def test_older_signs_are_composed_and_put_in_order(form: Form) -> None:
    text = "e\u0301\u0323 \u212b \u1e9b\u0323 가\u11a8"
    assert normalize(form, text) == unicodedata.normalize(form, text) != text


@pytest.mark.exhaustive
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("plane", [0, 1, 2, 3, 14])
def test_every_code_point_is_treated_as_in_the_library(form: Form, plane: int) -> None:
    codes = [code for code in range(plane << 16, (plane + 1) << 16) if code != 0x0A]
    assert wrong(form, codes) == []


@pytest.mark.parametrize("form", FORMS)
@given(text=st.one_of(any_texts, st.text(st.sampled_from([*newer, "a", "\u0301", "\u0323"]))))
def test_texts_have_the_form_that_the_library_gives_them(form: Form, text: str) -> None:
    clean = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    assert normalize(form, clean) == LIBRARY[form].normalize_str(clean)
