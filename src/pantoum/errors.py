"""The exceptions that a user is meant to read."""

from __future__ import annotations


class PantoumError(Exception):
    """Something the user can correct: its text is one plain sentence that says what is wrong,
    where, and what to do.

    The command line prints it as ``pantoum: error: <text>`` and exits with status 1. The fields
    hold the same in parts, for programs; those that do not apply are None. The text is put
    together of `where`, `problem` and `remedy`; without a problem it is made of `setting`, `rule`
    and `value`.

    Args:
        problem: what is wrong; behind one that ends in a semicolon the remedy stands without a
            colon.
        setting: the full name of the setting or argument that is wrong, such as ``model.hidden``.
        where: the place of what is wrong: a file, a line of it, the number of an input.
        rule: what a right value is, as in "a whole number of at least 1".
        value: the wrong value.
        remedy: what to do, as an imperative.
    """

    def __init__(
        self,
        problem: str = "",
        *,
        setting: str | None = None,
        where: str | None = None,
        rule: str | None = None,
        value: object = None,
        remedy: str | None = None,
    ) -> None:
        if problem:
            super().__init__(_sentence(where, problem, remedy))
        else:
            problem = f"{setting} must be {rule}, but is {value!r}"
            super().__init__(problem)
        self.problem = problem
        self.setting = setting
        self.where = where
        self.rule = rule
        self.value = value
        self.remedy = remedy

    def __reduce__(self) -> tuple[object, ...]:
        """Errors of worker processes come through a pipe: the text is not put together again."""
        return (_again, (type(self), self.args, self.__dict__))


class InputError(PantoumError):
    """One of several inputs cannot be used.

    Args:
        row: its place among them, from 0.
        shown: whether the text begins with that place, because the problem does not tell which
            input it is of.
    """

    def __init__(
        self,
        problem: str,
        row: int,
        *,
        setting: str | None = None,
        rule: str | None = None,
        value: object = None,
        remedy: str | None = None,
        shown: bool = False,
    ) -> None:
        place = f"input {row + 1}"
        where = place if shown else None
        super().__init__(
            problem, setting=setting, where=where, rule=rule, value=value, remedy=remedy
        )
        self.row = row
        self.where = place

    def at(self, place: str) -> PantoumError:
        """The same of an input that is known by its place in a file."""
        return PantoumError(
            self.problem,
            setting=self.setting,
            where=place,
            rule=self.rule,
            value=self.value,
            remedy=self.remedy,
        )


def _sentence(where: str | None, problem: str, remedy: str | None) -> str:
    text = f"{where}: {problem}" if where else problem
    if not remedy:
        return text
    return f"{text} {remedy}" if text.endswith(";") else f"{text}: {remedy}"


def _again(
    kind: type[PantoumError], args: tuple[object, ...], fields: dict[str, object]
) -> PantoumError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(fields)
    return error
