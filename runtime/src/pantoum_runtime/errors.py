"""The one exception that a user is meant to read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator


class PantoumRuntimeError(Exception):
    """Something the user can correct: its text is one plain sentence that says what is wrong,
    where, and what to do. The fields hold the same in parts; those that do not apply are None.

    Args:
        problem: what is wrong.
        setting: the name of the argument that is wrong.
        where: the place of what is wrong: a file, the number of an input.
        rule: what a right value is.
        value: the wrong value.
        remedy: what to do, as an imperative.
    """

    def __init__(
        self,
        problem: str,
        *,
        setting: str | None = None,
        where: str | None = None,
        rule: str | None = None,
        value: object = None,
        remedy: str | None = None,
    ) -> None:
        text = f"{where}: {problem}" if where else problem
        super().__init__(f"{text}: {remedy}" if remedy else text)
        self.problem = problem
        self.setting = setting
        self.where = where
        self.rule = rule
        self.value = value
        self.remedy = remedy


@contextlib.contextmanager
def reading(what: str) -> Iterator[None]:
    """Whatever goes wrong inside, in reading a part of a file's metadata, becomes one sentence.

    Args:
        what: the part, as in "labels".

    Raises:
        PantoumRuntimeError: something went wrong.
    """
    try:
        yield
    except PantoumRuntimeError:
        raise
    except Exception as error:
        raise PantoumRuntimeError(
            f"the metadata of the file have damaged {what} ({error!r:.200})",
            setting="metadata",
            rule="what `pantoum export` writes",
            remedy="export the model again",
        ) from error
