"""What every test runs under: checked shapes, one thread, fixed random numbers."""

import os
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Protocol

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
settings.register_profile("exhaustive", deadline=None, max_examples=50)
settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True)


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
        _share_registry(torch)


def _share_registry(torch: Any) -> None:
    """All exports to ONNX share the exporter's table of translations, which PyTorch otherwise
    builds anew for each: a fifth of the time of a small model.
    """
    export = torch.onnx.export
    if export.__module__ == __name__:
        return

    def share(*arguments: Any, **how: Any) -> Any:
        # Loaded here, for few tests export something.
        from torch.onnx._internal.exporter._registration import ONNXRegistry

        if not isinstance(ONNXRegistry.__dict__["from_torchlib"], staticmethod):
            ONNXRegistry.from_torchlib = staticmethod(cache(ONNXRegistry.from_torchlib))
        return export(*arguments, **how)

    torch.onnx.export = share


@pytest.fixture
def unchecked_shapes() -> Iterator[None]:
    """No checked shapes, for tests of many runs whose like other tests have checked."""
    with shapes.unchecked():
        yield


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    """A hub of this test's own (`tests.hub_server.LocalHub`), its owner logged in, with an empty
    cache."""
    from huggingface_hub import constants
    from huggingface_hub.utils import close_session
    from tests.hub_server import TOKEN, serving

    with serving() as local:
        template = f"{local.url}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
        for name, value in {
            "ENDPOINT": local.url,
            "HUGGINGFACE_CO_URL_TEMPLATE": template,
            "HF_HUB_CACHE": str(tmp_path / "cache"),
            "HF_TOKEN_PATH": str(tmp_path / "token"),
            "HF_HUB_OFFLINE": False,
            "HF_HUB_DISABLE_XET": True,  # its storage is not played
            "HF_HUB_DISABLE_TELEMETRY": True,
        }.items():
            monkeypatch.setattr(constants, name, value)
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        yield local
        close_session()


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
def lines_of_ab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 127 lines of a regular language."""
    from tests import writing

    return writing.write_text(tmp_path_factory.mktemp("data") / "ab.txt", writing.texts())


class TrainSmall(Protocol):
    """What makes the directory of a small model that is trained and evaluated on the same file,
    without dropout.
    """

    def __call__(
        self, data: Path, changes: Mapping[str, Any], base: Mapping[str, Any] | None = None
    ) -> Path: ...


@pytest.fixture(scope="session")
def train_small(tmp_path_factory: pytest.TempPathFactory) -> TrainSmall:
    """Trains the models that many tests share, which do not write to their directories.

    `changes` are settings by their full names, changed from those of `base`: by default those that
    all tiny models have.
    """
    from tests.reversing import TINY
    from tests.training.runs import train

    def train_on(
        data: Path, changes: Mapping[str, Any], base: Mapping[str, Any] | None = None
    ) -> Path:
        folder = tmp_path_factory.mktemp("models") / data.stem
        settings = {"model.dropout": 0.0, **changes}
        with shapes.unchecked():
            train(data, folder, settings, dev=data, base=TINY if base is None else base)
        return folder

    return train_on


@pytest.fixture(scope="session")
def reverser(reversals: Path, train_small: TrainSmall) -> Path:
    """A small model that has learned to reverse short strings."""
    sizes = {"model.hidden": 24, "model.embedding": 16}
    return train_small(reversals, {**sizes, "training.epochs": 8, "training.learning_rate": 0.02})


@pytest.fixture(scope="session")
def labeller(labels: Path, train_small: TrainSmall) -> Path:
    """A small classifier that has learned the labels of `tests.labelling`."""
    from tests.reversing import TINY_MODEL

    return train_small(labels, {"training.epochs": 6}, TINY_MODEL)


@pytest.fixture(scope="session")
def writer(lines_of_ab: Path, train_small: TrainSmall) -> Path:
    """A small language model that has learned a regular language."""
    from tests.writing import TINY_WRITER

    return train_small(lines_of_ab, {"training.epochs": 16}, TINY_WRITER)


@pytest.fixture(scope="session")
def exported_reverser(reverser: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ONNX file of `reverser`, with attention. Not to be written to."""
    from pantoum.exporting import export

    file = tmp_path_factory.mktemp("exported") / "reverser.onnx"
    export(reverser, file, attention=True)
    return file


@pytest.fixture(scope="session")
def two_ways(tmp_path_factory: pytest.TempPathFactory, train_small: TrainSmall) -> Path:
    """A small model that reverses its inputs or copies them, as their group says
    (`tests.grouping`).
    """
    from tests import grouping

    rows = grouping.grouped()
    data = grouping.write_grouped(tmp_path_factory.mktemp("data") / "two_ways.tsv", rows)
    return train_small(data, grouping.SETTINGS)


@pytest.fixture(scope="session")
def clause_tagger(tmp_path_factory: pytest.TempPathFactory, train_small: TrainSmall) -> Path:
    """A small tagger that knows both columns of tags of `tests.tagging.clauses`."""
    from tests import tagging

    data = tmp_path_factory.mktemp("data") / "clauses.conllu"
    tagging.write_conllu(data, tagging.clauses())
    changes = {"data.tag_columns": "upos,xpos", "training.epochs": 8}
    return train_small(data, changes, tagging.TINY)


@pytest.fixture(scope="session")
def name_tagger(tmp_path_factory: pytest.TempPathFactory, train_small: TrainSmall) -> Path:
    """A small tagger that finds the names in `tests.tagging.names`."""
    from tests import tagging

    data = tmp_path_factory.mktemp("data") / "names.conll"
    tagging.write_conll(data, tagging.names())
    return train_small(data, {"training.epochs": 4}, tagging.TINY)


@pytest.fixture(scope="session")
def plain_tagger(tmp_path_factory: pytest.TempPathFactory, train_small: TrainSmall) -> Path:
    """As `clause_tagger`, but with few blocks, so that its export takes seconds."""
    from tests import tagging

    data = tmp_path_factory.mktemp("data") / "clauses.conllu"
    tagging.write_conllu(data, tagging.clauses())
    changes = {"data.tag_columns": "upos,xpos", "training.epochs": 8}
    few = {"tagger.characters": "cnn", "model.bidirectional": False}
    return train_small(data, {**changes, **few}, tagging.TINY)


@pytest.fixture(scope="session")
def exported_tagger(plain_tagger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ONNX file of `plain_tagger`. Not to be written to."""
    from pantoum.exporting import export

    file = tmp_path_factory.mktemp("exported") / "tagger.onnx"
    export(plain_tagger, file)
    return file


@pytest.fixture(scope="session")
def exported_labeller(labeller: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ONNX file of `labeller`. Not to be written to."""
    from pantoum.exporting import export

    file = tmp_path_factory.mktemp("exported") / "labeller.onnx"
    export(labeller, file)
    return file


@pytest.fixture(scope="session")
def exported_writer(writer: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ONNX file of `writer`. Not to be written to."""
    from pantoum.exporting import export

    file = tmp_path_factory.mktemp("exported") / "writer.onnx"
    export(writer, file)
    return file
