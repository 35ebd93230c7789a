"""Runs that start from a trained model of the same kind, with other data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.labelling import labelled
from tests.reversing import Watcher, reversals, tiny, write_tsv
from tests.tagging import clauses, names, tiny_tagger, write_conll, write_conllu
from tests.training.runs import assert_same_run, checkpoint_of, final_weights

from pantoum.config import Config
from pantoum.errors import PantoumError
from pantoum.model_dir import load_model, read_start
from pantoum.symbols import UNK
from pantoum.tasks import Prepared, Start, prepare
from pantoum.training.first_weights import first_model
from pantoum.training.loop import Loop
from pantoum.training.run import Outcome, train_model

LINES = [(f"{text} {text[::-1]}",) for text, _ in reversals()[:40]]
FURTHER_LINES = [("x abba y",), ("yx cab",), ("xx y",)]


@dataclass(frozen=True)
class Kind:
    """A trained model, the data that it has learned from, and others with further symbols."""

    folder: Path
    data: Path
    further: Path
    settings: Mapping[str, Any]

    def config(self, changes: Mapping[str, Any] | None = None) -> Config:
        both = {**self.settings, **(changes or {})}
        return tiny_tagger(both) if self.data.suffix.startswith(".conll") else tiny(both, {})

    def started(self, data: Path | None = None, **changes: Any) -> Prepared[Any]:
        """A run from this model; a name is a setting of `training`."""
        given = {f"training.{name}": value for name, value in changes.items()}
        path = data or self.further
        base = {
            name: value
            for name, value in self.settings.items()
            if name.startswith(("training.", "search."))
        }
        return prepare([path], [path], tiny({**base, **given}, {}), read_start(self.folder))


TRAINING = {
    "training.epochs": 1,
    "training.batch_tokens": 120,
    "training.warmup_steps": 2,
    "training.learning_rate": 0.03,
    "training.device": "cpu",
    "training.threads": 1,
}
SMALL = {"model.embedding": 8, "model.hidden": 8, "model.dropout": 0.1}
TAGGER = {"model.layers": 1, "tagger.character_embedding": 4, "tagger.character_hidden": 4}
# Each kind of model, and further settings that change which weights there are.
KINDS: dict[str, dict[str, Any]] = {
    "seq2seq": {},
    "seq2seq that copies": {"model.copy": True},
    "seq2seq with nothing tied": {"model.tie_embeddings": False, "model.attention": "none"},
    "seq2seq with features": {},
    "classifier": {},
    "language model": {},
    "language model with nothing tied": {"model.tie_embeddings": False},
    "tagger": TAGGER,
    "tagger with a CRF": TAGGER,
}


def data_of(name: str, folder: Path) -> tuple[Path, Path]:
    """What a kind of model learns from, and other data with further symbols."""
    if name == "tagger":
        further = [[("the", "DET", "DT"), ("zebra", "NOUN", "NN"), ("Ztops", "X", "FW")]] * 3
        return (
            write_conllu(folder / "old.conllu", clauses()),
            write_conllu(folder / "new.conllu", further),
        )
    if name == "tagger with a CRF":
        new = [[("Zed", "B-ORG"), ("Inc", "I-ORG"), ("sees", "O"), ("Oslo", "B-LOC")]] * 3
        return write_conll(folder / "old.conll", names()), write_conll(folder / "new.conll", new)
    if name.startswith("language model"):
        return write_tsv(folder / "old.txt", LINES), write_tsv(folder / "new.txt", FURTHER_LINES)
    if name == "classifier":
        rows = [(f"{text}x", "delta") for text, _ in reversals()[:20]]
        return (
            write_tsv(folder / "old.tsv", labelled()),
            write_tsv(folder / "new.tsv", [*rows, *labelled()[:5]]),
        )
    pairs = reversals()[:40]
    new = [(f"{text}xy", f"zx{text}") for text, _ in pairs[:12]]
    if name == "seq2seq with features":
        return (
            write_tsv(folder / "old.tsv", [(*pair, "V;PST") for pair in pairs]),
            write_tsv(folder / "new.tsv", [(*pair, "V;FUT;PL") for pair in new]),
        )
    return write_tsv(folder / "old.tsv", pairs), write_tsv(folder / "new.tsv", new)


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Kind:
    folder = tmp_path_factory.mktemp("start")
    old, new = data_of(request.param, folder)
    task = request.param.partition(" with")[0].partition(" that")[0].replace(" ", "_")
    settings = {**SMALL, **TRAINING, **KINDS[request.param], "task": task}
    if task == "seq2seq":
        settings["search.beam"] = 1
    train_model(prepare([old], [old], tiny(settings, {})), folder / "model")
    return Kind(folder / "model", old, new, settings)


@pytest.fixture(scope="module")
def pairs_model(tmp_path_factory: pytest.TempPathFactory) -> Kind:
    folder = tmp_path_factory.mktemp("pairs")
    old, new = data_of("seq2seq", folder)
    settings = {**SMALL, **TRAINING, "search.beam": 1}
    train_model(prepare([old], [old], tiny(settings, {})), folder / "model")
    return Kind(folder / "model", old, new, settings)


def test_old_rows_are_the_old_models_and_new_ones_are_fresh(kind: Kind) -> None:
    prepared = kind.started()
    assert prepared.start is not None
    model = Loop(prepared).engine.model
    torch.manual_seed(prepared.config.seed)
    fresh = prepared.task.build(prepared.config).state_dict()
    moved = prepared.task.moved_rows(prepared.start.task)
    grown = 0
    for name, tensor in model.state_dict().items():
        old = prepared.start.weights[name]
        rows = moved.get(name, list(range(len(old))))
        square = name.endswith(("transitions", "transitions_allowed"))
        taken = tensor[: len(old), : len(old)] if square else tensor[rows]
        assert torch.equal(taken, old), name
        others = [row for row in range(len(tensor)) if row not in rows]
        assert torch.equal(tensor[others], fresh[name][others]), name
        grown += bool(others)
    assert grown >= 1


def test_symbols_keep_their_ids_and_further_ones_come_behind(kind: Kind) -> None:
    before = load_model(kind.folder).task.sizes()
    after = kind.started().task.sizes()
    assert all(after[name] >= size for name, size in before.items())
    assert sum(after.values()) > sum(before.values())


def test_what_the_old_model_says_is_said_before_the_first_step(kind: Kind) -> None:
    old = load_model(kind.folder)
    prepared = kind.started(kind.data)
    assert prepared.task.sizes() == old.task.sizes()
    model = first_model(prepared).eval()
    device = torch.device("cpu")
    result = prepared.task.evaluate(model, prepared.dev, prepared.dev_examples, device, 3)
    task = old.task
    theirs = task.evaluate(old.model, prepared.dev, prepared.dev_examples, device, 3)
    assert result == theirs


def test_old_inputs_are_read_as_before_by_a_larger_vocabulary(pairs_model: Kind) -> None:
    prepared = pairs_model.started()
    model: Any = first_model(prepared).eval()
    old = load_model(pairs_model.folder)
    ids = torch.tensor([prepared.task.source.encode("abc")])
    lengths = torch.tensor([4])
    assert torch.equal(ids, torch.tensor([old.task.source.encode("abc")]))
    assert torch.equal(
        model.encoder(ids, lengths).annotations, old.model.encoder(ids, lengths).annotations
    )


def test_what_is_copied_as_what_follows_the_larger_vocabularies(tmp_path: Path) -> None:
    old = write_tsv(tmp_path / "old.tsv", [("ab", "ba"), ("bac", "ab"), ("b", "b")])
    new = write_tsv(tmp_path / "new.tsv", [("xc", "cx"), ("c", "c")])
    settings = {**SMALL, **TRAINING, "model.copy": True, "task": "seq2seq"}
    train_model(prepare([old], [old], tiny(settings, {})), tmp_path / "model")
    start = read_start(tmp_path / "model")
    prepared = prepare([new], [new], tiny(TRAINING, {}), start)
    before: Any = load_model(tmp_path / "model").model
    after: Any = first_model(prepared)
    source = prepared.task.source.text
    target = prepared.task.target
    a, b, c, x = (source.encode(letter)[0] for letter in "abcx")
    was = before.decoder.output.copied_as.tolist()
    now = after.decoder.output.copied_as.tolist()
    assert [was[id] for id in (a, b, c)] == [*target.encode("ab"), UNK]
    assert [now[id] for id in (a, b, c, x)] == target.encode("abcx")
    assert after.decoder.output.vocabulary.weight is after.decoder.embedding.weight


def test_pretrained_vectors_go_on(tmp_path: Path) -> None:
    vectors = tmp_path / "vectors.txt"
    vectors.write_text("dog 1 2\ncats 3 4\n", encoding="utf-8")
    old, new = data_of("tagger", tmp_path)
    settings = {**SMALL, **TRAINING, **TAGGER, "tagger.vectors": str(vectors)}
    train_model(prepare([old], [old], tiny(settings, {})), tmp_path / "model")
    vectors.unlink()
    prepared = prepare([new], [new], tiny(TRAINING, {}), read_start(tmp_path / "model"))
    model: Any = first_model(prepared)
    assert model.words.vectors.table.tolist() == [[0.0, 0.0], [1.0, 2.0], [3.0, 4.0]]


def test_a_run_learns_the_further_symbols(kind: Kind, tmp_path: Path) -> None:
    prepared = kind.started()
    train_model(prepared, tmp_path / "run")
    trained = load_model(tmp_path / "run")
    assert trained.task.sizes() == prepared.task.sizes()
    assert "started from" in (tmp_path / "run" / "README.md").read_text()
    assert prepared.start is not None
    run = json.loads((tmp_path / "run" / "run.json").read_text())
    assert run["start"] == {"path": str(kind.folder), "weights_sha256": prepared.start.digest}
    assert run["given_settings"].keys().isdisjoint({"model.hidden", "task"})


@pytest.mark.parametrize("freeze", ["embeddings", "encoder"])
def test_frozen_weights_stay(kind: Kind, freeze: str, tmp_path: Path) -> None:
    prepared = kind.started(freeze=freeze, epochs=2)
    first = {
        name: tensor.clone() for name, tensor in Loop(prepared).engine.kept.state_dict().items()
    }
    model = first_model(prepared)
    frozen = {name for name, one in model.named_parameters() if not one.requires_grad}
    assert frozen
    train_model(prepared, tmp_path / "run")
    saved = load_model(tmp_path / "run").model.state_dict()
    last = final_weights(tmp_path / "run")
    trained = [name for name, _ in model.named_parameters() if name not in frozen]
    for name in frozen:
        assert torch.equal(saved[name], first[name]), name
        assert torch.equal(last[name], first[name]), name
    assert any(not torch.equal(last[name], first[name]) for name in trained)
    held = len(checkpoint_of(tmp_path / "run")["engine"]["optimizer"]["state"])
    assert held == len(trained)


def test_what_is_frozen(pairs_model: Kind) -> None:
    def frozen(freeze: str) -> set[str]:
        model = first_model(pairs_model.started(freeze=freeze))
        named = model.named_parameters(remove_duplicate=False)
        return {name for name, one in named if not one.requires_grad}

    assert frozen("none") == set()
    assert frozen("embeddings") == {
        *("encoder.embedding.weight", "decoder.embedding.weight", "decoder.output.weight")
    }
    encoder = frozen("encoder")
    assert "encoder.layers.layers.0.forward_layer.cell.weight_hh" in encoder
    assert all(name.startswith("encoder.") for name in encoder)


def stopped_and_resumed(kind: Kind, folder: Path, **changes: Any) -> Outcome:
    watcher = Watcher()
    prepared = kind.started(**changes)
    train_model(prepared, folder, [watcher], lambda: len(watcher.steps) == 3)
    return train_model(kind.started(**changes), folder, resume=True)


@pytest.mark.parametrize("freeze", ["none", "encoder"])
def test_a_run_goes_on_bit_for_bit(pairs_model: Kind, freeze: str, tmp_path: Path) -> None:
    changes = {"epochs": 4, "freeze": freeze, "batch_tokens": 60}
    train_model(pairs_model.started(**changes), tmp_path / "whole")
    outcome = stopped_and_resumed(pairs_model, tmp_path / "run", **changes)
    assert outcome.reason == "all 4 epochs are done"
    assert_same_run(tmp_path / "run", tmp_path / "whole")


def test_a_run_goes_on_with_the_model_it_started_from(pairs_model: Kind, tmp_path: Path) -> None:
    started = pairs_model.started(epochs=4)
    watcher = Watcher()
    train_model(started, tmp_path / "run", [watcher], lambda: len(watcher.steps) == 1)
    other = tmp_path / "other"
    train_model(prepare([pairs_model.data], [], pairs_model.config({"seed": 2})), other)
    config = tiny({**pairs_model.settings, "training.epochs": 4}, {})
    data = [pairs_model.further]
    with pytest.raises(
        PantoumError, match=r"a trained model, but no --from is given; give"
    ) as none:
        train_model(prepare(data, data, config), tmp_path / "run", resume=True)
    assert (none.value.setting, none.value.value) == ("from", None)
    with pytest.raises(PantoumError, match=r"but --from gives another one; give the same --from"):
        train_model(prepare(data, data, config, read_start(other)), tmp_path / "run", resume=True)


def test_a_run_from_fresh_weights_does_not_go_on_from_a_model(
    pairs_model: Kind, tmp_path: Path
) -> None:
    config = tiny({**pairs_model.settings, "training.epochs": 4}, {})
    watcher = Watcher()
    data = [pairs_model.data]
    fresh = prepare(data, data, config)
    train_model(fresh, tmp_path / "run", [watcher], lambda: len(watcher.steps) == 1)
    started = prepare(data, data, config, read_start(pairs_model.folder))
    with pytest.raises(PantoumError, match="started from fresh weights, but --from gives a tr"):
        train_model(started, tmp_path / "run", resume=True)


def test_the_digest_is_that_in_the_file_of_weights(pairs_model: Kind) -> None:
    start = read_start(pairs_model.folder)
    assert isinstance(start, Start)
    assert start.digest.encode() in (pairs_model.folder / "model.safetensors").read_bytes()
