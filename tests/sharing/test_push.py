"""A model directory goes to the hub with its card, and without what is private."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.hub_server import LocalHub

import pantoum
from pantoum.errors import PantoumError
from pantoum.sharing import push

MODEL = {
    *("config.json", "model.safetensors", "source.json", "target.json"),
    *("README.md", "metrics.json", "metrics.jsonl"),
}


@pytest.fixture
def model(reverser: Path, tmp_path: Path) -> Path:
    """A copy of the model that may be written to, with what is not to be sent."""
    folder = tmp_path / "reverser"
    shutil.copytree(reverser, folder)
    (folder / "errors.tsv").write_text("secret\n", encoding="utf-8")
    assert {"checkpoints", "run.json"} <= {one.name for one in folder.iterdir()}
    return folder


def head_of(data: bytes) -> dict[str, object]:
    """The YAML at the beginning of a card."""
    begin, text, _ = data.decode().split("---\n", 2)
    assert begin == ""
    return yaml.safe_load(text)


def test_the_files_of_a_model_are_sent_in_one_commit(hub: LocalHub, model: Path) -> None:
    done = push(model, "anna/reverser")
    repository = hub.repositories["anna/reverser"]
    assert set(repository.files) == MODEL | {".gitattributes"}
    assert set(done.files) == MODEL
    assert (done.address, done.page) == (
        "hf://anna/reverser",
        f"{hub.url}/anna/reverser/commit/{repository.refs['main']}",
    )
    assert len(hub.messages) == 1
    assert not repository.private
    for name in MODEL - {"README.md"}:
        assert repository.files[name] == (model / name).read_bytes()


def test_the_card_has_the_scores_as_metadata(hub: LocalHub, model: Path) -> None:
    push(model, "anna/reverser")
    sent = hub.repositories["anna/reverser"].files["README.md"]
    card = (model / "README.md").read_bytes()
    assert sent.endswith(b"---\n" + card)
    assert b"---" not in card[:10]
    head = head_of(sent)
    assert head["library_name"] == "pantoum"
    assert head["tags"] == ["pantoum", "rnn", "text2text-generation"]
    dev = pantoum.load(model).scores["dev"]
    assert head["model-index"] == [
        {
            "name": "reverser",
            "results": [
                {
                    "task": {"type": "text2text-generation", "name": "an encoder-decoder"},
                    "dataset": {
                        "type": "development-data",
                        "name": "development data",
                        "split": "validation",
                    },
                    "metrics": [
                        {
                            "type": "wer",
                            "value": round(dev["word_error_rate"], 4),
                            "name": "dev word error rate",
                        },
                        {
                            "type": "symbol_error_rate",
                            "value": round(dev["symbol_error_rate"], 4),
                            "name": "dev symbol error rate",
                        },
                        {
                            "type": "exact_match",
                            "value": round(dev["exact_match"], 4),
                            "name": "dev exact match",
                        },
                    ],
                }
            ],
        }
    ]


def test_the_library_of_the_hub_reads_the_scores(hub: LocalHub, clause_tagger: Path) -> None:
    from huggingface_hub import ModelCard

    push(clause_tagger, "anna/tags")
    card: Any = ModelCard(hub.repositories["anna/tags"].files["README.md"].decode())
    dev = pantoum.load(clause_tagger).scores["dev"]
    results = card.data.eval_results
    assert results is not None
    assert {one.metric_type: one.metric_value for one in results} == {
        name: round(value, 4) for name, value in dev.items() if name != "examples"
    }
    assert {one.task_type for one in results} == {"token-classification"}


def test_what_a_head_says_already_stays(hub: LocalHub, model: Path) -> None:
    card = model / "README.md"
    body = card.read_text(encoding="utf-8")
    head = "---\nlicense: apache-2.0\nlanguage: [tr]\ntags: [mine]\nmodel-index: old\n---\n"
    card.write_text(head + body, encoding="utf-8")
    push(model, "anna/reverser")
    sent = hub.repositories["anna/reverser"].files["README.md"]
    found = head_of(sent)
    assert found["license"] == "apache-2.0"
    assert found["language"] == ["tr"]
    assert found["tags"] == ["mine", "pantoum", "rnn", "text2text-generation"]
    assert found["model-index"] != "old"
    assert sent.decode().endswith("---\n" + body)


@pytest.mark.parametrize("head", ["a: [", "- a", "a: !!python/object:os.system {}"])
def test_a_head_that_cannot_be_read_is_refused(hub: LocalHub, model: Path, head: str) -> None:
    (model / "README.md").write_text(f"---\n{head}\n---\n# A\n", encoding="utf-8")
    with pytest.raises(PantoumError, match=r"README\.md: the YAML between .* cannot be read"):
        push(model, "anna/reverser")
    assert hub.asked == []


def test_a_model_without_card_and_scores_is_sent(hub: LocalHub, model: Path) -> None:
    for name in ("README.md", "metrics.json", "metrics.jsonl", "run.json"):
        (model / name).unlink()
    push(model, "anna/reverser")
    sent = hub.repositories["anna/reverser"].files["README.md"]
    assert sent.endswith(b"---\n# reverser\n")
    assert "model-index" not in head_of(sent)


def test_an_exported_file_goes_along(hub: LocalHub, model: Path, tmp_path: Path) -> None:
    (model / "model.onnx").write_bytes(b"own")
    push(model, "anna/reverser")
    repository = hub.repositories["anna/reverser"]
    assert repository.files["model.onnx"] == b"own"
    other = tmp_path / "other.onnx"
    other.write_bytes(b"other")
    push(model, "anna/reverser", onnx=other)
    assert repository.files["model.onnx"] == b"other"
    # It would be of an earlier model.
    (model / "model.onnx").unlink()
    push(model, "anna/reverser")
    assert "model.onnx" not in repository.files
    assert len(repository.commits) == 4


def test_a_wrong_exported_file_is_refused(hub: LocalHub, model: Path, tmp_path: Path) -> None:
    with pytest.raises(PantoumError, match=r"none\.onnx: no such file; give the file that was"):
        push(model, "anna/reverser", onnx=tmp_path / "none.onnx")
    with pytest.raises(PantoumError, match=r"onnx must be a file that ends in \.onnx"):
        push(model, "anna/reverser", onnx=model / "README.md")
    (tmp_path / "a.onnx").mkdir()
    with pytest.raises(PantoumError, match=r"a\.onnx: cannot be read: Is a directory"):
        push(model, "anna/reverser", onnx=tmp_path / "a.onnx")
    assert hub.asked == []


def test_a_private_model_is_private(hub: LocalHub, model: Path) -> None:
    push(model, "anna/secret", private=True)
    assert hub.repositories["anna/secret"].private
    push(model, "anna/secret", private=True)
    push(model, "anna/secret")
    assert hub.repositories["anna/secret"].private


def test_a_public_repository_gets_nothing_private(hub: LocalHub, model: Path) -> None:
    repository = hub.add("anna/open", {})
    with pytest.raises(PantoumError, match="is there already, and everybody can read it: make it"):
        push(model, "anna/open", private=True)
    assert repository.files == {}


def test_the_model_of_another_program_stays(hub: LocalHub, model: Path) -> None:
    repository = hub.add("anna/bert", {"config.json": b'{"architectures": []}'})
    with pytest.raises(PantoumError, match=r"holds a config\.json that is not Pantoum's; push to"):
        push(model, "anna/bert")
    assert repository.files == {"config.json": b'{"architectures": []}'}


def test_a_damaged_model_is_not_sent(hub: LocalHub, model: Path) -> None:
    with (model / "source.json").open("a", encoding="utf-8") as file:
        file.write(" ")
    with pytest.raises(PantoumError, match=r"source\.json: damaged"):
        push(model, "anna/reverser")
    assert hub.asked == []


def test_a_push_has_no_revision(hub: LocalHub, model: Path) -> None:
    with pytest.raises(PantoumError, match="makes a new commit on the main branch; leave out"):
        push(model, "anna/reverser@v1")
    assert hub.asked == []


def test_who_may_not_write_is_told_so(
    hub: LocalHub, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_of_somebody_else")
    refused = (
        r"hf://anna/reverser: the hub does not let you write there \(401: Invalid username or "
        r"password\.\): log in with `hf auth login`, or set HF_TOKEN, as a user who may write to "
        "anna/reverser"
    )
    with pytest.raises(PantoumError, match=refused):
        push(model, "anna/reverser")
    assert hub.repositories == {}
    hub.add("anna/reverser", {})
    with pytest.raises(PantoumError, match=r"not let you write there \(403: You may not write"):
        push(model, "anna/reverser")


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_hub_in_trouble_is_said(hub: LocalHub, model: Path, status: int) -> None:
    hub.fails = (status, "down")
    answers = rf"hf://anna/reverser: the hub answers with an error \({status}: down\): try again"
    with pytest.raises(PantoumError, match=answers):
        push(model, "anna/reverser")


def test_a_hub_that_refuses_says_why(hub: LocalHub, model: Path) -> None:
    hub.fails = (402, "Your storage is full.")
    with pytest.raises(PantoumError, match=r"the hub refuses it \(402: Your storage is full\.\)"):
        push(model, "anna/reverser")
