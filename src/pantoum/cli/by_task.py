"""What a command does with a model depends on its task: `pantoum.cli.TASK.COMMAND` says how.

Such a module has ``run(model, options)`` and ``FLAGS``: the flags that it reads, each with its
default. It raises ``argparse.ArgumentError`` for flags that do not fit together.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from pantoum.cli.arguments import MODELS
from pantoum.config import TaskName
from pantoum.errors import PantoumError
from pantoum.exported import is_exported, load_exported
from pantoum.processors import available_processors

ALWAYS = {
    "model",
    "input",
    "test",
    "output",
    "json",
    "device",
    "threads",
    "data_format",
    "shard",
    "inputs",
}


def run_by_task(parser: argparse.ArgumentParser, options: argparse.Namespace, command: str) -> int:
    """Load the model and run the command as its task does; end with wrong usage for flags that do
    not fit.
    """
    model = load(options, parser)
    module = module_of(model.task, command)
    fill(parser, options, model.task, module)
    try:
        module.run(model, options)
    except argparse.ArgumentError as error:
        parser.error(str(error))
    return 0


def set_threads(options: argparse.Namespace) -> None:
    """Compute with the threads that the options name, or with one for each processor."""
    import torch

    torch.set_num_threads(options.threads or min(torch.get_num_threads(), available_processors()))


def load(options: argparse.Namespace, parser: argparse.ArgumentParser | None = None) -> Any:
    """The model that the options name; end with wrong usage for some that do not fit together."""
    if is_exported(options.model):
        return _exported(options, parser)
    import pantoum
    from pantoum.hub import is_address
    from pantoum.model_dir import local_folder, members_of

    set_threads(options)
    more = getattr(options, "ensemble", None)
    if not is_address(options.model):
        # A directory of runs may stand for several models.
        options.model, *others = members_of(options.model)
        more = [*others, *(more or [])]
    combine = getattr(options, "combine", None)
    if parser and combine and not more:
        parser.error("--combine needs an --ensemble of models that decide together")
    # Once, so that workers read what this process has read, whatever comes to the hub meanwhile.
    options.model = local_folder(options.model)
    forms: dict[str, Any] = {
        name: bool(getattr(options, name, None)) for name in ("int8", "shortlist")
    }
    if more:
        options.ensemble = [local_folder(one) for one in more]
        return pantoum.ensemble(
            [options.model, *options.ensemble], combine or "probability", options.device, **forms
        )
    return pantoum.load(options.model, options.device, **forms)


def _exported(options: argparse.Namespace, parser: argparse.ArgumentParser | None = None) -> Any:
    """The model in the exported file that the options name; end with wrong usage for flags of
    directories.
    """
    for name in MODELS:
        if parser and getattr(options, name, None):
            parser.error(
                f"--{name} is of model directories, and {options.model} is as it was exported"
            )
    return load_exported(options.model, options.device, threads=options.threads)


def load_for_worker(options: argparse.Namespace) -> Any:
    """The same in one of several worker processes, which share the threads."""
    if is_exported(options.model):
        threads = options.threads or available_processors()
        options.threads = max(1, threads // options.workers)
        return load(options)
    import torch

    model = load(options)
    torch.set_num_threads(max(1, torch.get_num_threads() // options.workers))
    return model


def module_of(task: TaskName, command: str) -> ModuleType:
    """The module that runs a command with models of a task.

    Raises: PantoumError for a command that is not available for such a model.
    """
    name = f"pantoum.cli.{task}.{command}"
    if find_spec(name) is None:
        raise PantoumError(
            f"the model is {_what(task)}: `pantoum {command}` is not available for it;",
            setting="command",
            value=command,
            remedy="`pantoum --help` lists the other commands",
        )
    return import_module(name)


def fill(
    parser: argparse.ArgumentParser, options: argparse.Namespace, task: TaskName, module: ModuleType
) -> None:
    """Set the flags that are None to their defaults; end with wrong usage for a flag or a format
    that is not used here.
    """
    for name, value in vars(options).items():
        if name in ALWAYS:
            continue
        if value is not None and name not in module.FLAGS:
            used = ", ".join(f"--{flag}" for flag in module.FLAGS)
            advice = f"the flags that are: {used}" if used else "leave it out"
            parser.error(f"--{name} is not used by {_what(task)}; {advice}")
        if value is None:
            setattr(options, name, module.FLAGS.get(name))
    formats = getattr(module, "FORMATS", ())
    chosen = getattr(options, "format", None)
    if chosen and chosen not in formats:
        parser.error(
            f"--format {chosen} is not used by {_what(task)}; the formats that are: "
            f"{', '.join(formats)}"
        )


def _what(task: TaskName) -> str:
    from pantoum.tasks import REGISTRY

    return REGISTRY[task].description
