"""A machine with no fonts but matplotlib's own, so that the pictures do not depend on what is
installed here.
"""

from pathlib import Path

import matplotlib
import pytest
from matplotlib import font_manager

from pantoum.plots import fonts


@pytest.fixture(autouse=True)
def _bare_machine(monkeypatch):
    own = Path(matplotlib.get_data_path())
    manager = font_manager.fontManager
    bare = [font for font in manager.ttflist if own in Path(font.fname).parents]
    monkeypatch.setattr(manager, "ttflist", bare)
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [])
    _forget()
    yield
    _forget()


def _forget():
    fonts.fonts_for.cache_clear()
    fonts._glyphs.cache_clear()
    font_manager.fontManager._findfont_cached.cache_clear()  # pyright: ignore[reportAttributeAccessIssue]
