"""Commands that send models to the hub, fetch them, and take their address for a directory."""

from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.hub_server import LocalHub

NAME = "anna/reverser"
ADDRESS = f"hf://{NAME}"


@pytest.fixture
def there(hub: LocalHub, reverser: Path) -> LocalHub:
    """A hub with the model."""
    names = ("config.json", "model.safetensors", "source.json", "target.json", "metrics.jsonl")
    hub.add(NAME, {name: (reverser / name).read_bytes() for name in names})
    return hub


def test_a_model_goes_and_comes(
    pantoum: Pantoum, hub: LocalHub, reverser: Path, tmp_path: Path, lines: Path
) -> None:
    sent = pantoum("push", reverser, NAME, "--private")
    commit = hub.repositories[NAME].refs["main"]
    page = f"{hub.url}/{NAME}/commit/{commit}"
    assert (sent.status, sent.out) == (0, "")
    assert sent.err == (
        f"pantoum: 7 files are sent ({page}); `pantoum predict {ADDRESS}` and "
        f'pantoum.load("{ADDRESS}") use the model\n'
    )
    assert hub.repositories[NAME].private
    came = pantoum("pull", NAME, "--output", tmp_path / "a copy", "--revision", commit)
    assert (came.status, came.out) == (0, "")
    assert came.err == (
        f"pantoum: the model is in '{tmp_path}/a copy' (7 files of {ADDRESS}@{commit})\n"
    )
    assert pantoum("predict", tmp_path / "a copy", lines).out == "cba\nb\nbac\n"


def test_an_exported_file_is_sent(
    pantoum: Pantoum, hub: LocalHub, reverser: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.onnx").write_bytes(b"exported")
    assert pantoum("push", reverser, NAME, "--onnx", tmp_path / "a.onnx").status == 0
    assert hub.repositories[NAME].files["model.onnx"] == b"exported"


def test_a_command_takes_an_address_for_a_directory(
    pantoum: Pantoum, there: LocalHub, reverser: Path, reversals: Path, lines: Path, tmp_path: Path
) -> None:
    assert pantoum("predict", ADDRESS, lines) == (0, "cba\nb\nbac\n", "")
    assert pantoum("predict", reverser, lines, "--ensemble", ADDRESS).out == "cba\nb\nbac\n"
    scores = pantoum("evaluate", ADDRESS, reversals, "--json").out
    assert '"word_error_rate": ' in scores
    assert pantoum("info", ADDRESS).status == 0
    assert pantoum("curves", ADDRESS, "--output", tmp_path / "c.svg").status == 0
    compared = pantoum("compare", ADDRESS, reverser, reversals)
    assert f"A: {ADDRESS}, B: {reverser}" in compared.out
    picture = pantoum("plot", ADDRESS, "ab", "--output", tmp_path / "a.svg")
    assert (picture.status, (tmp_path / "a.svg").exists()) == (0, True)


def test_a_training_starts_from_an_address(
    pantoum: Pantoum, there: LocalHub, data: Path, tmp_path: Path
) -> None:
    settings = ("--training.epochs", "1", "--dev", data, "--output", tmp_path / "new")
    done = pantoum("train", data, "--from", ADDRESS, *settings)
    assert done.status == 0
    commit = there.repositories[NAME].refs["main"]
    assert f"starts from {ADDRESS}@{commit}, " in done.err + done.out


def test_a_training_does_not_write_to_an_address(pantoum: Pantoum, data: Path) -> None:
    done = pantoum("train", data, "--output", ADDRESS)
    assert (done.status, done.error) == (
        1,
        f"{ADDRESS}: a model is trained into a directory; give a directory to --output, and then "
        "`pantoum push` it",
    )
    assert not Path("hf:").exists()


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("pull", "reverser"), "the name of a model on the hub must be user/name in the letters"),
        (("pull", "anna/none"), "hf://anna/none: the hub has no such model, or does not show it"),
        (("pull", NAME, "--revision", "v1"), f"{ADDRESS}@v1: the repository has no revision v1:"),
        (("predict", "hf://anna"), "the name of a model on the hub must be user/name in the"),
        (("info", f"{ADDRESS}@"), "the revision of a model on the hub must be a branch, a tag"),
        (("push", "none", NAME), "none: no such directory; give the directory that `pantoum trai"),
        (("push", ADDRESS, "anna"), "the name of a model on the hub must be user/name in the let"),
    ],
)
def test_what_is_wrong_is_one_line(
    pantoum: Pantoum, there: LocalHub, arguments: tuple[str, ...], error: str
) -> None:
    done = pantoum(*arguments)
    assert done.status == 1
    assert done.error.startswith(error)
    assert done.out == ""


def test_an_empty_name_is_wrong_usage(pantoum: Pantoum) -> None:
    done = pantoum("pull", "")
    assert done.status == 2
    assert "must not be empty" in done.err
