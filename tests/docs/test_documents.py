"""Every command and every Python block of README and docs runs, and prints what they say.

The blocks are taken from the documents. A document has a folder of its own, in which its blocks run
in order. Models are made smaller and trained for less time than the documents say: of what is
printed, everything but numbers is compared, and nothing where only a larger model gives it.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.blocks import DOCUMENTS, ROOT, Block, blocks_of, commands_of
from tests.docs.printed import differs, stable
from tests.docs.scenes import SCENES, spanish
from tests.docs.shell import Shell, run_python
from tests.tiers import tiered

NOT_RUN = {
    "docs/scale.md, Several data sets and settings, 1": "trains for minutes; tests/cli trains less",
    "docs/scale.md, Search for settings, 1": "trains for minutes; tests/cli trains less",
    "docs/cluster.md, Jobs that are stopped and go on, 1": "needs SLURM; tests/examples plays it",
    "docs/cluster.md, One training by several processes, 1": "tests/cli trains less so",
    "docs/cluster.md, One training by several processes, 2": "needs SLURM; tests/examples plays it",
    "README.md, Install, 1": "builds an environment, and trains for minutes",
    "README.md, Install, 2": "installs packages; `make package` does the same",
    "docs/bulk.md, Bulk prediction, 2": "starts Ray; tests/cli/test_bulk.py does once for all",
    "docs/examples.md, Examples, 1": "takes minutes; tests/examples runs it smaller",
    "docs/lab.md, The lab, 2": "trains for minutes; tests/lab and tests/cli train less",
    "docs/right_context.md, Repeat it, 1": "trains for minutes; tests/lab trains less",
    "docs/serve.md, A server, 1": "serves until it is ended; the next blocks ask it",
    "docs/serve.md, In a container, 1": "builds an image",
    "docs/tour.md, Set up, 1": "builds an environment, and trains for minutes",
    "docs/tour.md, Set up, 2": "installs packages; `make package` does the same",
    "docs/trackers.md, Trackers, 2": "its server is none; tests/tracking has a store of MLflow",
}
# What only a larger model prints, or other data.
NOT_COMPARED = {
    "docs/tour.md, Predict, 6": "a verb, and its tiny model has seen little",
    "docs/tour.md, Predict, 8": "the second and third best output",
    "docs/tour.md, Evaluate, 4": "the wrong outputs",
    "docs/tour.md, Write, 2": "texts that are drawn",
}
# Where a server listens, as the documents have it.
ADDRESS = "127.0.0.1:8000"
RUNNABLE = ("sh", "console", "python")
ALL = {block.name: block for document in DOCUMENTS for block in blocks_of(document)}
# The model of Spanish spelling learns its file; all others only have to be models.
GOOD = {
    "model.embedding": "32",
    "model.hidden": "96",
    "model.dropout": "0.1",
    "training.epochs": "3",
    "training.learning_rate": "0.01",
}
GOOD_TAGGER = {
    "model.embedding": "16",
    "model.hidden": "24",
    "model.dropout": "0",
    "training.epochs": "5",
    "training.learning_rate": "0.02",
}
TINY = {
    "model.embedding": "8",
    "model.hidden": "12",
    "training.epochs": "1",
    "training.batch_tokens": "4000",
}
SETTINGS = {"spanish": GOOD, "ewt": GOOD_TAGGER}


def quick(arguments: list[str]) -> list[str]:
    """The arguments of `pantoum`, those of `train` with settings that take seconds; a model that is
    started from another one has that one's sizes.
    """
    if arguments[:1] != ["train"]:
        return arguments
    output = arguments[arguments.index("--output") + 1] if "--output" in arguments else ""
    settings = SETTINGS.get(output, TINY) | {"training.threads": "1"}
    if "--from" in arguments:
        settings = {name: value for name, value in settings.items() if name[:6] != "model."}
    return [
        *arguments,
        *(word for name, value in settings.items() for word in (f"--{name}", value)),
    ]


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where a server of the model `spanish` listens, which the scene of the document has made; curl
    fails there where an answer is an error.
    """
    if shutil.which("curl") is None:
        pytest.skip("no curl is here, with which docs/serve.md asks a server")
    (tmp_path / ".curlrc").write_text("fail\nsilent\nshow-error\n")
    monkeypatch.setenv("CURL_HOME", str(tmp_path))
    command = [sys.executable, "-m", "pantoum", "serve", str(tmp_path / "spanish"), "--port", "0"]
    said = tmp_path / "said"
    with said.open("w") as file, subprocess.Popen(command, stderr=file) as process:
        try:
            while not (found := re.search(r"on http://(\S+) \(page\)", said.read_text())):
                assert process.poll() is None, said.read_text()
                time.sleep(0.05)
            yield found[1]
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def shell() -> Iterator[Shell]:
    made = Shell(quick)
    yield made
    made.close()


def test_the_tables_name_blocks_that_are_there() -> None:
    assert [name for name in (*NOT_RUN, *NOT_COMPARED, *SMALLER, *PRELUDE) if name not in ALL] == []
    places = {*ALL, *DOCUMENTS}
    assert [name for name in SCENES if name not in places] == []
    assert [name for name in NOT_COMPARED if ALL[name].language != "text"] == []


def test_every_block_says_its_language() -> None:
    languages = {*RUNNABLE, "html", "js", "json", "text", "yaml"}
    assert [name for name, block in ALL.items() if block.language not in languages] == []


