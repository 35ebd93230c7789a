"""Training with groups and weights: what an epoch has, scores by group, and resumed runs."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.grouping import REVERSED, SAME, SETTINGS, grouped, write_grouped
from tests.labelling import labelled
from tests.reversing import TINY_MODEL, Watcher, metrics_of, tiny, write_tsv
from tests.training.runs import assert_same_run, same_tensors, train

import pantoum
from pantoum.cli import main
from pantoum.data import epoch_batches
from pantoum.errors import PantoumError
from pantoum.metrics import score
from pantoum.model_dir import load_model
from pantoum.tasks import prepare

GROUP = {"data.group_column": "way"}
TEMPERED = {**GROUP, "data.group_temperature": 5.0}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_grouped(tmp_path / "data.tsv", [*grouped()[:39], *grouped()[39:45]])


def counts_of(prepared: Any, epoch: int) -> dict[str, int]:
    """How many examples of each group an epoch has, found in the ids of the batches."""
    source = prepared.task.source
    first = {source.encode("a", group=group)[0]: group for group in source.known_groups}
    found = dict.fromkeys(source.known_groups, 0)
    for rows in prepared.task.batches(prepared.train, prepared.config, epoch):
        for row in rows:
            found[first[int(prepared.train.source[row][0])]] += 1
    return found


def test_a_temperature_of_1_is_the_data_as_they_are(data: Path) -> None:
    prepared = prepare([data], [data], tiny(GROUP))
    rows = prepared.train
    assert rows.drawing is None
    config = prepared.config
    expected = epoch_batches(rows.sides, config.training.batch_tokens, config.seed, 4)
    assert prepared.task.batches(rows, config, 4) == expected
    assert counts_of(prepared, 0) == {REVERSED: 39, SAME: 6}


def test_an_epoch_has_groups_by_the_temperature(data: Path) -> None:
    prepared = prepare([data], [data], tiny(TEMPERED))
    share = 6**0.2 / (39**0.2 + 6**0.2)
    for epoch in range(3):
        found = counts_of(prepared, epoch)
        assert sum(found.values()) == 45
        assert abs(found[SAME] - 45 * share) < 1
    assert "groups: reversed 39, same 6" in prepared.notes
    assert "an epoch has, with data.group_temperature 5: reversed 27, same 18" in prepared.notes


@pytest.mark.usefixtures("unchecked_shapes")
def test_a_run_that_was_stopped_goes_on_bit_for_bit(data: Path, tmp_path: Path) -> None:
    train(data, tmp_path / "whole", TEMPERED, dev=data)
    for steps in (3, 8):
        watcher = Watcher()
        folder = tmp_path / f"stopped{steps}"
        train(
            data,
            folder,
            TEMPERED,
            dev=data,
            watcher=watcher,
            stop=lambda watcher=watcher, steps=steps: len(watcher.steps) == steps,
        )
        train(data, folder, TEMPERED, dev=data, resume=True)
        assert_same_run(folder, tmp_path / "whole")


def test_data_without_groups_have_the_digest_that_they_always_had(tmp_path: Path) -> None:
    """So that a run that an earlier version has begun can be gone on with."""
    path = write_tsv(tmp_path / "data.tsv", [("ab", "ba"), ("b", "b")])
    prepared = prepare([path], [path], tiny())
    digest = hashlib.sha256(json.dumps([["ab", "ba", None], ["b", "b", None]]).encode())
    for text in prepared.task.files().values():
        digest.update(text.encode())
    for part in (prepared.train, prepared.dev):
        for side in (part.source, part.target):
            digest.update(side.values.tobytes() + side.offsets.tobytes())
    assert prepared.fingerprint()["data"] == digest.hexdigest()


def test_a_run_does_not_go_on_with_another_temperature(data: Path, tmp_path: Path) -> None:
    train(data, tmp_path / "run", TEMPERED, dev=data, stop=lambda: True)
    changed = {**GROUP, "data.group_temperature": 2.0}
    with pytest.raises(PantoumError, match=r"--data\.group_temperature 5\.0 \(now 2\.0\)"):
        train(data, tmp_path / "run", changed, dev=data, resume=True)


def test_records_have_the_scores_of_each_group(two_ways: Path) -> None:
    record = metrics_of(two_ways)[-1]
    assert list(record["groups"]) == [REVERSED, SAME]
    assert [scores["examples"] for scores in record["groups"].values()] == [39, 30]
    errors = sum(one["word_error_rate"] * one["examples"] for one in record["groups"].values())
    assert record["dev"]["word_error_rate"] == pytest.approx(errors / 69)
    best = next(one for one in reversed(metrics_of(two_ways)) if one["best"])
    scores = json.loads((two_ways / "metrics.json").read_text(encoding="utf-8"))
    if scores["weights"] == "the moving average":
        assert scores["groups"] == best["groups"]
    model: Any = pantoum.load(two_ways)
    rows = grouped()
    written = model([row[0] for row in rows], group=[row[2] for row in rows], beam=1)
    outputs = [one.text for one in written]
    for group, found in scores["groups"].items():
        part = [number for number, row in enumerate(rows) if row[2] == group]
        assert found == score("characters", [rows[i][1] for i in part], [outputs[i] for i in part])
    card = (two_ways / "README.md").read_text(encoding="utf-8")
    assert "| groups | reversed, same |" in card
    assert "| dev word error rate of same |" in card
    assert f"model('{rows[0][0]}', group='reversed').text" in card


def test_runs_without_groups_say_nothing_of_them(reverser: Path) -> None:
    assert all("groups" not in record for record in metrics_of(reverser))
    assert "groups" not in json.loads((reverser / "metrics.json").read_text(encoding="utf-8"))


def test_the_terminal_shows_scores_by_group(
    data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    flags = [f"--{name}={value}" for name, value in {**tiny_flags(), **GROUP}.items()]
    assert main(["train", str(data), "--dev", str(data), "-o", str(tmp_path / "m"), *flags]) == 0
    shown = capfd.readouterr().err
    record = metrics_of(tmp_path / "m")[0]["groups"]
    rates = [f"{group} {scores['word_error_rate']:.2f}" for group, scores in record.items()]
    assert f"  word error rate by group: {'  '.join(rates)}\n" in shown
    assert 'group way ("reversed")' in shown


def tiny_flags() -> dict[str, Any]:
    return {**TINY_MODEL, "training.epochs": 1}


def test_an_unseen_group_of_dev_data(data: Path, tmp_path: Path) -> None:
    dev = write_grouped(tmp_path / "dev.tsv", [("ab", "ab", SAME), ("b", "b", "new")])
    with pytest.raises(PantoumError) as caught:
        prepare([data], [dev], tiny(GROUP))
    assert str(caught.value) == (
        f"{dev}: the group 'new' is not in the training data, which have reversed, same: remove "
        "its lines, or set data.unseen_group to unknown"
    )
    settings = {**GROUP, "data.unseen_group": "unknown"}
    prepared = prepare([data], [dev], tiny(settings))
    assert any("dev: 1 of 5 input symbols is unknown" in note for note in prepared.notes)
    model = prepared.task.build(prepared.config).eval()
    cpu = torch.device("cpu")
    result = prepared.task.evaluate(model, prepared.dev, prepared.dev_examples, cpu, 0)
    assert list(result.groups) == [SAME, "new"]


WEIGHTED = [("ab", "ba", "2"), ("abc", "cba", "2"), ("cab", "bac", "0.5"), ("b", "b", "0.5")]
WEIGHT = {"data.weight_column": "3", "training.batch_tokens": 1000}


def mean_loss(model: Any, prepared: Any, epochs: int) -> float:
    """The loss of an example, over all that some epochs have."""
    total = 0.0
    count = 0
    for epoch in range(epochs):
        for rows in prepared.task.batches(prepared.train, prepared.config, epoch):
            batch = prepared.task.collate(prepared.train, rows)
            total += float(model.loss(*batch.inputs).total.detach())
            count += len(rows)
    return total / count


def test_an_example_of_weight_2_is_learned_from_as_if_it_came_twice(tmp_path: Path) -> None:
    weights = {"ab": 2, "abc": 2, "cab": 2, "b": 1, "c": 1}
    once = [(word, word[::-1], str(weight)) for word, weight in weights.items()]
    often = [(word, word[::-1]) for word, weight in weights.items() for _ in range(weight)]
    dev = write_tsv(tmp_path / "dev.tsv", [("ab", "ba")])
    plain = tiny({**WEIGHT, "data.weight_column": ""})
    weighted = prepare([write_tsv(tmp_path / "once.tsv", once)], [dev], tiny(WEIGHT))
    repeated = prepare([write_tsv(tmp_path / "often.tsv", often)], [dev], plain)
    equal = prepare([write_tsv(tmp_path / "equal.tsv", [row[:2] for row in once])], [dev], plain)
    torch.manual_seed(1)
    model = weighted.task.build(weighted.config).eval()
    expected = mean_loss(model, repeated, 1)
    assert mean_loss(model, weighted, 80) == pytest.approx(expected, rel=0.01)
    assert mean_loss(model, equal, 1) != pytest.approx(expected, rel=0.05)


def test_equal_weights_change_nothing_and_dev_data_need_none(tmp_path: Path) -> None:
    dev = write_tsv(tmp_path / "dev.tsv", [("ab", "ba")])
    rows = [(one, two, "7") for one, two, _ in WEIGHTED]
    prepared = prepare([write_tsv(tmp_path / "equal.tsv", rows)], [dev], tiny(WEIGHT))
    assert prepared.train.drawing is None


def test_weights_and_temperature_together(tmp_path: Path) -> None:
    rows = [("a", "b", "x", "3"), ("b", "c", "x", "1"), ("c", "a", "y", "1")]
    path = write_tsv(tmp_path / "data.tsv", rows)
    columns = {"data.group_column": "3", "data.weight_column": "4"}
    settings = tiny({**columns, "data.group_temperature": 2.0})
    drawing = prepare([path], [path], settings).train.drawing
    assert drawing is not None
    assert drawing.shares == pytest.approx([2 / 3 * 3 / 4, 2 / 3 * 1 / 4, 1 / 3])


def test_the_range_of_weights_is_said(tmp_path: Path) -> None:
    path = write_tsv(tmp_path / "data.tsv", WEIGHTED)
    notes = prepare([path], [path], tiny(WEIGHT)).notes
    times = "so that an example comes from 0.4 to 1.6 times in an epoch"
    assert f"weights: from 0.5 to 2, {times}" in notes


def test_a_classifier_of_groups_and_weights(tmp_path: Path) -> None:
    """The group alone tells the label, so that only a model that reads it can be right."""
    rows = [
        (text, "yes" if group == "x" else "no", group, str(1 + number % 2))
        for number, (text, _) in enumerate(labelled()[:40])
        for group in ("x", "y")
    ]
    path = write_tsv(tmp_path / "labels.tsv", rows)
    settings = {
        "data.group_column": "3",
        "data.weight_column": "4",
        "training.epochs": 4,
        "model.dropout": 0.0,
        "task": "classifier",
    }
    train(path, tmp_path / "m", settings, dev=path, base=TINY_MODEL)
    model: Any = pantoum.load(tmp_path / "m")
    texts = [row[0] for row in rows]
    groups = [row[2] for row in rows]
    assert [one.label for one in model(texts, group=groups)] == [row[1] for row in rows]
    assert model("ab", group="x").tokens[0] == "x"
    found = model.evaluate(path)
    assert {part.name: part.scores["accuracy"] for part in found.by_group} == {"x": 100, "y": 100}
    assert list(metrics_of(tmp_path / "m")[-1]["groups"]) == ["x", "y"]
    with pytest.raises(PantoumError, match="the group 'z' is not in the training data"):
        model("ab", group="z")
    assert model("ab", group="z", unseen_group="unknown").label in ("yes", "no")


class TestStartingFromAModelOfGroups:
    def test_a_new_group_gets_a_row_of_its_own(self, two_ways: Path, tmp_path: Path) -> None:
        rows = [(word, word[0], "first") for word, _, _ in grouped()[:20]]
        path = write_grouped(tmp_path / "first.tsv", rows)
        from pantoum.model_dir import read_start
        from pantoum.training.first_weights import first_model

        start = read_start(two_ways)
        changes = {**TINY_MODEL, **SETTINGS, "search.beam": 1}
        prepared = prepare([path], [path], tiny(changes), start)
        assert prepared.task.source.known_groups == (REVERSED, SAME, "first")
        old = load_model(two_ways)
        model = first_model(prepared).eval()
        for group in (REVERSED, SAME):
            ids = prepared.task.source.encode("abc", group=group)
            before = old.task.source.encode("abc", group=group)
            new = model.get_parameter("encoder.embedding.weight")[ids]
            known = old.model.get_parameter("encoder.embedding.weight")[before]
            assert torch.equal(new, known)

    def test_data_without_groups_are_refused(self, two_ways: Path, tmp_path: Path) -> None:
        from pantoum.model_dir import read_start

        path = write_tsv(tmp_path / "plain.tsv", [("ab", "ba"), ("b", "b"), ("a", "a")])
        changes = {**SETTINGS, "data.group_column": ""}
        with pytest.raises(PantoumError, match="reads the group of each input, but no column has"):
            prepare([path], [path], tiny(changes), read_start(two_ways))


QUICK: dict[str, Any] = {"epochs": 1, "hidden": 8, "embedding": 8, "threads": 1, "progress": False}


class TestFromPython:
    def test_every_form_gives_the_weights_of_the_file(self, data: Path, tmp_path: Path) -> None:
        rows = [tuple(line.split("\t")) for line in data.read_text().splitlines()[1:]]
        weighted = [(*row, str(1 + number % 3)) for number, row in enumerate(rows)]
        path = write_tsv(tmp_path / "w.tsv", [("word", "form", "way", "n"), *weighted])
        names = {"group_column": "way", "weight_column": "n", "group_temperature": 3.0}
        expected = pantoum.train(path, **names, **QUICK)
        table = [
            {"n": int(n), "way": way, "word": word, "form": form} for word, form, way, n in weighted
        ]
        items = [(word, form, way, float(n)) for word, form, way, n in weighted]
        places = {**names, "group_column": 3, "weight_column": 4}
        made: Any
        for made in (
            pantoum.train(table, **names, **QUICK),
            pantoum.train(iter(items), **places, **QUICK),
        ):
            assert same_tensors(
                made.trained.model.state_dict(), expected.trained.model.state_dict()
            )
            assert made.groups == (REVERSED, SAME)

    def test_features_and_groups_in_items(self) -> None:
        items = [("a", "b", "N;PL", "x"), ("b", "a", "N;SG", "y"), ("c", "a", "N;SG", "x")]
        model: Any = pantoum.train(items, dev=items, group_column=4, **QUICK)
        assert model.reads_features
        assert model.groups == ("x", "y")
        read = model("a", "N;PL", group="y").source_tokens
        assert read == ["y", "N", "PL", "a", "</s>"]
        assert model.evaluate(items).by_group[0].scores["examples"] == 2

    @pytest.mark.parametrize(
        ("items", "message"),
        [
            (
                [("a", "b", ""), ("b", "a", "x")],
                "data, item 1: the group is empty: fill it in or leave the item out",
            ),
            (
                [("a", "b", "x"), ("b", "a", None)],
                "data, item 2: part 3 is null, but must be",
            ),
            (
                [("a", "b", "x"), ("b", "a")],
                "data, item 2: the item has 2 parts, but group_column is '3': give each",
            ),
            (
                [("a", "b", "x"), "ba"],
                "data, item 2: the item is 'ba', but the first one",
            ),
        ],
    )
    def test_items_without_a_group_are_refused(self, items: Any, message: str) -> None:
        with pytest.raises(PantoumError) as caught:
            pantoum.train(items, group_column=3, **QUICK)
        assert str(caught.value).startswith(message)

    def test_a_frame_without_the_column_is_refused(self) -> None:
        rows = [{"word": "a", "form": "b"}, {"word": "b", "form": "a"}]
        with pytest.raises(
            PantoumError,
            match=r"data, item 1: no column 'language' for the group .there are: word, form",
        ):
            pantoum.train(rows, group_column="language", **QUICK)

    def test_other_kinds_of_models_do_not_use_them(self) -> None:
        with pytest.raises(PantoumError, match="not used by a language model"):
            pantoum.train(["ab", "ba"] * 5, group_column="3", **QUICK)
