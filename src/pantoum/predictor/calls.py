"""The arguments of public calls, checked: those that a call does not take are refused in one
sentence with those that it takes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import Parameter, Signature
from typing import Any, ParamSpec, TypeVar

from pantoum.errors import PantoumError
from pantoum.predictor.call_options import MISSING, refuse_missing, unknown_option
from pantoum.tasks import REGISTRY

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

_WITHOUT_NAME = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


def clear_calls(kind: type[T]) -> type[T]:
    """A class whose public methods, and whose call, refuse arguments as `clear_call` does."""
    for name, method in list(vars(kind).items()):
        if inspect.isfunction(method) and (name == "__call__" or not name.startswith("_")):
            setattr(kind, name, clear_call(method))
    return kind


def clear_call(function: Callable[P, R]) -> Callable[P, R]:
    """A function that refuses arguments which it does not take with a `PantoumError` in place of
    Python's TypeError.

    An option that only other kinds of models have may be given to a method of a model if it is
    None or False, so that one piece of code calls all kinds; with another value it is refused with
    what to do instead.
    """
    signature = inspect.signature(function)

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            signature.bind(*args, **kwargs)
        except TypeError:
            wrong = _Call(function.__name__, signature, args, kwargs)
            wrong.check_places()
            for name in wrong.of_other_kinds():
                del kwargs[name]
            wrong.check_needed()
        return function(*args, **kwargs)

    return call


def check_whole(name: str, value: object, least: int = 0, most: int | None = None) -> None:
    """Refuse what is no whole number from `least` to `most`.

    Args:
        name: of the argument.
    Raises: PantoumError with the argument, the rule and the value.
    """
    if type(value) is not int or value < least or (most is not None and value > most):
        rule = f"a whole number of at least {least}"
        if type(value) is int and value > least:
            rule += f" and at most {most}"
        raise PantoumError(setting=name, rule=rule, value=value)


class _Call:
    """A call of a function whose arguments do not fit its parameters.

    Args:
        name: of the function, a method of a model if its first parameter is `self`.
        args, kwargs: those of the call.
    """

    def __init__(
        self, name: str, signature: Signature, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        parameters = list(signature.parameters.values())
        self._model: Any = None
        if parameters[0].name == "self":
            self._model, args, parameters = args[0], args[1:], parameters[1:]
        self._takes_all = parameters[-1:] and parameters[-1].kind is Parameter.VAR_KEYWORD
        self._parameters = parameters[:-1] if self._takes_all else parameters
        self._in_order = [one.name for one in self._parameters if one.kind in _WITHOUT_NAME]
        self._args = args
        self._kwargs = kwargs
        self._is_call = name == "__call__"
        self._what = _in_words(name, self._model)

    @property
    def _known(self) -> list[str]:
        return [one.name for one in self._parameters]

    def check_places(self) -> None:
        """Refuse more arguments without names than there are places, and those given twice."""
        most = len(self._in_order)
        if len(self._args) > most:
            rest = self._known[most:]
            raise PantoumError(
                f"{', '.join(self._in_order) or 'nothing'} alone may be given to {self._what} "
                f"without a name, but {len(self._args)} arguments have none",
                setting=self._in_order[-1] if most else "arguments",
                value=self._args[most],
                remedy=f"name the others ({', '.join(rest)})" if rest else "leave out the others",
            )
        for name in self._in_order[: len(self._args)]:
            if name in self._kwargs:
                raise PantoumError(
                    f"{self._what} got {name} twice, once without its name",
                    setting=name,
                    value=self._kwargs[name],
                    remedy="give it once",
                )

    def of_other_kinds(self) -> list[str]:
        """The options that only other kinds of models have, and that are None or False.

        Raises: PantoumError for an option that is given and that there is not.
        """
        if self._takes_all:
            return []
        others = MISSING.get(self._model.task, {}) if self._model and self._is_call else {}
        unknown = [name for name in self._kwargs if name not in self._known]
        for name in unknown:
            value = self._kwargs[name]
            if name not in others:
                raise unknown_option(name, value, self._known, self._what)
            refuse_missing(name, value, others[name])
        return unknown

    def check_needed(self) -> None:
        """Refuse a call without an argument that it needs."""
        for place, one in enumerate(self._parameters):
            given = place < len(self._args) or one.name in self._kwargs
            if one.default is Parameter.empty and not given:
                raise PantoumError(
                    f"{self._what} needs {one.name}, but got none",
                    setting=one.name,
                    remedy="give it",
                )


def _in_words(name: str, model: Any) -> str:
    """A function, or a method of a model, in words."""
    if model is None:
        return f"pantoum.{name}"
    kind = REGISTRY[model.task].description
    return kind if name == "__call__" else f"{name} of {kind}"
