"""`pantoum info`: what a model directory holds, and where its model comes from."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum
from tests.reversing import flags, write_tsv
from tests.stored.making import FOLDER

import pantoum as package
from pantoum.config import by_name
from pantoum.model_dir import load_model
from pantoum.training import run_dir


def cells_of(out: str) -> dict[str, list[str]]:
    rows = [line.strip("│").split("│") for line in out.splitlines() if line.startswith("│")]
    return {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows}


def test_json_has_all_of_it(pantoum: Pantoum, reverser: Path, reversals: Path) -> None:
    done = pantoum("info", reverser, "--json")
    assert (done.status, done.err) == (0, "")
    found = json.loads(done.out)
    assert (found["task"], found["kind"]) == ("seq2seq", "an encoder-decoder")
    model = load_model(reverser)
    assert found["parameters"] == sum(one.numel() for one in model.model.parameters())
    assert found["sizes"] == {"input symbols": 3, "output symbols": 3}
    values = by_name(model.config)
    assert found["settings"]["model.hidden"] == 24
    assert found["given"]["model.hidden"] == 24
    assert "model.attention" not in found["given"]
    assert {name: values[name] for name in found["given"]} == found["given"]
    assert "tagger.affixes" in found["settings"]
    assert found["scores"] == json.loads((reverser / "metrics.json").read_text())
    (train,) = found["run"]["data"]["train"]
    assert train["sha256"] == hashlib.sha256(reversals.read_bytes()).hexdigest()
    files = {one["name"]: one for one in found["files"]}
    assert set(files) >= {"config.json", "model.safetensors", "run.json", "source.json"}
    for name, one in files.items():
        data = (reverser / name).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert package.info(reverser).to_dict() == found


def test_the_tables(pantoum: Pantoum, reverser: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    done = pantoum("info", reverser)
    assert (done.status, done.err) == (0, "")
    cells = cells_of(done.out)
    found = package.info(reverser)
    assert cells["kind"] == ["an encoder-decoder (seq2seq)"]
    assert cells["parameters"] == [f"{found.parameters:,}"]
    rate = found.scores["dev"]["word_error_rate"]
    assert cells["dev word error rate"] == [f"{rate:.2f}"]
    assert cells["model.hidden"] == ["24", "given"]
    assert cells["model.attention"] == ["additive", ""]
    assert cells["began"] == [found.run["began"]]
    digest = found.run["data"]["train"][0]["sha256"]
    assert digest[:12] in cells["train"][0]
    assert cells["examples"] == ["120 train, 120 dev"]


@pytest.mark.parametrize("form", ["format2", "format3"])
@pytest.mark.parametrize("name", ["additive_lstm", "classifier", "language_model", "crf_tagger"])
def test_models_of_earlier_versions(pantoum: Pantoum, form: str, name: str, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(FOLDER / form / name, folder)
    done = pantoum("info", folder)
    assert (done.status, done.err) == (0, "")
    assert cells_of(done.out)["run"] == ["not known: the model is older than this record"]
    found = package.info(folder)
    assert found.given is None
    assert found.run == {}
    assert min(found.sizes.values()) > 0
    assert {"data.normalization", "training.epochs"} <= set(found.settings)


def test_sizes_of_every_kind(
    labeller: Path, writer: Path, name_tagger: Path, clause_tagger: Path
) -> None:
    assert package.info(labeller).sizes == {"input symbols": 3, "labels": 3}
    assert package.info(writer).sizes == {"symbols": 2}
    tagger = package.load(clause_tagger, task="tagger")
    assert package.info(clause_tagger).sizes == {
        "words": load_model(clause_tagger).task.words.size,
        **{f"tags: {one.name}": one.labels.size for one in tagger.columns},
    }
    assert set(package.info(name_tagger).sizes) == {"words", "tags: 2"}


def test_a_damaged_model_is_refused(pantoum: Pantoum, reverser: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(reverser, folder)
    (folder / "source.json").write_text("{}")
    done = pantoum("info", folder)
    assert (done.status, done.out) == (1, "")
    assert done.error.startswith(f"{folder / 'source.json'}: damaged")
    assert "no such directory" in pantoum("info", tmp_path / "none").error


def test_a_copy_without_the_files_of_its_run(
    pantoum: Pantoum, reverser: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(reverser, folder)
    for name in ("run.json", "metrics.json", "metrics.jsonl", "README.md"):
        (folder / name).unlink()
    assert pantoum("info", folder).status == 0
    assert package.info(folder).scores == {}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_in_place_of_the_record_of_the_run_is_not_opened(
    reverser: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(reverser, folder)
    (folder / "run.json").unlink()
    os.mkfifo(folder / "run.json")
    assert package.info(folder).run == {}


def test_names_of_files_are_those_of_the_run_directory() -> None:
    from pantoum.predictor import info

    module = __import__("sys").modules[info.__module__]
    assert (module.RUN, module.SCORES) == (run_dir.RUN, run_dir.SCORES)


class TestSettingsOfAModel:
    def test_its_config_is_a_settings_file(
        self, pantoum: Pantoum, reverser: Path, tmp_path: Path
    ) -> None:
        data = write_tsv(tmp_path / "data.tsv", [("ab", "ba"), ("b", "b"), ("a", "a")])
        again = tmp_path / "again"
        done = pantoum(
            *("train", data, "--output", again, "--config", reverser / "config.json"),
            *flags({"training.epochs": 1, "seed": 3}),
        )
        assert done.status == 0
        expected = package.info(reverser).settings | {"training.epochs": 1, "seed": 3}
        assert package.info(again).settings == expected

    def test_so_is_one_of_an_earlier_format(self, pantoum: Pantoum, tmp_path: Path) -> None:
        data = write_tsv(tmp_path / "data.tsv", [("ab", "ba"), ("b", "b"), ("a", "a")])
        folder = FOLDER / "format2" / "additive_lstm"
        done = pantoum(
            *("train", data, "--output", tmp_path / "again", "--config", folder / "config.json"),
            *flags({"training.epochs": 1}),
        )
        assert done.status == 0
        settings = package.info(tmp_path / "again").settings
        assert settings["model.hidden"] == load_model(folder).config.model.hidden
