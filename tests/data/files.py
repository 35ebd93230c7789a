"""Files of data, and what reading them ends with."""

import pytest

from pantoum.data import Columns, read_examples, read_token_file
from pantoum.errors import PantoumError


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def message(*paths, columns=None, need_target=True):
    """The one line that reading these files ends with."""
    with pytest.raises(PantoumError) as caught:
        read_examples(paths, columns or Columns(), need_target=need_target)
    text = str(caught.value)
    assert "\n" not in text
    return text


def token_message(path, words=None, tags=None, *, need_tags=True):
    """The one line that reading this file of words and tags ends with."""
    with pytest.raises(PantoumError) as caught:
        read_token_file(path, words, tags, need_tags=need_tags)
    text = str(caught.value)
    assert "\n" not in text
    return text
