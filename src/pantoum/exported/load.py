"""Models from directories, and from exported files, which need no PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pantoum.errors import PantoumError

SUFFIX = ".onnx"


def is_exported(path: object) -> bool:
    """Whether this is the name of an exported file, and not of a directory."""
    return isinstance(path, str | Path) and Path(path).suffix.lower() == SUFFIX


def load(*arguments: Any, **options: Any) -> Any:
    """Load a model: a directory that `pantoum train` wrote, or a file that `pantoum export` wrote.

    A file is run by ONNX Runtime on the CPU, without PyTorch; its model is called as that of a
    directory is, and gives the same predictions.

    Args:
        arguments, options: first the path of the directory or the file; then, of a directory, as
            for `pantoum.predictor.load`; of a file ``threads``, how many batches of a call are
            computed at once, ``lexicon``, words whose outputs are known (a `pantoum.Lexicon` or a
            file), and ``device``, which is the CPU.
    Raises: PantoumError for what cannot be loaded.
    """
    path = arguments[0] if arguments else options.get("path")
    if is_exported(path):
        return load_exported(*arguments, **options)
    from pantoum.predictor import load as load_directory

    if options.get("lexicon") is not None:
        raise PantoumError(
            "a directory is loaded without a lexicon, which is given to its calls",
            setting="lexicon",
            where=str(path),
            remedy="give it to a call, as in model(words, lexicon=pantoum.Lexicon.read(file))",
        )
    options.pop("lexicon", None)
    return load_directory(*arguments, **options)


def load_exported(
    path: str | Path,
    device: str = "auto",
    *,
    task: str | None = None,
    threads: int | None = None,
    lexicon: Any = None,
    **options: Any,
) -> Any:
    """Load a file that `pantoum export` wrote; see `load`.

    Raises: PantoumError for a file that cannot be loaded, for another kind of model than `task`,
        and for options of directories.
    """
    given = [name for name, value in options.items() if value]
    if given:
        raise PantoumError(
            f"{given[0]} is of a model directory, and an exported file is as it was exported",
            setting=given[0],
            where=str(path),
            remedy="leave it out, or give the directory",
        )
    if device not in ("auto", "cpu"):
        raise PantoumError(
            "an exported file runs on the CPU",
            setting="device",
            where=str(path),
            rule="cpu",
            value=device,
            remedy="leave the device out, or give the directory",
        )
    try:
        from pantoum.exported.kinds import model_of
    except ImportError as error:
        raise PantoumError(
            "exported files need pantoum-runtime and ONNX Runtime",
            where=str(path),
            remedy="in a clone of Pantoum, pip install -e '.[export]' -e ./runtime",
        ) from error
    model = model_of(path, threads, _lexicon_of(lexicon))
    if task is not None and model.task != task:
        raise PantoumError(
            f"the model is a {model.task}, but task is {task!r}",
            where=str(path),
            remedy="leave task out, or give another file",
        )
    return model


def _lexicon_of(lexicon: Any) -> Any:
    """A lexicon, or that of a file; None for none."""
    if not isinstance(lexicon, str | Path):
        return lexicon
    from pantoum.data import Lexicon

    return Lexicon.read(lexicon)
