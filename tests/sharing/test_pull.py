"""A model comes from the hub: into a directory, or into memory by its address."""

import errno
import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from tests.hub_server import LocalHub

import pantoum
from pantoum.errors import PantoumError
from pantoum.model_dir import load_model, read_start
from pantoum.sharing import pull, push

MODEL = ["config.json", "model.safetensors", "source.json", "target.json"]
BESIDE = ["README.md", "metrics.json", "metrics.jsonl"]
NAME = "anna/reverser"
ADDRESS = f"hf://{NAME}"


def files_in(folder: Path) -> dict[str, bytes]:
    """The files of a model directory that go to the hub as they are."""
    return {name: (folder / name).read_bytes() for name in (*MODEL, *BESIDE)}


@pytest.fixture
def there(hub: LocalHub, reverser: Path) -> LocalHub:
    """A hub with the model, and with other files that are not a model's."""
    files = files_in(reverser) | {"model.onnx": b"exported"}
    others = {"pytorch_model.bin": b"a pickle", "checkpoints/last.pt": b"state", "train.tsv": b"a"}
    hub.add(NAME, files | others)
    return hub


def predicted(place: str | Path, text: str) -> str:
    return pantoum.load(place, task="seq2seq")(text).text


def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)


def unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody listens there any more."""
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")


def test_a_model_is_loaded_by_its_address(there: LocalHub, reverser: Path) -> None:
    assert predicted(ADDRESS, "abc") == predicted(reverser, "abc") == "cba"
    assert pantoum.load(ADDRESS).card == (reverser / "README.md").read_text(encoding="utf-8")
    assert there.downloads() == sorted([*MODEL, *BESIDE])


def test_a_path_may_be_an_address(there: LocalHub) -> None:
    assert predicted(Path(ADDRESS), "ab") == "ba"


def test_what_is_in_the_cache_is_not_fetched_again(there: LocalHub) -> None:
    pantoum.load(ADDRESS)
    there.asked.clear()
    pantoum.load(ADDRESS)
    assert there.asked == [f"GET /api/models/{NAME}/revision/main"]


def test_a_model_is_not_saved_to_an_address(
    reverser: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    saved = rf"{ADDRESS}: a model is saved into a directory; give a directory, and then `pantoum"
    with pytest.raises(PantoumError, match=saved):
        pantoum.load(reverser).save(ADDRESS)
    assert list(tmp_path.iterdir()) == []


def test_a_pushed_model_is_pulled(hub: LocalHub, reverser: Path, tmp_path: Path) -> None:
    push(reverser, NAME)
    done = pull(NAME, output=tmp_path / "deep" / "copy")
    assert done.folder == tmp_path / "deep" / "copy"
    assert done.address == f"{ADDRESS}@{hub.repositories[NAME].refs['main']}"
    assert sorted(done.files) == sorted(one.name for one in done.folder.iterdir())
    assert sorted(done.files) == sorted([*MODEL, *BESIDE])
    assert not any(one.is_symlink() for one in done.folder.iterdir())
    for name in MODEL:
        assert (done.folder / name).read_bytes() == (reverser / name).read_bytes()
    assert predicted(done.folder, "abca") == predicted(reverser, "abca")
    # Pushed again, it is the same.
    sent = hub.repositories[NAME].files
    push(done.folder, NAME)
    assert hub.repositories[NAME].files == sent


def test_only_the_files_of_a_model_come(there: LocalHub, tmp_path: Path) -> None:
    done = pull(NAME, output=tmp_path / "copy")
    assert sorted(one.name for one in done.folder.iterdir()) == sorted(
        [*MODEL, *BESIDE, "model.onnx"]
    )
    assert there.downloads() == sorted([*MODEL, *BESIDE, "model.onnx"])


def test_without_an_output_the_name_is_the_directory(
    there: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert pull(NAME).folder == Path("reverser")
    assert load_model(tmp_path / "reverser").task.name == "seq2seq"


def test_a_revision_is_a_tag_or_a_commit(
    there: LocalHub, reverser: Path, labeller: Path, tmp_path: Path
) -> None:
    repository = there.repositories[NAME]
    first = repository.refs["main"]
    repository.refs["v1"] = first
    names = ("config.json", "model.safetensors", "source.json", "labels.json")
    repository.commit({name: (labeller / name).read_bytes() for name in names})
    assert pantoum.load(ADDRESS).task == "classifier"
    assert pantoum.load(f"{ADDRESS}@v1").task == "seq2seq"
    assert pantoum.load(f"{ADDRESS}@{first}").task == "seq2seq"
    assert pull(NAME, revision="v1", output=tmp_path / "v1").address == f"{ADDRESS}@{first}"
    assert pull(f"{ADDRESS}@v1", output=tmp_path / "v2").address == f"{ADDRESS}@{first}"
    refused = f"{ADDRESS}@v9: the repository has no revision v9: give a branch, a tag or a commit"
    with pytest.raises(PantoumError, match=refused):
        pantoum.load(f"{ADDRESS}@v9")


def test_other_calls_take_an_address(there: LocalHub, reverser: Path, reversals: Path) -> None:
    assert pantoum.info(ADDRESS).scores == pantoum.info(reverser).scores
    assert pantoum.ensemble([ADDRESS, reverser])("abc").text == "cba"
    same = pantoum.compare(ADDRESS, reverser, reversals)
    assert {one.difference for one in same.differences.values()} == {0.0}
    start = read_start(ADDRESS)
    assert start.path == f"{ADDRESS}@{there.repositories[NAME].refs['main']}"
    assert start.digest == read_start(reverser).digest


@pytest.mark.parametrize("how", [offline, unreachable])
def test_the_cache_answers_where_the_hub_does_not(
    there: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: Any
) -> None:
    pantoum.load(ADDRESS)
    how(monkeypatch)
    there.asked.clear()
    assert predicted(ADDRESS, "abc") == "cba"
    commit = there.repositories[NAME].refs["main"]
    assert predicted(f"{ADDRESS}@{commit}", "abc") == "cba"
    assert there.asked == []


@pytest.mark.parametrize("status", [401, 404, 500])
def test_the_cache_answers_where_the_hub_refuses(there: LocalHub, status: int) -> None:
    pantoum.load(ADDRESS)
    there.fails = (status, "no")
    assert predicted(ADDRESS, "abc") == "cba"


def test_offline_without_a_cache_is_said(
    there: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offline(monkeypatch)
    missing = f"{ADDRESS}: HF_HUB_OFFLINE is set, and the cache does not have it: unset HF_HUB"
    with pytest.raises(PantoumError, match=missing):
        pull(NAME, output=tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    with pytest.raises(PantoumError, match="HF_HUB_OFFLINE is set, so nothing can be sent"):
        push(make(tmp_path, there), NAME)
    assert there.asked == []


def make(tmp_path: Path, hub: LocalHub) -> Path:
    """The model of a repository in a directory."""
    folder = tmp_path / "made"
    folder.mkdir()
    for name in MODEL:
        (folder / name).write_bytes(hub.repositories[NAME].files[name])
    return folder


def test_a_hub_that_is_not_there_is_said(
    there: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unreachable(monkeypatch)
    missing = rf"{ADDRESS}: http://127\.0\.0\.1:9 cannot be reached \(.*refused.*\), and the cache"
    with pytest.raises(PantoumError, match=missing):
        pull(NAME, output=tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    with pytest.raises(PantoumError, match=r"cannot be reached \(.*refused.*\): check the network"):
        push(make(tmp_path, there), NAME)


def test_a_hub_that_never_answers_is_said(
    there: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr("pantoum.hub.failures.READING_SECONDS", 0.2)
    monkeypatch.setattr("pantoum.hub.failures.WRITING_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        with pytest.raises(
            PantoumError, match=r"cannot be reached \(timed out\), and the cache do"
        ):
            pull(NAME, output=tmp_path / "copy")
        with pytest.raises(
            PantoumError, match=r"cannot be reached \(timed out\): check the networ"
        ):
            push(make(tmp_path, there), NAME)


def test_a_download_that_breaks_leaves_nothing(
    there: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub fails when it is asked for the weights, again and again."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    there.broken = "model.safetensors"
    with pytest.raises(
        PantoumError, match=r"the hub answers with an error \(500\): try again later"
    ):
        pull(NAME, output=tmp_path / "copy")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cache"]
    there.broken = ""
    assert load_model(pull(NAME, output=tmp_path / "copy").folder).task.name == "seq2seq"


def test_a_cache_that_cannot_be_written_is_said(
    there: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    (tmp_path / "file").touch()
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(PantoumError, match=r"file.*: cannot be written: Not a directory: check th"):
        pantoum.load(ADDRESS)


def test_an_answer_of_something_else_is_said(
    there: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that is no hub answers everything, with a page."""
    there.fails = (200, "welcome")
    with pytest.raises(PantoumError, match=r"what http://.* answers cannot be used \(.*\): try ag"):
        pantoum.load(ADDRESS)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, r"has no such model, or does not show it to you \(401: no\): check the name; if it "),
        (404, r"has no such model, or does not show it to you \(404: no\): check the name; if it "),
        (403, r"does not let you read it \(403: no\): ask for access on its page"),
        (500, r"answers with an error \(500: no\): try again later"),
    ],
)
def test_a_hub_that_refuses_is_said(
    there: LocalHub, tmp_path: Path, status: int, said: str
) -> None:
    there.fails = (status, "no")
    with pytest.raises(PantoumError, match=f"^{ADDRESS}: the hub {said}"):
        pull(NAME, output=tmp_path / "copy")
    assert sorted(tmp_path.iterdir()) == []


