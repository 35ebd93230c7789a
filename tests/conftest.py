"""What every test runs under: checked shapes, one thread, fixed random numbers."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Read when torch is first imported: two threads on small matrices are slower than one on a busy
# machine.
os.environ["OMP_NUM_THREADS"] = "1"

import pytest
from hypothesis import settings
from tests import shapes

# Before anything imports pantoum: every annotated shape and type in it is then checked at each
# call.
shapes.install("pantoum")

settings.register_profile("quick", deadline=None, max_examples=25)
settings.register_profile("exhaustive", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--exhaustive",
        action="store_true",
        help="also run the tests that are marked `exhaustive`, as `make check` does",
    )
    parser.addoption(
        "--device",
        default="cpu",
        help="where the contract suites and the tests of the kernels make their tensors, as PyTorch"
        " names it: cuda, cuda:1 (default: cpu)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """How many examples hypothesis draws, where a test does not say it."""
    asked = "exhaustive" if config.getoption("exhaustive") else "quick"
    settings.load_profile("ci" if os.environ.get("CI") else asked)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the exhaustive tests unless they are asked for."""
    if config.getoption("exhaustive"):
        return
    left_out = [item for item in items if item.get_closest_marker("exhaustive")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if not item.get_closest_marker("exhaustive")]


@pytest.fixture(scope="module")
def device(request: pytest.FixtureRequest) -> Iterator[Any]:
    """The device of --device, on which the tests of a module make their tensors and modules."""
    import torch

    chosen = torch.device(str(request.config.getoption("--device")))
    if chosen.type == "cpu":
        yield chosen
        return
    exact = torch.backends.cudnn.allow_tf32
    torch.backends.cudnn.allow_tf32 = False  # or single precision would be that of 10 bits
    torch.set_default_device(chosen)
    yield chosen
    torch.set_default_device(None)
    torch.backends.cudnn.allow_tf32 = exact


@pytest.fixture(autouse=True)
def _same_start():
    """Each test begins with one thread and the same random numbers, whatever the tests before it
    did.
    """
    torch = sys.modules.get("torch")  # tests of the torch-free layers need not import it
    if torch is not None:
        torch.set_num_threads(1)
        torch.manual_seed(0)


@pytest.fixture
def unchecked_shapes() -> Iterator[None]:
    """No checked shapes, for tests of many runs whose like other tests have checked."""
    with shapes.unchecked():
        yield


@pytest.fixture(scope="session")
def reversals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 120 short strings and their reversals."""
    from tests import reversing

    return reversing.write_tsv(
        tmp_path_factory.mktemp("data") / "reversals.tsv", reversing.reversals()
    )


@pytest.fixture(scope="session")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 120 short strings and their labels."""
    from tests import labelling, reversing

    return reversing.write_tsv(tmp_path_factory.mktemp("data") / "labels.tsv", labelling.labelled())


@pytest.fixture(scope="session")
def labeller(labels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a small classifier that has learned them. Not to be written to."""
    from tests.reversing import TINY_MODEL
    from tests.training.runs import train

    folder = tmp_path_factory.mktemp("models") / "labeller"
    with shapes.unchecked():
        train(
            labels,
            folder,
            {"model.dropout": 0.0, "training.epochs": 6},
            dev=labels,
            base=TINY_MODEL,
        )
    return folder


@pytest.fixture(scope="session")
def lines_of_ab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 127 lines of a regular language."""
    from tests import writing

    return writing.write_text(tmp_path_factory.mktemp("data") / "ab.txt", writing.texts())


@pytest.fixture(scope="session")
def writer(lines_of_ab: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a small language model that has learned it. Not to be written to."""
    from tests.training.runs import train
    from tests.writing import TINY_WRITER

    folder = tmp_path_factory.mktemp("models") / "writer"
    with shapes.unchecked():
        train(
            lines_of_ab,
            folder,
            {"training.epochs": 16, "model.dropout": 0.0},
            dev=lines_of_ab,
            base=TINY_WRITER,
        )
    return folder


@pytest.fixture(scope="session")
def reverser(reversals: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a small model that has learned to reverse them. Not to be written to."""
    from tests.training.runs import train

    folder = tmp_path_factory.mktemp("models") / "reverser"
    settings = {
        "model.hidden": 24,
        "model.embedding": 16,
        "training.epochs": 8,
        "training.learning_rate": 0.02,
    }
    with shapes.unchecked():
        train(reversals, folder, settings | {"model.dropout": 0.0}, dev=reversals)
    return folder


@pytest.fixture(scope="session")
def exported_reverser(reverser: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ONNX file of `reverser`, with attention. Not to be written to."""
    from pantoum.export import export

    file = tmp_path_factory.mktemp("exported") / "reverser.onnx"
    export(reverser, file, attention=True)
    return file


@pytest.fixture(scope="session")
def two_ways(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a small model that reverses its inputs or copies them, as their group says
    (`tests.grouping`), trained on `two_ways.tsv` beside it. Not to be written to.
    """
    from tests import grouping
    from tests.training.runs import train

    folder = tmp_path_factory.mktemp("models")
    data = grouping.write_grouped(folder / "two_ways.tsv", grouping.grouped())
    with shapes.unchecked():
        train(data, folder / "two_ways", grouping.SETTINGS, dev=data)
    return folder / "two_ways"


@pytest.fixture(scope="session")
def clause_tagger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a small tagger that knows both columns of tags of `tests.tagging.clauses`.
    As `reverser`.
    """
    from tests import tagging

    folder = tmp_path_factory.mktemp("models")
    data = tagging.write_conllu(folder / "clauses.conllu", tagging.clauses())
    settings = {"data.tag_columns": "upos,xpos", "training.epochs": 8, "model.dropout": 0.0}
    with shapes.unchecked():
        tagging.train_tagger(data, folder / "clauses", settings, dev=data)
    return folder / "clauses"


@pytest.fixture(scope="session")
def name_tagger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a small tagger that finds the names in `tests.tagging.names`. As
    `reverser`."""
    from tests import tagging

    folder = tmp_path_factory.mktemp("models")
    data = tagging.write_conll(folder / "names.conll", tagging.names())
    with shapes.unchecked():
        tagging.train_tagger(
            data, folder / "names", {"training.epochs": 4, "model.dropout": 0.0}, dev=data
        )
    return folder / "names"
