"""A model directory gives back the model that was saved, or says in one line which file is
wrong."""

import json
import os
import pickle
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from tests.reversing import reversals, write_tsv
from tests.training.runs import same_tensors, train
from torch.utils._python_dispatch import TorchDispatchMode

import pantoum
from pantoum.errors import PantoumError
from pantoum.model_dir import FORMAT, load_model, save_model
from pantoum.model_dir.weights import without_first_weights
from pantoum.predictor import Predictor

FILES = ("config.json", "model.safetensors", "source.json", "target.json")


@pytest.fixture
def copy(reverser: Path, tmp_path: Path) -> Path:
    """A model directory that may be damaged."""
    return Path(shutil.copytree(reverser, tmp_path / "model"))


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of other data, with as many symbols and the same sizes."""
    folder = tmp_path_factory.mktemp("other")
    letters = str.maketrans("abc", "xyz")
    rows = [
        (source.translate(letters), target.translate(letters)) for source, target in reversals()
    ]
    data = write_tsv(folder / "data.tsv", rows)
    settings = {
        "model.hidden": 24,
        "model.embedding": 16,
        "training.epochs": 1,
        "model.dropout": 0.0,
    }
    train(data, folder / "model", settings, dev=data)
    return folder / "model"


def refused(folder: Path) -> str:
    with pytest.raises(PantoumError) as caught:
        pantoum.load(folder, task="seq2seq")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def same_predictions(
    one: Predictor, other: Predictor, sources: list[str], features: list[str] | None = None
) -> bool:
    pairs = zip(one(sources, features, beam=2), other(sources, features, beam=2), strict=True)
    return all((a.text, a.tokens, a.score) == (b.text, b.tokens, b.score) for a, b in pairs)


class TestWhatIsSaved:
    def test_saved_and_loaded_again_it_is_the_same(self, reverser: Path, tmp_path: Path) -> None:
        trained = load_model(reverser)
        save_model(tmp_path, trained, {"README.md": "mine é"})
        again = load_model(tmp_path)
        assert (again.config, again.task.limit) == (trained.config, trained.task.limit)
        assert same_tensors(again.model.state_dict(), trained.model.state_dict())
        assert same_predictions(Predictor(again), Predictor(trained), ["abc", "a", "ccc"])
        for name in FILES:
            assert (tmp_path / name).read_bytes() == (reverser / name).read_bytes()
        assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine é"

    def test_it_predicts_what_it_predicted_when_it_was_trained(self, reverser: Path) -> None:
        scores = json.loads((reverser / "metrics.json").read_text())["dev"]
        rows = reversals()
        texts = [
            prediction.text
            for prediction in pantoum.load(reverser, task="seq2seq")(
                [source for source, _ in rows], beam=1
            )
        ]
        right = sum(text == target for text, (_, target) in zip(texts, rows, strict=True))
        assert 100 * right / len(rows) == pytest.approx(scores["exact_match"])

    def test_tied_weights_are_saved_once_and_tied_again(self, reverser: Path) -> None:
        from safetensors import safe_open

        decoder = load_model(reverser).model.decoder
        assert decoder.output.weight is decoder.embedding.weight
        with safe_open(reverser / "model.safetensors", framework="pt") as file:
            names = set(file.keys())
        assert len({"decoder.output.weight", "decoder.embedding.weight"} & names) == 1

    def test_it_is_ready_to_predict(self, reverser: Path) -> None:
        assert not any(module.training for module in load_model(reverser).model.modules())

    def test_a_path_may_be_text(self, reverser: Path) -> None:
        assert load_model(str(reverser)).config == load_model(reverser).config

    def test_files_that_pantoum_does_not_read_do_not_matter(
        self, reverser: Path, copy: Path
    ) -> None:
        for name in ("metrics.json", "metrics.jsonl", "README.md"):
            (copy / name).unlink()
        shutil.rmtree(copy / "checkpoints")
        assert same_predictions(
            pantoum.load(copy, task="seq2seq"), pantoum.load(reverser, task="seq2seq"), ["abc"]
        )

    def test_how_outputs_are_searched_for_may_be_changed_by_hand(self, copy: Path) -> None:
        def change(description: dict[str, Any]) -> None:
            description["settings"]["search"]["beam"] = 3

        edit(copy, change)
        assert pantoum.load(copy, task="seq2seq").config.search.beam == 3


def edit(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    path = folder / "config.json"
    description = json.loads(path.read_text(encoding="utf-8"))
    change(description)
    path.write_text(json.dumps(description), encoding="utf-8")


class TestDamage:
    @pytest.mark.parametrize("name", FILES)
    def test_a_missing_file(self, copy: Path, name: str) -> None:
        (copy / name).unlink()
        assert refused(copy).startswith(f"{copy / name}: the file is missing")

    @pytest.mark.parametrize("name", FILES)
    @pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
    def test_a_truncated_file(self, copy: Path, name: str, share: float) -> None:
        data = (copy / name).read_bytes()
        (copy / name).write_bytes(data[: int(share * len(data))])
        assert refused(copy).startswith(f"{copy / name}: damaged")

    @pytest.mark.parametrize("name", FILES)
    @pytest.mark.parametrize(
        "rubbish", [b"\x00\xff\x80rubbish" * 50, b"[1, 2]", b"{}", b"null", b"[" * 100_000]
    )
    def test_rubbish(self, copy: Path, name: str, rubbish: bytes) -> None:
        (copy / name).write_bytes(rubbish)
        assert refused(copy).startswith(f"{copy / name}: damaged")

    @pytest.mark.parametrize("name", FILES)
    def test_a_file_of_another_model(self, copy: Path, other: Path, name: str) -> None:
        shutil.copy(other / name, copy / name)
        message = refused(copy)
        assert message.startswith(str(copy))
        assert "config.json describes; copy the whole directory anew" in message
        assert name in message

    @pytest.mark.parametrize("name", FILES)
    def test_a_directory_instead_of_a_file(self, copy: Path, name: str) -> None:
        (copy / name).unlink()
        (copy / name).mkdir()
        assert refused(copy) == (
            f"{copy / name}: cannot be read: Is a directory"
            ": check that it is a file that you may read"
        )

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    @pytest.mark.parametrize("name", FILES)
    def test_no_permission(self, copy: Path, name: str) -> None:
        (copy / name).chmod(0)
        assert refused(copy) == (
            f"{copy / name}: cannot be read: Permission denied"
            ": check that it is a file that you may read"
        )

    @pytest.mark.parametrize("setting", ["residual", "bidirectional", "hidden", "attention"])
    def test_settings_that_are_not_the_models(self, copy: Path, setting: str) -> None:
        values = {"residual": True, "bidirectional": False, "hidden": 25, "attention": "concat"}

        def change(description: dict[str, Any]) -> None:
            description["settings"]["model"][setting] = values[setting]

        edit(copy, change)
        assert refused(copy).startswith(
            f"{copy / 'model.safetensors'}: it is not of the model that config"
        )

    @pytest.mark.parametrize(
        "change",
        [
            lambda description: description.pop("settings"),
            lambda description: description.pop("sha256"),
            lambda description: description.pop("format"),
            lambda description: description.update(format="first"),
            lambda description: description.update(settings=[]),
            lambda description: description["settings"]["search"].update(beam="5"),
            lambda description: description["settings"]["search"].update(beam=True),
            lambda description: description["settings"]["search"].update(beam=0),
            lambda description: description["settings"]["search"].update(beam=10**9),
            lambda description: description["settings"]["search"].update(beam=None),
            lambda description: description["settings"]["search"].update(length_penalty="x"),
            lambda description: description["settings"]["search"].update(length_penalty=[1]),
            lambda description: description["settings"]["search"].update(length_penalty=-1),
        ],
    )
    def test_a_config_that_no_model_has(
        self, copy: Path, change: Callable[[dict[str, Any]], None]
    ) -> None:
        edit(copy, change)
        assert refused(copy).startswith(f"{copy / 'config.json'}: damaged")

    @pytest.mark.parametrize(
        "change",
        [
            lambda description: description["task"].pop("output_limit"),
            lambda description: description["settings"].update(modell={}),
            lambda description: description["settings"].update(model=3),
            lambda description: description["settings"]["model"].update(hidden="big"),
            lambda description: description["settings"]["model"].update(hidden=10**9),
            lambda description: description["settings"]["model"].update(layers=10**9),
        ],
    )
    def test_a_config_of_another_model_is_known_before_anything_is_built(
        self, copy: Path, change: Callable[[dict[str, Any]], None]
    ) -> None:
        edit(copy, change)
        assert refused(copy).startswith(
            f"{copy / 'model.safetensors'}: it is not of the model that config"
        )

    def test_one_changed_byte_of_the_weights(self, copy: Path) -> None:
        path = copy / "model.safetensors"
        data = bytearray(path.read_bytes())
        data[-7] ^= 1
        path.write_bytes(data)
        assert (
            refused(copy)
            == f"{path}: damaged: some of its bytes have changed; copy the whole directory anew"
        )

    def test_a_newer_format(self, copy: Path) -> None:
        def change(description: dict[str, Any]) -> None:
            description.clear()
            description.update(format=FORMAT + 1, blocks="unheard of")

        edit(copy, change)
        message = refused(copy)
        assert (
            f"the model has format {FORMAT + 1}, but this version of Pantoum reads up to {FORMAT}"
            in message
        )
        assert message.endswith("upgrade Pantoum")

    def test_an_older_format(self, copy: Path) -> None:
        edit(
            copy,
            lambda description: description.update(format=1, task="sequence-to-sequence"),
        )
        assert refused(copy) == (
            f"{copy / 'config.json'}: the model has format 1, of an earlier version, "
            f"but this one reads {FORMAT}; train again"
        )

    def test_weights_that_are_a_pickle_are_not_run(self, copy: Path, tmp_path: Path) -> None:
        class Trap:
            def __reduce__(self) -> tuple[Any, ...]:
                return Path.touch, (tmp_path / "sprung",)

        for write in (lambda: pickle.dumps(Trap()), lambda: torch_bytes(Trap())):
            (copy / "model.safetensors").write_bytes(write())
            assert refused(copy).startswith(f"{copy / 'model.safetensors'}: damaged")
        (copy / "model.bin").write_bytes(pickle.dumps(Trap()))
        (copy / "checkpoints" / "last.pt").write_bytes(pickle.dumps(Trap()))
        refused(copy)
        assert not (tmp_path / "sprung").exists()


def torch_bytes(value: object) -> bytes:
    import io

    file = io.BytesIO()
    torch.save(value, file)
    return file.getvalue()


class TestWhereNoModelIs:
    def test_no_directory(self, tmp_path: Path) -> None:
        assert refused(tmp_path / "none").startswith(
            f"{tmp_path / 'none'}: no such directory; give the directory"
        )
        (tmp_path / "file").write_text("")
        assert refused(tmp_path / "file").startswith(
            f"{tmp_path / 'file'}: is a file; give the directory"
        )

    def test_a_name_that_is_too_long(self, tmp_path: Path) -> None:
        path = tmp_path / ("x" * 300)
        assert refused(path) == (
            f"{path / 'config.json'}: cannot be read: File name too long"
            ": check that it is a file that you may read"
        )

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_a_closed_directory(self, copy: Path) -> None:
        copy.chmod(0)
        assert refused(copy) == (
            f"{copy / 'config.json'}: cannot be read: Permission denied"
            ": check that it is a file that you may read"
        )

    def test_an_empty_one(self, tmp_path: Path) -> None:
        assert (
            refused(tmp_path)
            == f"{tmp_path / 'config.json'}: the file is missing: no model is there"
        )

    def test_one_of_a_run_that_was_stopped_early(self, tmp_path: Path) -> None:
        (tmp_path / "checkpoints").mkdir()
        assert refused(tmp_path).endswith(
            "come to a first evaluation: let it go on, or give it --resume"
        )


class Operations(TorchDispatchMode):
    """Notes the names of all operations on tensors."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.names.add(func.overloadpacket.__name__)
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize("fixture", ["reverser", "labeller", "writer", "clause_tagger"])
def test_no_first_weights_are_drawn_only_to_be_overwritten(
    fixture: str, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(fixture)
    drawing = {"uniform_", "normal_", "linalg_qr"}
    known = load_model(folder)
    with Operations() as built:
        model = known.task.build(known.config)
    assert drawing & built.names  # what would be seen
    before = torch.get_rng_state()
    with Operations() as loading:
        trained = load_model(folder)
    assert not drawing & loading.names
    assert torch.equal(torch.get_rng_state(), before)
    saved = load_file(folder / "model.safetensors")
    weights = trained.model.state_dict()
    assert all(torch.equal(weights[name], tensor) for name, tensor in saved.items())
    assert model.state_dict().keys() == weights.keys()


def test_models_that_another_thread_builds_meanwhile_have_first_weights(reverser: Path) -> None:
    trained = load_model(reverser)
    models = []

    def build() -> None:
        torch.manual_seed(3)
        models.append(trained.task.build(trained.config))

    build()
    thread = threading.Thread(target=build)
    with without_first_weights():
        thread.start()
        thread.join()
    assert same_tensors(models[0].state_dict(), models[1].state_dict())
