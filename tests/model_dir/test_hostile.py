"""Whatever stands in a model directory, loading it gives a model that works or one sentence, also
where somebody has made every sum right again.
"""

import contextlib
import json
import os
import random
import resource
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import torch
from tests.model_dir.damage import VALUES, Place, changed, places, sign, without
from tests.stored.making import FOLDER, answers_of
from torch import Tensor

import pantoum
from pantoum.errors import PantoumError
from pantoum.model_dir.description import read_description
from pantoum.model_dir.weights import read_weights

# Of each format and kind of model so many damages are tried where not all tests are asked for.
SAMPLE = 6
MODELS = sorted(path.parent for path in FOLDER.glob("format*/*/answers.json"))
NEWEST = [model for model in MODELS if model.parent == MODELS[-1].parent]
# More than a small model and what is made of it ever take; unlike what a size or a count of 10**12
# would.
MOST_MEMORY = 2**30
# Where a disk takes longer to write ten small files than a model to be read.
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
READ = ("config.json", "source.json", "target.json", "labels.json", "text.json", "words.json")
READ += ("tags.json", "model.safetensors", "shortlist.safetensors")


class Damage(NamedTuple):
    """A value at a place of a JSON file, or none at all."""

    file: str
    place: Place
    removed: bool
    value: Any

    def apply(self, folder: Path) -> None:
        path = folder / self.file
        state = json.loads(path.read_text(encoding="utf-8"))
        new = without(state, self.place) if self.removed else changed(state, self.place, self.value)
        path.write_text(json.dumps(new), encoding="utf-8")


def damages(model: Path) -> Iterator[Damage]:
    for name in READ:
        if not name.endswith(".json") or not (model / name).exists():
            continue
        state = json.loads((model / name).read_text(encoding="utf-8"))
        for place in places(state):
            yield from (Damage(name, place, False, value) for value in VALUES)
            if place:
                yield Damage(name, place, True, None)


def new_damages(model: Path) -> list[Damage]:
    """Every fifth of those at places that no model before it, of the newest format and of its
    task, has; of those that one of another task has, every eighth. There are 21 of each place, so
    that its neighbours get the others; and most places are read by the same code.
    """
    places: dict[bool, set[tuple[str, Place]]] = {True: set(), False: set()}
    for other in NEWEST[: NEWEST.index(model)]:
        same = task_of(other) == task_of(model)
        places[same] |= {(damage.file, damage.place) for damage in damages(other)}
    chosen = []
    for number, damage in enumerate(damages(model)):
        place = (damage.file, damage.place)
        if place not in places[True] and number % (8 if place in places[False] else 5) == 0:
            chosen.append(damage)
    return chosen


def task_of(model: Path) -> str:
    return json.loads((model / "config.json").read_text(encoding="utf-8"))["task"]["name"]


def copied(model: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return Path(shutil.copytree(model, folder))


def load_and_ask(folder: Path, name: str, what: object) -> None:
    """Fails for anything but a PantoumError of one line, or answers."""
    try:
        answers_of(name, pantoum.load(folder))
    except PantoumError as error:
        if "\n" in str(error):
            raise AssertionError(f"{what}: {error}") from error
    except BaseException as error:
        raise AssertionError(f"{what}: {error!r}") from error


def try_damages(model: Path, folder: Path, chosen: list[Damage]) -> None:
    copied(model, folder)
    whole = {path: path.read_bytes() for path in sorted(folder.iterdir()) if path.name in READ}
    for damage in chosen:
        for path, data in whole.items():
            path.write_bytes(data)
        damage.apply(folder)
        # Some are so damaged that no sums can be made.
        with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, OSError):
            sign(folder)
        load_and_ask(folder, model.name, damage)


@contextlib.contextmanager
def little_memory() -> Iterator[None]:
    """The process may take only `MOST_MEMORY` more than it has; a MemoryError is what more would
    be.
    """
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MOST_MEMORY, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def identify(model: Path) -> str:
    return f"{model.parent.name}-{model.name}"


@pytest.mark.parametrize("model", MODELS, ids=identify)
def test_a_value_of_another_type_anywhere(model: Path, tmp_path: Path) -> None:
    every = list(damages(model))
    try_damages(model, tmp_path / "model", random.Random(model.name).sample(every, SAMPLE))


@pytest.mark.exhaustive
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("model", NEWEST, ids=identify)
def test_every_value_of_another_type_everywhere(model: Path) -> None:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder, little_memory():
        try_damages(model, Path(folder) / "model", new_damages(model))


