"""What a command does with a model depends on its task: `weft.cli.TASK.COMMAND` says how.

Such a module has ``run(model, options)`` and ``FLAGS``: the flags that it reads, each with its default.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from weft.config import TaskName
from weft.errors import WeftError

ALWAYS = {"model", "input", "test", "output", "json", "device"}


def module_of(task: TaskName, command: str) -> Any:
    """The module that runs a command with models of a task.

    Raises: WeftError for a command that such a model has no answer to.
    """
    name = f"weft.cli.{task}.{command}"
    if find_spec(name) is None:
        raise WeftError(f"`weft {command}` has nothing to do with {_what(task)}; `weft --help` lists the commands")
    return import_module(name)


def fill(parser: argparse.ArgumentParser, options: argparse.Namespace, task: TaskName, command: str) -> None:
    """Give the flags that are None their defaults; end with wrong usage if one is given that means nothing here."""
    flags = module_of(task, command).FLAGS
    for name, value in vars(options).items():
        if name in ALWAYS:
            continue
        if value is not None and name not in flags:
            what = ", ".join(f"--{flag}" for flag in flags) or "none"
            parser.error(f"--{name} means nothing to {_what(task)}; the flags that do: {what}")
        if value is None:
            setattr(options, name, flags.get(name))


def _what(task: TaskName) -> str:
    from weft.tasks import KINDS

    return KINDS[task].what
