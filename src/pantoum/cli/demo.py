"""``pantoum demo``: the main job on made data, in a few minutes."""

from __future__ import annotations

import argparse
from pathlib import Path
from shlex import quote

from pantoum.cli.arguments import command_parser, named
from pantoum.cli.messages import say
from pantoum.config import Config, ModelConfig, SearchConfig, TrainingConfig
from pantoum.errors import PantoumError
from pantoum.files import not_writable, write_files

TRAIN_DATES = 8_000
DEV_DATES = 300
TEST_DATES = 1_000
MOST_PRINTED = 12
MARK = "made-by-pantoum-demo.txt"
SEED = 1
SETTINGS = Config(
    seed=SEED,
    model=ModelConfig(embedding=96, hidden=160, dropout=0.2),
    training=TrainingConfig(epochs=4, learning_rate=0.003),
    search=SearchConfig(beam=1),
)

INTRODUCTION = (
    "Dates as people write them in twenty languages -> ISO 8601 (2008-02-08), learned by a "
    "bi-directional LSTM encoder "
    "and an LSTM decoder with Bahdanau's attention."
)

NEXT = """
Go on with (pantoum is .venv/bin/pantoum after make demo):
  echo "8 de febrero de 2008" | pantoum predict {model}
  pantoum evaluate {model} {data}/test.tsv
  pantoum plot {model} "8 de febrero de 2008" --output date.png
  pantoum curves {model} --output curves.png
  pantoum serve {model}     # then open http://127.0.0.1:8000: type, and watch it work
  pantoum train your.tsv --output your-model      # your.tsv: lines of input TAB output
"""


def run(arguments: list[str]) -> int:
    """Run the command."""
    folder: Path = _parser().parse_args(arguments).output
    _check(folder)
    from pantoum.cli.demo_dates import write_dates
    from pantoum.cli.train import train_files

    print(INTRODUCTION, flush=True)
    if (folder / "model").exists():
        say(f"{folder} is from an earlier demo, which this one replaces")
    _mark(folder)
    files = write_dates(folder / "data", TRAIN_DATES, DEV_DATES, TEST_DATES, SEED)
    train_files(
        [files.train],
        [files.dev],
        folder / "model",
        SETTINGS,
        overwrite=(folder / "model").exists(),
        stopped="`pantoum demo` starts again",
    )
    _show(folder / "model", files.test, folder / "attention.png")
    print(NEXT.format(model=quote(str(folder / "model")), data=quote(str(folder / "data"))), end="")
    return 0


def _check(folder: Path) -> None:
    """Refuse a folder that another thing than an earlier demo has filled."""
    if folder.exists() and not folder.is_dir():
        raise PantoumError("is a file;", where=str(folder), remedy="give a directory to --output")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise PantoumError(
            "is not empty and not from an earlier demo;",
            where=str(folder),
            remedy="give another directory to --output",
        )


def _mark(folder: Path) -> None:
    """Say in the folder itself that the next demo may write over it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_writable(folder, error) from error
    write_files(
        folder,
        {
            MARK: b"`pantoum demo` made what is in this folder, and writes over it when it runs "
            b"again.\n"
        },
    )


def _show(folder: Path, test: Path, picture: Path) -> None:
    """Print the held-out accuracy and some predictions, and draw the attention for one of them."""
    import pantoum
    from pantoum.data import Columns, read_examples
    from pantoum.metrics import NOTHING
    from pantoum.plots import plot_attention

    model = pantoum.load(folder)
    assert isinstance(model, pantoum.Predictor)
    examples = read_examples([test], Columns())
    predictions = model([example.source for example in examples])
    right = [
        prediction.text == example.target
        for prediction, example in zip(predictions, examples, strict=True)
    ]
    print(
        f"\n{sum(right):,} of {len(right):,} held-out dates are exactly right: "
        f"{100 * sum(right) / len(right):.1f} %\n"
    )
    for example, prediction in list(zip(examples, predictions, strict=True))[:MOST_PRINTED]:
        note = "" if prediction.text == example.target else f"   (wrong: {example.target})"
        print(f"  {prediction.text or NOTHING}  {example.source}{note}")
    plot_attention(model("sábado, 8 de febrero de 2008"), picture)
    print(f"\nThe model is in {folder}, a picture of its attention in {picture}.")


def _parser() -> argparse.ArgumentParser:
    parser = command_parser(
        "demo", "Make dates in twenty languages, train a model on them, show what it does."
    )
    parser.add_argument(
        "--output",
        "-o",
        metavar="DIR",
        type=named(Path),
        default=Path("pantoum-demo"),
        help="where to write; by default pantoum-demo; what an earlier demo wrote is replaced",
    )
    return parser
