"""What a run asks of a tagger: batches, scores, a sample, which evaluation is better, and the model
in words.
"""

from typing import Any

import pytest
import torch
from tests.reversing import resolved
from tests.tagging import clauses, names, tags_of, tiny_tagger, write_conll, write_conllu

from pantoum.inference.tagging import best_tags
from pantoum.tasks import Prepared, TaggerTask, prepare
from pantoum.tasks.tagger import score_columns
from pantoum.tasks.tagger.scores import flat
from pantoum.tasks.tagger.task import sample_of

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Prepared[TaggerTask]:
    path = write_conllu(tmp_path_factory.mktemp("data") / "clauses.conllu", clauses())
    return prepare([path], [path], tiny_tagger({"data.tag_columns": "upos,xpos"}))


@pytest.fixture(scope="module")
def spans(tmp_path_factory: pytest.TempPathFactory) -> Prepared[TaggerTask]:
    path = write_conll(tmp_path_factory.mktemp("data") / "names.conll", names()[:30])
    return prepare([path], [path], tiny_tagger())


def test_a_batch_is_what_the_loss_takes(two: Prepared[TaggerTask]) -> None:
    given = two.task.collate(two.train, [3, 1])
    assert given.symbols == sum(two.train.lengths[[3, 1]])
    for column in (0, 1):
        labels = two.task.columns[column].labels
        found = [
            labels.decode(row[:length].tolist())
            for row, length in zip(given.tags[column], given.lengths, strict=True)
        ]
        assert found == [tags_of(clauses(), column)[3], tags_of(clauses(), column)[1]]
    loss = two.task.build(two.config).loss(*given.inputs)
    assert loss.symbols == given.symbols


@pytest.mark.parametrize("which", ["two", "spans"])
def test_an_evaluation_scores_the_best_tags_as_files_write_them(
    which: str, request: pytest.FixtureRequest
) -> None:
    prepared = request.getfixturevalue(which)
    task = prepared.task
    model = prepared.task.build(prepared.config).eval()
    found = [
        [column.to_file(column.labels.decode(ids)) for ids in kind]
        for column, kind in zip(task.columns, best_tags(model, prepared.dev), strict=True)
    ]
    assert task.tags(model, prepared.dev, CPU) == found
    scores, sample, _ = task.evaluate(model, prepared.dev, prepared.dev_examples, CPU, 0)
    assert scores == flat(
        score_columns(task.columns, prepared.dev_examples, found, task.words.__contains__)
    )
    first = prepared.dev_examples[0]
    assert sample == (
        " ".join(first.words),
        " ".join(first.tags[0]),
        " ".join(found[0][0]),
        sample.right,
        "",
    )
    later = len(prepared.dev_examples) * 2 + 3
    sample = task.evaluate(model, prepared.dev, prepared.dev_examples, CPU, later)[1]
    assert sample.source == " ".join(prepared.dev_examples[3].words)


def test_a_sample_is_right_if_all_its_tags_are(
    two: Prepared[TaggerTask], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = [tags_of(clauses(), column) for column in (0, 1)]
    wrong = [[*right[0][:1], ["X"] * len(right[0][1]), *right[0][2:]], right[1]]
    for found, expected in ((right, True), (wrong, False)):
        monkeypatch.setattr(TaggerTask, "tags", lambda *given, found=found: found)
        sample = two.task.evaluate(two.task.build(two.config), two.dev, two.dev_examples, CPU, 1)[1]
        assert sample.right is expected


def test_of_a_long_sentence_the_stretch_with_the_first_wrong_tag_is_shown() -> None:
    words = [f"w{place}" for place in range(30)]
    right = [f"T{place}" for place in range(30)]
    output = [*right[:20], "X", *right[21:29], "Y"]
    assert sample_of(words, right, output) == (
        "... w16 w17 w18 w19 w20 w21 w22 w23 w24 w25 w26 w27 ...",
        "... T16 T17 T18 T19 T20 T21 T22 T23 T24 T25 T26 T27 ...",
        "... T16 T17 T18 T19 X T21 T22 T23 T24 T25 T26 T27 ...",
        False,
        "",
    )
    assert sample_of(words, right, [*right[:29], "Y"]).output.endswith(" T28 Y")
    assert sample_of(words, right, [*right[:29], "Y"]).source.startswith("... w18 w19")
    assert sample_of(words, right, ["X", *right[1:]]).output.startswith("X T1 T2")
    whole = sample_of(words, right, right)
    assert (whole.source, whole.right) == (" ".join(words[:12]) + " ...", True)
    assert sample_of(words[:12], right[:12], output[:12]).source == " ".join(words[:12])
    assert sample_of([], [], []) == ("", "", "", True, "")


def test_the_better_evaluation_has_the_smaller_key(
    two: Prepared[TaggerTask], spans: Prepared[TaggerTask]
) -> None:
    def key(upos: float, xpos: float, **others: float) -> list[float]:
        return two.task.selection_key({"upos.accuracy": upos, "xpos.accuracy": xpos, **others})

    assert key(80.0, 90.0) == [-85]
    assert key(91.0, 80.0) < key(90.0, 80.0) == key(80.0, 90.0)
    assert spans.task.selection_key({"f1": 60.0, "accuracy": 99.0}) == [-60]


def test_the_model_in_words(two: Prepared[TaggerTask], spans: Prepared[TaggerTask]) -> None:
    summary = spans.task.summary(spans.config, spans.dev_examples[0])
    assert summary.kind == "a sequence tagger"
    assert summary.rows == [
        ("words", f"{spans.task.words.size} different"),
        ("spelling", "LSTM over characters"),
        ("tags: 2", "7 different, CRF"),
        ("network", "1 bi-directional LSTM layer of 8"),
    ]
    model: Any = lambda sentences: [type("Found", (), {"tags": sentences})]  # noqa: E731
    assert eval(summary.call, {"model": model}) == [list(spans.dev_examples[0].words)]
    config = tiny_tagger(
        {"model.bidirectional": False, "model.cell": "gru", "tagger.characters": "none"}
    )
    rows = dict(two.task.summary(resolved(config, {"task": "tagger"}), two.dev_examples[0]).rows)
    assert rows["spelling"] == "not read"
    assert (rows["tags: upos"], rows["tags: xpos"]) == (
        "4 different, softmax",
        "6 different, softmax",
    )
    assert rows["network"] == "1 uni-directional GRU layer of 8"
