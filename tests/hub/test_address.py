"""Addresses of models on the hub, as texts and as paths."""

from pathlib import Path

import pytest

from pantoum.errors import PantoumError
from pantoum.hub import HubAddress, address_of, is_address


@pytest.mark.parametrize(
    ("place", "name", "revision"),
    [
        ("hf://anna/dates", "anna/dates", None),
        ("hf://anna/dates@v1.0", "anna/dates", "v1.0"),
        (Path("hf://anna/dates@refs/pr/1"), "anna/dates", "refs/pr/1"),
        ("anna/da.te-s_2", "anna/da.te-s_2", None),
        ("a/b", "a/b", None),
    ],
)
def test_an_address_is_a_name_and_a_revision(
    place: str | Path, name: str, revision: str | None
) -> None:
    assert address_of(place) == HubAddress(name, revision)


def test_an_address_is_written_as_it_is_read() -> None:
    assert str(address_of(Path("hf://anna/dates@v1"))) == "hf://anna/dates@v1"
    assert str(address_of("anna/dates", "v1")) == "hf://anna/dates@v1"
    assert str(address_of("anna/dates")) == "hf://anna/dates"


def test_only_addresses_are_addresses() -> None:
    assert is_address("hf://anna/dates")
    assert is_address(Path("hf://anna/dates"))
    assert not is_address("anna/dates")
    assert not is_address("./hf:/anna/dates")
    assert not is_address("hf")


@pytest.mark.parametrize(
    "name",
    [
        *("dates", "", "hf://", "a/b/c", "datasets/anna/dates", "anna/", "/dates", "anna/../dates"),
        *("anna/-dates", "anna/dates.", "anna/da--tes", "anna/dates.git", "änna/dates", "anna/d s"),
        f"anna/{'d' * 97}",
    ],
)
def test_a_wrong_name_is_refused(name: str) -> None:
    with pytest.raises(PantoumError) as caught:
        address_of(name)
    assert str(caught.value).startswith("the name of a model on the hub must be user/name in")


@pytest.mark.parametrize("revision", ["", "../../etc", "a..b", "/etc", "a b", "-x", "a\n"])
def test_a_wrong_revision_is_refused(revision: str) -> None:
    with pytest.raises(PantoumError, match="the revision of a model on the hub must be a branch"):
        address_of(f"hf://anna/dates@{revision}")


def test_two_revisions_are_refused() -> None:
    with pytest.raises(PantoumError, match="behind its @, and v2 is given as well: give one of"):
        address_of("hf://anna/dates@v1", "v2")