def test_a_private_model_is_for_who_has_the_token(
    there: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.repositories[NAME].private = True
    token = os.environ["HF_TOKEN"]
    monkeypatch.delenv("HF_TOKEN")
    with pytest.raises(PantoumError, match=r"401: Repository not found\): check the name; if it "):
        pantoum.load(ADDRESS)
    (tmp_path / "token").write_text(token, encoding="utf-8")  # as `hf auth login` leaves it
    assert predicted(ADDRESS, "abc") == "cba"


@pytest.mark.parametrize(
    "files", [{}, {"config.json": b'{"architectures": []}'}, {"config.json": b"\xff"}]
)
def test_a_repository_without_a_model_is_refused(hub: LocalHub, files: dict[str, bytes]) -> None:
    hub.add("anna/bert", files | {"model.safetensors": b"weights", "a.json": b"{}"})
    with pytest.raises(PantoumError, match="hf://anna/bert: the repository holds no model of Pant"):
        pantoum.load("hf://anna/bert")
    assert "model.safetensors" not in hub.downloads()


@pytest.mark.parametrize("name", ["model.safetensors", "target.json"])
def test_an_incomplete_model_is_refused(there: LocalHub, tmp_path: Path, name: str) -> None:
    del there.repositories[NAME].files[name]
    with pytest.raises(PantoumError, match=f"holds no {name}, so the model is incomplete: push"):
        pull(NAME, output=tmp_path / "copy")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cache"]


@pytest.mark.parametrize("name", ["model.safetensors", "target.json"])
def test_a_damaged_model_is_not_written(there: LocalHub, tmp_path: Path, name: str) -> None:
    files = there.repositories[NAME].files
    files[name] = files[name][:-1] + b"\x00"
    with pytest.raises(PantoumError, match="damaged"):
        pull(NAME, output=tmp_path / "copy")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cache"]


def test_names_in_a_description_are_no_patterns(there: LocalHub) -> None:
    """Of a stranger's model, whose vocabulary has such a name."""
    files = there.repositories[NAME].files
    files["config.json"] = files["config.json"].replace(b'"target.json"', b'"*"')
    with pytest.raises(PantoumError, match=r"the repository holds no \*, so the model is incompl"):
        pantoum.load(ADDRESS)
    there.repositories[NAME].commit(files | {"*": b"{}"})
    with pytest.raises(PantoumError, match="it is not of the model that"):
        pantoum.load(ADDRESS)
    assert "*" in there.downloads()
    assert "pytorch_model.bin" not in there.downloads()


def test_a_file_that_is_too_large_is_not_fetched(
    there: LocalHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pantoum.model_dir.place.MOST_WEIGHT_BYTES", 1000)
    too_large = rf"{ADDRESS}: model\.safetensors has .* bytes, but no more than 1,000 are read"
    with pytest.raises(PantoumError, match=too_large):
        pantoum.load(ADDRESS)
    assert "model.safetensors" not in there.downloads()


def test_a_directory_that_holds_something_stays(there: LocalHub, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(PantoumError, match="copy: is there already and is not empty; give another"):
        pull(NAME, output=folder)
    assert [one.name for one in folder.iterdir()] == ["mine.txt"]
    with pytest.raises(PantoumError, match=r"mine\.txt: cannot be written: Not a directory"):
        pull(NAME, output=folder / "mine.txt")
    (folder / "mine.txt").unlink()
    assert pull(NAME, output=folder).folder == folder


def test_nothing_is_half_written(
    there: LocalHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copyfile

    def full(source: Path, target: Path) -> object:
        if target.name == "target.json":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
        return copy(source, target)

    monkeypatch.setattr("shutil.copyfile", full)
    with pytest.raises(PantoumError, match="cannot be written: No space left on device"):
        pull(NAME, output=tmp_path / "copy")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["cache"]


def test_without_the_library_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "huggingface_hub.errors", None)
    with pytest.raises(PantoumError, match="the hub needs huggingface_hub: pip install"):
        pantoum.load(ADDRESS)
