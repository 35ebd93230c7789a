"""The one exception that a user is meant to read."""

from __future__ import annotations


class PantoumError(Exception):
    """Something the user can correct: its text is one plain sentence that says what is wrong,
    where, and what to do.

    The command line prints it as ``pantoum: error: <text>`` and exits with status 1. The fields
    hold the same in parts, for programs; those that do not apply are None.

    Args:
        sentence: the text; without it the text is made of `setting`, `rule` and `value`.
        setting: the full name of the setting or argument that is wrong, such as ``model.hidden``.
        where: the place of a wrong input: a file, a line of it, the number of an input.
        rule: what a right value is, as in "a whole number of at least 1".
        value: the wrong value.
        remedy: what to do, as an imperative.
    """

    def __init__(
        self,
        sentence: str = "",
        *,
        setting: str | None = None,
        where: str | None = None,
        rule: str | None = None,
        value: object = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(sentence or f"{setting} must be {rule}, but is {value!r}")
        self.setting = setting
        self.where = where
        self.rule = rule
        self.value = value
        self.remedy = remedy