@pytest.mark.parametrize("model", MODELS, ids=identify)
def test_other_bytes_and_fewer(model: Path, tmp_path: Path) -> None:
    chance = random.Random(model.name)
    for name in (name for name in READ if (model / name).exists()):
        data = (model / name).read_bytes()
        cut = chance.randrange(len(data))
        at = chance.randrange(len(data))
        flipped = data[:at] + bytes([data[at] ^ (1 + chance.randrange(255))]) + data[at + 1 :]
        for new in (data[:cut], flipped, b"", data + data):
            folder = copied(model, tmp_path / "model")
            (folder / name).write_bytes(new)
            load_and_ask(folder, model.name, (name, cut, at))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model of the present format that may be damaged."""
    newest = max(MODELS, key=lambda path: (path.parent.name, path.name == "additive_lstm"))
    return copied(newest, tmp_path / "model")


def refused(folder: Path) -> str:
    with pytest.raises(PantoumError) as caught:
        pantoum.load(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
@pytest.mark.parametrize("name", ["config.json", "source.json", "model.safetensors"])
def test_a_pipe_and_an_endless_device_are_not_opened(model: Path, name: str) -> None:
    (model / name).unlink()
    os.mkfifo(model / name)
    expected = (
        f"{model / name}: not a regular file, but a pipe, a device or the like: copy the whole "
        "directory anew"
    )
    assert refused(model) == expected
    (model / name).unlink()
    (model / name).symlink_to("/dev/zero")
    assert refused(model) == expected


def test_a_file_larger_than_any_is_not_read(model: Path) -> None:
    with (model / "source.json").open("r+b") as file:
        file.truncate(2**30 + 1)  # a hole, which takes no room
    assert refused(model) == (
        f"{model / 'source.json'}: the file has 1,073,741,825 bytes, but no more than "
        "1,073,741,824 are read: copy the whole directory anew"
    )


def in_half_precision(tensors: dict[str, Tensor]) -> None:
    for name, tensor in tensors.items():
        tensors[name] = tensor.bfloat16()


def as_whole_numbers(tensors: dict[str, Tensor]) -> None:
    for name, tensor in tensors.items():
        tensors[name] = tensor.contiguous().view(torch.int32)


def with_one_more(tensors: dict[str, Tensor]) -> None:
    tensors["another"] = torch.zeros(1)


def without_one(tensors: dict[str, Tensor]) -> None:
    del tensors["bridge.0.weight" if "bridge.0.weight" in tensors else min(tensors)]


def in_another_shape(tensors: dict[str, Tensor]) -> None:
    name = min(tensors)
    tensors[name] = tensors[name][None]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (in_half_precision, "is of bfloat16, not float32)"),
        (as_whole_numbers, "is of int32, not float32)"),
        (with_one_more, "(the tensor 'another' is none of the model's)"),
        (without_one, "is missing)"),
        (in_another_shape, "has shape ["),
    ],
)
def test_tensors_that_are_not_the_models_are_named(
    model: Path, change: Callable[[dict[str, Tensor]], None], what: str
) -> None:
    sign(model, change)
    message = refused(model)
    assert message.startswith(f"{model / 'model.safetensors'}: it is not of the model that config")
    assert what in message


@pytest.mark.parametrize("change", [as_whole_numbers, in_another_shape])
def test_the_sum_of_weights_is_of_their_types_and_shapes_too(
    model: Path, change: Callable[[dict[str, Tensor]], None]
) -> None:
    from safetensors import safe_open
    from safetensors.torch import save

    path = model / "model.safetensors"
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dict
    change(tensors)
    path.write_bytes(save(tensors, metadata=metadata))
    with pytest.raises(PantoumError, match="damaged: some of its bytes have changed"):
        read_weights(path, read_description(model))


@pytest.mark.parametrize(
    ("place", "value", "what"),
    [
        (("task", "output_limit"), 3, "task.output_limit must be an object, but is 3"),
        (
            ("task", "output_limit", "ratio"),
            "1.5",
            "task.output_limit.ratio must be a number of at least 0, but is '1.5'",
        ),
        (
            ("task", "output_limit", "extra"),
            -1,
            "task.output_limit.extra must be a whole number of at least 0, but is -1",
        ),
        (("task", "sauce"), 1, "task.sauce is nothing that this version of Pantoum knows"),
        (("sauce",), 1, "format 4 has no 'sauce'"),
        (("settings", "sauce"), 1, "there is no setting 'sauce'"),
        (("settings", "model", "sauce"), 1, "there is no setting 'model.sauce'"),
        (("task", "name"), "sauce", "no task is called 'sauce'"),
    ],
)
def test_facts_are_checked_when_they_are_read(
    model: Path, place: Place, value: object, what: str
) -> None:
    Damage("config.json", place, False, value).apply(model)
    sign(model)
    message = refused(model)
    assert message.startswith(f"{model / 'config.json'}: damaged (")
    assert what in message


@pytest.mark.parametrize(
    "setting", ["embedding", "hidden", "decoder_hidden", "attention_size", "layers"]
)
def test_sizes_that_the_weights_do_not_have_take_no_memory(model: Path, setting: str) -> None:
    size = 20 if setting == "layers" else 1_000_000
    Damage("config.json", ("settings", "model", setting), False, size).apply(model)
    sign(model)
    with little_memory():
        message = refused(model)
    path = model / "model.safetensors"
    assert message.startswith(f"{path}: it is not of the model that config.json describes (the t")


def test_affixes_longer_than_words_are_refused(tmp_path: Path) -> None:
    """A word has as many ids as there are lengths."""
    folder = copied(next(one for one in NEWEST if one.name == "crf_tagger"), tmp_path / "model")
    Damage("words.json", ("affixes", "longest"), False, 10**12).apply(folder)
    sign(folder)
    assert "longest affix" in refused(folder)


def test_memory_that_is_short_is_said_to_be_so(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pantoum.tasks import Seq2SeqTask

    def fail(self: Any, config: Any) -> Any:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried 9 bytes")

    monkeypatch.setattr(Seq2SeqTask, "build", fail)
    message = refused(model)
    assert "can't allocate memory" in message
    assert "damaged" not in message
