"""Where a picture cannot be written, one line says why, before anything is drawn."""

import sys
from pathlib import Path

import pytest
from tests.full_disk import fill_disk, needs_full_disk
from tests.plots.drawing import made

from pantoum.errors import PantoumError
from pantoum.plots import plot_attention
from pantoum.plots.figure import check_picture_path, new_figure


@pytest.mark.parametrize("name", ["a.eps", "a", "png", "a.png.gz"])
def test_other_suffixes_are_refused(name, tmp_path):
    with pytest.raises(PantoumError, match=r"ends in \.png, \.svg or \.pdf"):
        check_picture_path(tmp_path / name)


def test_a_folder_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(PantoumError, match=r"there is no folder .*nowhere: make it first"):
        check_picture_path(tmp_path / "nowhere" / "a.png")


def test_a_folder_is_no_picture(tmp_path):
    (tmp_path / "a.png").mkdir()
    with pytest.raises(PantoumError, match=r"a\.png: is a folder: name a file"):
        check_picture_path(tmp_path / "a.png")


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "pictures").mkdir()
    link = tmp_path / "a.png"
    link.symlink_to(tmp_path / "pictures" / "b.png")
    plot_attention(made("a", "b"), link)
    assert link.is_symlink()
    assert (tmp_path / "pictures" / "b.png").read_bytes().startswith(b"\x89PNG")


def refuse(error):
    def call(*arguments):
        raise error

    return call


def test_a_path_without_permission_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "open", refuse(PermissionError(13, "Permission denied")))
    with pytest.raises(PantoumError, match=r"a\.png: cannot be written: Permission denied"):
        plot_attention(made("a", "b"), tmp_path / "a.png")


@needs_full_disk
def test_without_room_the_earlier_picture_stays(monkeypatch, tmp_path):
    (tmp_path / "a.png").write_bytes(b"earlier")
    fill_disk(monkeypatch, tmp_path / "a.png")
    with pytest.raises(PantoumError, match=r"a\.png: cannot be written: No space left on device"):
        plot_attention(made("a", "b"), tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes() == b"earlier"


def test_a_folder_that_may_not_be_looked_into_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(Path, "stat", refuse(PermissionError(13, "Permission denied")))
    with pytest.raises(PantoumError, match=r"a\.png: cannot be written: Permission denied"):
        check_picture_path(tmp_path / "a.png")


def test_without_matplotlib_the_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(
        PantoumError,
        match=r"plots need matplotlib: pip install -e '\.\[plots\]' in a clone of Pantoum$",
    ):
        new_figure(1.0, 1.0)


def test_pyplot_and_its_global_state_are_not_needed(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    plot_attention(made("a", "b"), tmp_path / "a.png")


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_the_same_picture_is_the_same_file(suffix, tmp_path):
    files = [tmp_path / f"{name}.{suffix}" for name in "ab"]
    for file in files:
        plot_attention(made("ab", "c"), file)
    assert files[0].read_bytes() == files[1].read_bytes()
