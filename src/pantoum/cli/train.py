"""``pantoum train``: from files to a model directory."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentError
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from shlex import quote
from typing import Any

from pantoum.cli.messages import message_line, say
from pantoum.cli.train_arguments import USAGE, parse_arguments
from pantoum.config import Config, check_given, config_from_dict
from pantoum.errors import PantoumError
from pantoum.training.launched import Place, place_of

NEXT = (
    "go on with `pantoum evaluate {model} TEST`, `pantoum predict {model} INPUT` or "
    "`pantoum curves {model}` "
    "(`pantoum --help` has more)"
)


def run(arguments: list[str]) -> int:
    """Run the command."""
    place = place_of(os.environ)
    try:
        options, given = parse_arguments(arguments)
        check_seeds(options, given, place)
    except (ArgumentError, PantoumError) as error:
        status = 2 if isinstance(error, ArgumentError) else 1
        if place is not None and place.number > 0:  # the first process says the same
            return status
        if status == 1:
            raise
        print(f"usage: {USAGE}\npantoum train: error: {message_line(str(error))}", file=sys.stderr)
        return status
    if options["seeds"] is not None:
        from pantoum.cli.train_seeds import run_seeds

        return run_seeds(arguments, options)
    output = Path(options["output"])
    train_files(
        [Path(path) for path in options["train"]],
        [Path(path) for path in options["dev"]],
        output,
        config_from_dict({field.name: options[field.name] for field in fields(Config)}),
        given=given,
        start=options["from"],
        resume=options["resume"],
        overwrite=options["overwrite"],
    )
    say(NEXT.format(model=quote(str(output))))
    return 0


def check_seeds(
    options: Mapping[str, Any], given: Collection[str], place: Place | None = None
) -> None:
    """Refuse what does not go with --seeds, and what goes only with it.

    Args:
        place: of this process among several that were started to train one model.

    Raises: PantoumError, which says what.
    """
    if options["seeds"] is None:
        for name, default in (("jobs", 1), ("choose", "none")):
            if options[name] != default:
                raise PantoumError(
                    f"--{name} is for several runs",
                    setting=name,
                    value=options[name],
                    remedy="give --seeds, such as --seeds 1-5",
                )
    elif place is not None:
        raise PantoumError(
            f"--seeds starts a process for each run, and this one was started as one of "
            f"{place.count} that train one model",
            setting="seeds",
            value=options["seeds"],
            remedy="give --seeds without torchrun or srun, or give one --seed",
        )
    elif "seed" in given:
        raise PantoumError(
            "--seed and --seeds say different things",
            setting="seed",
            value=options["seed"],
            remedy="give one of them",
        )
    else:
        check_beginning(options["resume"], options["overwrite"])


def check_beginning(resume: bool, overwrite: bool) -> None:
    """Refuse to go on with what is to be replaced.

    Raises: PantoumError, which says so.
    """
    if resume and overwrite:
        raise PantoumError(
            "--resume goes on with a run and --overwrite replaces it",
            setting="overwrite",
            value=overwrite,
            remedy="give one of them",
        )


def train_files(
    train: Sequence[Path],
    dev: Sequence[Path],
    output: Path,
    config: Config,
    *,
    given: Collection[str] = (),
    start: Path | str | None = None,
    resume: bool = False,
    overwrite: bool = False,
    stopped: str = "--resume goes on from here",
) -> None:
    """Train on files and write a model directory, with messages on the terminal.

    Args:
        given: the full names of the settings that the user has given.
        start: the directory of the model to start from, or its address on the hub.
        stopped: what to say of going on if a signal stops the run.
    Raises:
        PantoumError: data, settings or an output directory cannot be used.
        SystemExit: Ctrl-C or SIGTERM stopped the run; who stops it does not want what comes after
        it, either.
    """
    check_beginning(resume, overwrite)
    from pantoum.api.run import run_training
    from pantoum.api.terminal import best_of, terminal_listeners
    from pantoum.model_dir import read_start
    from pantoum.tasks import Prepared, prepare
    from pantoum.training.launched import connected
    from pantoum.training.reservation import check_output

    with connected() as ranks:

        def read() -> Prepared[Any]:
            if ranks.first:
                check_output(output, resume, overwrite)
            trained = None if start is None else read_start(start)
            if trained is not None:
                check_given(config, given, trained.config)
            return prepare(train, dev, config, trained)

        prepared = ranks.agree(read)
        listeners = terminal_listeners(prepared, output) if ranks.first else []
        how: dict[str, Any] = {"resume": resume, "overwrite": overwrite, "ranks": ranks}
        outcome, status = run_training(prepared, output, listeners, **how)
    if status:
        if ranks.first:
            say(f"{outcome.reason}; the model is in {output}; {stopped}")
        raise SystemExit(status)
    if not ranks.first:  # it has written nothing, and has nothing to say
        raise SystemExit(0)
    say(f"{outcome.reason}; the model is in {output} ({best_of(output)})")
