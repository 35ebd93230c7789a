"""The forms in which LibreTranslate's clients send fields."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from pantoum.serve.form_fields import fields_of
from pantoum.serve.http_error import HttpError

FORM = "application/x-www-form-urlencoded"


def test_all_forms_give_the_same() -> None:
    fields = {"q": "ein Hündchen & mehr", "source": "de"}
    encoded = urlencode(fields).encode()
    assert fields_of(FORM, b"", encoded) == fields
    assert fields_of("", encoded, b"") == fields
    assert (
        fields_of("application/json", b"", b'{"q": "ein H\\u00fcndchen & mehr", "source": "de"}')
        == fields
    )
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\n'
        + fields["q"].encode()
        + b'\r\n--x\r\nContent-Disposition: form-data; name="source"\r\n\r\nde\r\n--x--\r\n'
    )
    assert fields_of("multipart/form-data; boundary=x", b"", parts) == fields


def test_json_is_seen_where_a_client_says_that_it_is_a_form() -> None:
    assert fields_of(FORM, b"", b' {"q": ["a", "b"]}') == {"q": ["a", "b"]}


def test_the_first_of_equal_names_counts_and_the_body_before_the_query() -> None:
    assert fields_of(FORM, b"q=a&q=b&x=1", b"q=c&q=d") == {"q": "c", "x": "1"}


@pytest.mark.parametrize(
    ("kind", "body", "problem"),
    [
        (FORM, b"q=%ff", "the fields are not UTF-8"),
        (FORM, b"q=\xff", "the fields are not UTF-8"),
        (FORM, b"&".join([b"a=1"] * 101), "there are more than 100 fields"),
        ("application/json", b"q=1", "the body is not JSON"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\n\xff\r\n--x--\r\n',
            "the fields are not UTF-8",
        ),
    ],
)
def test_what_is_neither(kind: str, body: bytes, problem: str) -> None:
    with pytest.raises(HttpError) as caught:
        fields_of(kind, b"", body)
    assert str(caught.value).startswith(problem)


MULTIPART = "multipart/form-data; charset=utf-8; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="q"\r\n\r\n'


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        (b"content-disposition: form-data; name=q", {"q": "a\r\n-"}),
        (b'Content-Disposition: form-data; name="q"; filename="x; name=y"', {"q": "a\r\n-"}),
        (b'Content-Type: text/plain\r\nContent-Disposition: form-data; name=""', {"": "a\r\n-"}),
        (b"Content-Disposition: form-data; name=" + b"(" * 10_000, {"(" * 10_000: "a\r\n-"}),
        (b"Content-Disposition: form-data; filename=q", {}),
        (b"Content-Type: multipart/mixed; boundary=y", {}),
        (b"", {}),
    ],
)
def test_the_head_of_a_part_has_its_name(head: bytes, fields: dict[str, str]) -> None:
    body = b"--x\r\n" + head + b"\r\n\r\na\r\n-\r\n--x--\r\n"
    assert fields_of(MULTIPART, b"", body) == fields
    assert fields_of('multipart/form-data; boundary="x"', b"", body) == fields


def test_a_form_has_few_parts() -> None:
    most = (PART + b"a\r\n") * 100 + b"--x--"
    assert fields_of(MULTIPART, b"", most) == {"q": "a"}
    with pytest.raises(HttpError, match="more than 100 fields"):
        fields_of(MULTIPART, b"", PART + b"a\r\n" + most)


def test_a_broken_multipart_body_has_no_fields() -> None:
    assert fields_of("multipart/form-data; boundary=x", b"", b"nothing of the kind") == {}
    assert fields_of("multipart/form-data", b"", b"nothing of the kind") == {}
