"""The command line: ``pantoum COMMAND``. Each command is a module of this package, imported when it
is needed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr
from importlib import import_module

from pantoum.cli.interrupt import ends_cleanly, interrupt_status
from pantoum.cli.messages import say
from pantoum.cli.standard_streams import lasting_stderr, open_closed_streams, silence
from pantoum.errors import PantoumError
from pantoum.processors import IDLE_THREADS, KEPT_PROGRAMS
from pantoum.version import __version__

COMMANDS = {
    "train": "train a model from a file of pairs, of words and tags, or of plain text",
    "tune": "train with settings that a study chooses, and keep the best model",
    "index": "encode a corpus larger than memory once, to train from it",
    "predict": "read lines, write the model's output for each",
    "evaluate": "score a model on test files",
    "benchmark": "train on several data sets with several settings and seeds: a table",
    "check": "look for what is wrong with data before training",
    "info": "show what a model directory holds, and where it comes from",
    "compare": "compare two models, or their outputs, on test files",
    "generate": "write texts with a language model",
    "export": "write a model as one ONNX file with its search inside",
    "serve": "answer over HTTP with models, and show on a page what they do",
    "explain": "show what a model does over a file: parts, gradients, gates, attention, errors",
    "plot": "draw attention, the probabilities of tags, or confusions",
    "curves": "draw the loss and the scores of a training run",
    "lab": "repeat an experiment with recurrent networks: a table, a claim, a picture",
    "demo": "train a model on made dates and show its predictions",
    "push": "send a model to the Hugging Face hub",
    "pull": "write a model of the hub into a directory",
    "completion": "print a script with which a shell completes commands and flags",
}

# What other tools call what ours do.
OTHER_NAMES = {
    **dict.fromkeys(("fit", "learn", "training"), "train"),
    **dict.fromkeys(("finetune", "fine-tune"), "train --from DIR"),
    **dict.fromkeys(("resume", "continue"), "train --resume"),
    **dict.fromkeys(("sweep", "optimise", "optimize", "optuna"), "tune"),
    **dict.fromkeys(("translate", "tag", "decode", "infer", "apply", "inference"), "predict"),
    **dict.fromkeys(("classify", "transcribe", "transduce"), "predict"),
    **dict.fromkeys(("binarize", "binarise", "preprocess", "prepare", "encode"), "index"),
    **dict.fromkeys(("eval", "test", "score", "validation"), "evaluate"),
    **dict.fromkeys(("validate", "lint", "inspect"), "check"),
    **dict.fromkeys(("show", "describe", "summary"), "info"),
    **dict.fromkeys(("sample", "write"), "generate"),
    **dict.fromkeys(("diff", "significance"), "compare"),
    **dict.fromkeys(("onnx", "convert", "deploy", "quantize"), "export"),
    **dict.fromkeys(
        ("server", "api", "http", "rest", "run", "start", "web", "ui", "page"), "serve"
    ),
    **dict.fromkeys(("explanation", "interpret", "analyse", "analyze", "ablate"), "explain"),
    **dict.fromkeys(("draw", "attention", "visualize", "visualise"), "plot"),
    **dict.fromkeys(("curve", "history", "loss"), "curves"),
    **dict.fromkeys(("experiment", "experiments", "reproduce"), "lab"),
    **dict.fromkeys(("upload", "publish", "share"), "push"),
    **dict.fromkeys(("download", "fetch", "clone"), "pull"),
    **dict.fromkeys(("completions", "autocomplete"), "completion"),
}

HELP = """usage: pantoum COMMAND ...

Recurrent sequence models: train from plain files, predict, evaluate, explain.

commands:
{commands}

options:
  -h, --help     show this help
  --version      show the versions of pantoum, Python and PyTorch

`pantoum help COMMAND` has more. Start with `pantoum demo`.
"""


# What PyTorch says of memory, on a CPU and on a GPU, in a RuntimeError.
NO_MEMORY = ("can't allocate memory", "not enough memory", "out of memory")
LESS_MEMORY = {
    "train": "lower training.batch_tokens, data.max_length or the sizes of the model, or set "
    "model.recompute (to 20, say)"
}
# What PyTorch and its libraries read when they are imported, unless it is set already.
ENVIRONMENT = {**IDLE_THREADS, **KEPT_PROGRAMS}


def main(arguments: list[str] | None = None) -> int:
    """Run a command.

    The exit status is 0, 1 (it failed, one line on stderr says why), 2 (wrong usage), or above 128
    (a signal ended it).
    """
    set_environment()
    command_line = sys.argv[1:] if arguments is None else arguments
    open_closed_streams()
    # Not the locale's encoding: our outputs are in any script.
    sys.stdout.reconfigure(encoding="utf-8")  # pyright: ignore[reportAttributeAccessIssue]
    with redirect_stderr(lasting_stderr()):
        return guarded(lambda: _run(command_line), (command_line or [""])[0])


def set_environment() -> None:
    """Prepare this process for PyTorch, before it is imported."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)


