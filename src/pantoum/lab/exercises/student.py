"""A file of answers that somebody else has written: read, looked through, run and judged."""

from __future__ import annotations

import ast
import contextlib
import inspect
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor

from pantoum.lab.exercises.exercise import OF_THE_PACKAGE, Call, Exercise
from pantoum.lab.exercises.values import difference, shown_argument

# Of the frames of their traceback the last ones are shown, and of a message the first line.
FRAMES = 3
LONGEST_MESSAGE = 200


class Judgement(NamedTuple):
    """What came of an answer.

    status: "right", "wrong", "missing" (there is nothing to judge) or "failed" (it raised).
    reason: the rest of a sentence; details: where it failed, a line for each frame of theirs.
    """

    status: str
    reason: str
    details: tuple[str, ...] = ()


class TimeIsUpError(BaseException):
    """Their code has run for too long; no Exception, so that `except Exception` lets it pass."""


def judge_file(exercise: Exercise, path: Path, seed: int) -> Judgement:
    """Run a file and judge the function in it."""
    # Before any of their code, which may change what torch does by default.
    calls = exercise.calls(torch.Generator().manual_seed(seed))
    name = path.name
    try:
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source, str(path))
    except UnicodeDecodeError:
        return Judgement("failed", f"{name} is no text in UTF-8")
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f"line {line} of {name}" if line else name
        return Judgement("failed", f"{where} is no Python: {_message(error)}")
    if not source.strip():
        return Judgement("missing", f"{name} is empty; it needs a function {exercise.signature}")
    used = _forbidden(tree, (*OF_THE_PACKAGE, *exercise.forbidden))
    if used is not None:
        word, line = used
        return Judgement(
            "wrong", f"line {line} uses {word}, and the point is to write it without that"
        )
    function = _function(exercise, tree, path)
    if isinstance(function, Judgement):
        return function
    for number, call in enumerate(calls, start=1):
        judgement = _judge_call(exercise, function, call, number, path)
        if judgement is not None:
            return judgement
    times = f", in {len(calls)} calls" if len(calls) > 1 else ""
    return Judgement("right", f"{exercise.function} {exercise.compared_with}{times}")


def _forbidden(tree: ast.AST, words: Sequence[str]) -> tuple[str, int] | None:
    """The first of these words that is imported or looked up in a module, and its line."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            names.append(getattr(node, "module", None) or "")
        elif isinstance(node, ast.Attribute):
            names = [node.attr]
        parts = {part for name in names for part in name.split(".")}
        for word in words:
            if word in parts:
                return word, getattr(node, "lineno", 1)
    return None


def _function(exercise: Exercise, tree: ast.Module, path: Path) -> Callable[..., Any] | Judgement:
    """The function that a file defines, once it has run."""
    sys.path.append(str(path.parent))  # behind all others: their files must not hide modules
    namespace: dict[str, Any] = {"__name__": "answer", "__file__": str(path)}
    try:
        exec(compile(tree, str(path), "exec", dont_inherit=True), namespace)
    except (Exception, SystemExit, KeyboardInterrupt, TimeIsUpError) as error:
        return _failure(f"{path.name} cannot be run: it", error, path)
    finally:
        sys.path.remove(str(path.parent))
    found = namespace.get(exercise.function)
    if not callable(found):
        what = "has no function" if found is None else "has something that is no function where"
        return Judgement("missing", f"{path.name} {what} {exercise.signature}")
    try:
        signature = inspect.signature(found)
        signature.bind(*exercise.parameters)
    except TypeError:
        return Judgement(
            "missing",
            f"{exercise.function} must take ({', '.join(exercise.parameters)}), but takes "
            f"{inspect.signature(found)}",
        )
    except ValueError:  # a function of a library that does not say what it takes
        pass
    return found


def _judge_call(
    exercise: Exercise, function: Callable[..., Any], call: Call, number: int, path: Path
) -> Judgement | None:
    """What is wrong with a call; None if nothing is."""
    pairs = zip(exercise.parameters, call.arguments, strict=True)
    written = ", ".join(shown_argument(name, value) for name, value in pairs)
    where = f"in call {number}, {exercise.function}({written})"
    try:
        given = function(*copied(call.arguments))
    except (Exception, SystemExit, KeyboardInterrupt, TimeIsUpError) as error:
        return _failure(f"{where},", error, path)
    torch.set_default_dtype(torch.float32)  # which theirs may have changed, and ours rely on
    found = _difference(exercise, call, given)
    if found is None:
        return None
    return Judgement("wrong", f"{where}, {found}{_hint(exercise, call, given)}")


def _difference(exercise: Exercise, call: Call, given: Any) -> str | None:
    if given is None and call.judge is not None:
        return "the answer is None: the function has no `return`, or one without a value"
    try:
        if call.judge is None:
            return difference(call.expected, given, exercise.returns)
        return call.judge(given)
    except Exception as error:  # an answer of a form that nobody thought of
        parts = ", ".join(exercise.returns)
        return f"the answer cannot be used as {parts} ({_message(error)})"


def _hint(exercise: Exercise, call: Call, given: Any) -> str:
    """What to say of a mistake that is known: the answer is what it gives."""
    for mistake in exercise.mistakes:
        with contextlib.suppress(Exception):  # a mistake that cannot be made with these arguments
            known = mistake.function(*copied(call.arguments))
            if difference(known, given, exercise.returns) is None:
                return f"; {mistake.hint}"
    return ""


def copied(value: Any) -> Any:
    """The same in tensors and containers of their own: an answer may write to what it is given."""
    if isinstance(value, Tensor):
        return value.clone()
    if isinstance(value, dict):
        return {name: copied(part) for name, part in value.items()}
    if type(value) in (tuple, list):
        return type(value)(copied(part) for part in value)
    return value


def _failure(what: str, error: BaseException, path: Path) -> Judgement:
    """Their exception: the innermost line of their file, and a few frames for the details."""
    frames = [one for one in traceback.extract_tb(error.__traceback__) if one.filename == str(path)]
    place = f" (line {frames[-1].lineno}: `{frames[-1].line}`)" if frames else ""
    details = tuple(f"line {one.lineno}, in {one.name}: {one.line}" for one in frames[-FRAMES:])
    if isinstance(error, TimeIsUpError):
        return Judgement("failed", f"{what} took longer than {error}{place}", details)
    if isinstance(error, SystemExit):
        return Judgement("failed", f"{what} ended Python{place}", details)
    said = _message(error)
    kind = type(error).__name__
    return Judgement("failed", f"{what} raised {kind}{': ' if said else ''}{said}{place}", details)


def _message(error: BaseException) -> str:
    """The first line of what an exception says."""
    try:
        text = getattr(error, "msg", None) or str(error)
    except Exception:  # their own exception, whose text cannot be made
        return ""
    lines = str(text).strip().splitlines()
    return lines[0][:LONGEST_MESSAGE] if lines else ""
