"""Vocabularies read again from what was saved of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from pantoum.errors import PantoumError


@contextlib.contextmanager
def reading_saved(what: str) -> Iterator[None]:
    """Whatever goes wrong inside becomes one sentence: a damaged text can fail in any way, also
    inside another library.

    Args:
        what: the vocabulary, as in "labels".
    Raises: PantoumError.
    """
    try:
        yield
    except Exception as error:
        raise PantoumError(
            f"damaged {what} ({error!r})",
            setting="text",
            rule="what `to_json` gives",
            remedy="copy or train the model again",
        ) from error