def guarded(work: Callable[[], int], command: str) -> int:
    """Do the work of a command; what it raises becomes one line and an exit status."""
    try:
        try:
            with ends_cleanly():
                return work()
        finally:
            sys.stdout.flush()
    except PantoumError as error:
        return _fail(str(error))
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and not any(words in str(error) for words in NO_MEMORY):
            raise
        return _fail(
            f"not enough memory; {LESS_MEMORY.get(command, 'lower --beam, or give shorter inputs')}"
        )
    except BrokenPipeError:  # whoever read our output has had enough (`| head`)
        silence(sys.stdout.fileno())  # Python would try once more at its end, and complain
        return 0
    except OSError as error:
        if error.filename is None:
            silence(sys.stdout.fileno())
        return _fail(f"{error.filename or 'stdout'}: {error.strerror or error}")
    except KeyboardInterrupt as interrupt:
        print("pantoum: interrupted", file=sys.stderr)
        return interrupt_status(interrupt)


def _run(arguments: list[str]) -> int:
    if not arguments:
        print(_help(), end="", file=sys.stderr)
        return 2
    if arguments[0] == "help" and len(arguments) > 1:
        return _run([arguments[1], "--help"])
    if arguments[0] in ("-h", "--help", "help"):
        print(_help(), end="")
        return 0
    if arguments[0] == "--version":
        print(_version())
        return 0
    for argument in arguments:
        if wrong := not_unicode(argument):
            print(f"pantoum: error: {wrong}", file=sys.stderr)
            return 2
    if arguments[0] not in COMMANDS:
        print(
            f"pantoum: error: no command {arguments[0]!r}; {_advice(arguments[0])}",
            file=sys.stderr,
        )
        return 2
    return import_module(f"pantoum.cli.{arguments[0]}").run(arguments[1:])


def not_unicode(argument: str) -> str:
    """What is said of an argument with bytes that are no text, which Python keeps as lone
    surrogates; nothing of any other.
    """
    for character in argument:
        if "\ud800" <= character <= "\udfff":
            byte = (
                f"byte 0x{ord(character) - 0xDC00:02x}" if character >= "\udc80" else "a surrogate"
            )
            shown = argument[:40].encode("utf-8", "backslashreplace").decode()
            return (
                f"the argument {shown!r} is not UTF-8 ({byte}); give text as UTF-8, and rename a "
                "file whose name is not"
            )
    return ""


def _advice(command: str) -> str:
    """What to do about a command that is none: the one that is likely to be meant."""
    from difflib import get_close_matches

    name = command.lower().lstrip("-")
    if command.startswith("-") and name not in (*COMMANDS, *OTHER_NAMES):
        return _flag_advice(name)
    found = OTHER_NAMES.get(name) or next(iter(get_close_matches(name, COMMANDS, n=1)), None)
    return f"did you mean pantoum {found}?" if found else f"the commands are {', '.join(COMMANDS)}"


def _flag_advice(name: str) -> str:
    """What to do about a flag where a command should be."""
    from pantoum.cli.flag_hints import commands_with
    from pantoum.config.other_names import meant

    found = meant(name, ("help", "version"))
    if found is not None:
        return f"did you mean pantoum --{found}?"
    if there := commands_with(name):
        return f"{there}, and stands behind the command"
    return f"flags stand behind the command; the commands are {', '.join(COMMANDS)}"


def _version() -> str:
    """The versions that a report of a problem needs, without importing PyTorch."""
    from importlib.metadata import PackageNotFoundError, version

    python = ".".join(str(number) for number in sys.version_info[:3])
    try:
        torch = f"PyTorch {version('torch')}"
    except PackageNotFoundError:
        torch = "PyTorch is not installed"
    return f"pantoum {__version__} (Python {python}, {torch})"


def _help() -> str:
    return HELP.format(
        commands="\n".join(f"  {name:<14} {what}" for name, what in COMMANDS.items())
    )


def _fail(reason: str) -> int:
    say(f"error: {reason}")
    return 1
