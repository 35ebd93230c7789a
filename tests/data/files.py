"""Files of data, and what reading them ends with."""

import pytest

from weft.data import Columns, read_examples
from weft.errors import WeftError


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def message(*paths, columns=None, need_target=True):
    """The one line that reading these files ends with."""
    with pytest.raises(WeftError) as caught:
        read_examples(paths, columns or Columns(), need_target=need_target)
    text = str(caught.value)
    assert "\n" not in text
    return text
