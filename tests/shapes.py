"""How the shapes and types that a function is annotated with are checked at its calls.

jaxtyping's import hook puts a decorator before each function of the package. Its own decorator
looks at the signature again at every call and at every function that a call defines: that took
more than half of the time of all tests. The one here does the same checks with beartype's wrapper,
which is made once, when a function is first called.
"""

from __future__ import annotations

import functools
import inspect
import sys
import types
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import jaxtyping
from beartype import beartype
from jaxtyping import AbstractArray

_checking = True


def install(package: str) -> None:
    """Check the functions of this package; before anything imports it."""
    jaxtyping.jaxtyped = _decorator  # what the hook puts before each function
    jaxtyping.install_import_hook(package, f"{__name__}.checked")


@contextmanager
def unchecked() -> Iterator[None]:
    """For what takes thousands of calls whose like other tests have checked, and for tests that
    give a value of a wrong type on purpose.
    """
    global _checking
    before = _checking
    _checking = False
    try:
        yield
    finally:
        _checking = before


def checked(function: Any) -> Any:
    """The function or dataclass with its annotations checked at each call.

    An axis that is named several times has one size in the arguments and the result of a call.
    Functions within functions are left as they are: none of them has a shape.
    """
    if isinstance(function, type):
        if "__dataclass_fields__" in vars(function) and "__init__" in vars(function):
            function.__init__ = checked(function.__init__)
        return function
    if "<locals>" in function.__qualname__:
        return function

    checking: Callable[..., Any] | None = None
    has_shapes = False

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        if not _checking or _tracing():
            return function(*args, **kwargs)
        nonlocal checking, has_shapes
        if checking is None:
            checking, has_shapes = _with_checks(function)
        if not has_shapes:
            return checking(*args, **kwargs)
        with jaxtyping.jaxtyped("context"):  # where the sizes of the named axes are kept
            return checking(*args, **kwargs)

    return call


def _tracing() -> bool:
    """Whether a graph is made of the call: its sizes are names then, and have no values."""
    torch = sys.modules.get("torch")  # tests of the torch-free layers need not import it
    return torch is not None and torch.compiler.is_compiling()


_jaxtyped = jaxtyping.jaxtyped


def _decorator(function: Any = None, *, typechecker: Any = None) -> Any:
    """In place of `jaxtyping.jaxtyped`, as the import hook calls it."""
    if function is None:
        return checked
    return _jaxtyped(function)


def _with_checks(function: Callable[..., Any]) -> tuple[Callable[..., Any], bool]:
    """The function in beartype's wrapper, and whether it has a shape among its annotations."""
    hints = {
        name: _resolved(hint, function.__globals__)
        for name, hint in function.__annotations__.items()
    }
    if inspect.isgeneratorfunction(function):
        hints.pop("return", None)  # what it yields comes when the call is over
    own = types.FunctionType(
        function.__code__,
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    own.__kwdefaults__ = function.__kwdefaults__
    own.__module__ = function.__module__
    own.__qualname__ = function.__qualname__
    own.__annotations__ = hints
    return beartype(own), any(map(_has_shape, hints.values()))


def _resolved(hint: Any, names: dict[str, Any]) -> Any:
    """What the annotation says, or Any where it names what only a type checker imports."""

    def carrier() -> None: ...

    carrier.__annotations__ = {"hint": hint}
    try:
        return typing.get_type_hints(carrier, names, include_extras=True)["hint"]
    except NameError:
        return Any


def _has_shape(hint: Any) -> bool:
    if isinstance(hint, type) and issubclass(hint, AbstractArray):
        return True
    return any(map(_has_shape, typing.get_args(hint)))
