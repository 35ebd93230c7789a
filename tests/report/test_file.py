"""A page is written whole or not at all, and a place for none is refused before the work."""

from pathlib import Path

import pytest

from pantoum import PantoumError
from pantoum.report import Html, check_report_path, write_report


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("report.pdf", "the report is a page of HTML: give it a name that ends in .html or .htm"),
        ("-", "the report is a page of HTML: give it a name that ends in .html or .htm"),
        ("none/report.html", "there is no folder {}/none: make it first"),
        ("folder.html", "is a folder: name a file"),
        ("file/report.html", "there is no folder {}/file: make it first"),
    ],
)
def test_what_is_no_place_for_a_page_is_refused(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "folder.html").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(PantoumError) as raised:
        check_report_path(tmp_path / name)
    assert str(raised.value) == f"{tmp_path / name}: {message.format(tmp_path)}"


def test_a_page_replaces_the_one_before(tmp_path: Path) -> None:
    path = check_report_path(str(tmp_path / "a.HTM"))
    path.write_text("old", encoding="utf-8")
    write_report(path, Html("<p>ɑ̃</p>"))
    assert path.read_bytes() == "<p>ɑ̃</p>".encode()
    assert [one.name for one in tmp_path.iterdir()] == ["a.HTM"]


def test_what_cannot_be_written_leaves_the_page_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(self: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "a.html"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr("pantoum.files._NewFile.put_in_place", no_room)
    with pytest.raises(PantoumError, match=r"a\.html: cannot be written: No space left"):
        write_report(path, Html("new"))
    assert path.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.html"]