WITH_BLOCKS = [name for name in DOCUMENTS if {b.language for b in blocks_of(name)} & {*RUNNABLE}]
# Their commands ask a hub, which is played by a local one.
ASKS_HUB = ("docs/hub.md",)
# Their commands ask a server, which listens at another port here.
ASKS_SERVER = ("docs/serve.md",)
# They train for half a minute what tests/cli and tests/predictor train in seconds.
LONG = ("docs/outputs.md", "docs/scale.md", "docs/tour.md")


@pytest.mark.parametrize(
    "document", tiered(WITH_BLOCKS, [name for name in WITH_BLOCKS if name not in LONG])
)
def test_a_document_is_true(
    document: str, shell: Shell, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if document in ASKS_HUB:
        request.getfixturevalue("hub")
    blocks = blocks_of(document)
    (tmp_path / "configs").symlink_to(ROOT / "configs")
    imports = ""  # of the Python blocks so far: later ones do not repeat them
    if document in SCENES:
        SCENES[document](tmp_path, shell)
    if document in ASKS_SERVER:
        address = request.getfixturevalue("served")
        blocks = [block._replace(text=block.text.replace(ADDRESS, address)) for block in blocks]
    for place, block in enumerate(blocks):
        if block.name in NOT_RUN or block.language not in RUNNABLE:
            continue
        if block.name in SCENES:
            SCENES[block.name](tmp_path, shell)
        if block.language == "python":
            program = imports + PRELUDE.get(block.name, "") + checked(block)
            ran = run_python(program, tmp_path)
            imports += imports_of(block)
            assert ran.status == 0, f"{block.name}:\n{ran.printed}"
        else:
            run_commands(block, next(iter(blocks[place + 1 :]), None), shell, tmp_path)


def run_commands(block: Block, following: Block | None, shell: Shell, folder: Path) -> None:
    """Run a block of commands, and compare what they print."""
    for command in commands_of(block, following):
        ran = shell.run(command.script, folder)
        assert ran.status == 0, f"{block.name}:\n{command.script}\n{ran.printed}"
        if command.printed is None or (following and following.name in NOT_COMPARED):
            continue
        line = differs(command.printed, ran.printed)
        assert line is None, f"{block.name} shows {line}\nbut this was printed:\n{ran.printed}"


# How each of the errors in the tour comes about, in the order in which it shows them.
MISTAKES = (
    r"printf 'ab\ta b\nab\n' > bad.tsv; pantoum train bad.tsv --output bad",
    r"printf 'a\ta b\n\xff\ta\n' > latin.tsv; pantoum train latin.tsv --output latin",
    "printf 'ja\nja\n' > train.de; printf 'yes\n' > train.en; "
    "pantoum train train.de train.en --output aligned",
    "head -n 40 spanish.tsv > few.tsv; pantoum train few.tsv --dev few.tsv --output spanish; "
    "pantoum train spanish.tsv --output spanish",
    "pantoum train spanish.tsv --output dot --model.attention dot --model.decoder_hidden 256",
)


def test_the_errors_of_the_tour_are_what_a_user_sees(shell: Shell, tmp_path: Path) -> None:
    spanish(tmp_path, shell)
    shown = ALL["docs/tour.md, Errors, 1"].text.splitlines()
    for line, mistake in zip(shown, MISTAKES, strict=True):
        ran = shell.run(mistake, tmp_path)
        assert ran.status == 1
        # Their numbers count, but for the sizes of a model, which is small here.
        size = "--model.attention" in mistake
        last = ran.printed.splitlines()[-1]
        assert (stable(last) if size else last) == (stable(line) if size else line)


# What a block needs that its document does not say.
PAIRS = "pairs = [(word, word[::-1]) for word in ['ab', 'ba', 'abb', 'bba', 'aab', 'abba']]\n"
PRELUDE = {
    "docs/python.md, Train, 2": PAIRS,
    "docs/python.md, What a model knows of itself, 1": "model = pantoum.load('reverser')\n",
    "docs/python.md, What a model knows of itself, 2": "model = pantoum.load('reverser')\n",
    "docs/python.md, Evaluate, 1": "model = pantoum.load('reverser')\n",
    "docs/outputs.md, Known words, 2": "import pantoum\nmodel = pantoum.load('spanish')\n",
    "docs/outputs.md, Scoring known outputs, 1": (
        "import pantoum\nmodel = pantoum.load('spanish')\n"
    ),
}


# How a block that trains a model is made quick: in place of the first text there stands the second.
SMALLER = {
    "docs/tour.md, Listen to a training, 1": (
        "Config(training=TrainingConfig(epochs=2))",
        "Config(training=TrainingConfig(epochs=2, batch_tokens=4000), "
        "model=ModelConfig(embedding=8, hidden=12))",
    )
}


def imports_of(block: Block) -> str:
    """The import statements of a Python block."""
    statements = ast.parse(block.text).body
    kept = [one for one in statements if isinstance(one, ast.Import | ast.ImportFrom)]
    return "".join(f"{ast.unparse(one)}\n" for one in kept)


def checked(block: Block) -> str:
    """A Python block in which each expression with a value behind it, `x  # 'a'`, must have it."""
    text = block.text
    if block.name in SMALLER:
        large, small = SMALLER[block.name]
        assert large in text, block.name
        text = "from pantoum.config import ModelConfig\n" + text.replace(large, small)
    lines = text.splitlines()
    for statement in ast.parse(text).body:
        line = lines[statement.lineno - 1]
        code, _, comment = line.partition("  # ")
        try:
            value = ast.literal_eval(comment.strip()) if comment else None
        except (SyntaxError, ValueError):
            continue
        if isinstance(statement, ast.Expr) and isinstance(value, str | list | dict):
            lines[statement.lineno - 1] = f"assert ({code.strip()}) == {value!r}, ({code.strip()})"
    return "\n".join(lines) + "\n"
