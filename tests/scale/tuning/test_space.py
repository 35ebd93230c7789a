"""Spaces: of a file, and those that a study has by default."""

from pathlib import Path

import pytest

from pantoum import PantoumError
from pantoum.config import NO_DATA, Config, ResolvedConfig, TaskName, by_name, resolve
from pantoum.scale.tuning.default_space import default_space
from pantoum.scale.tuning.space import Dimension, read_space

WHOLE = """
training.learning_rate: {low: 0.001, high: 0.01, log: true}
model:
  dropout: {low: 0.1, high: 0.6, step: 0.1}
  layers: {low: 1, high: 3}
  cell: [lstm, gru]
model.hidden: {choice: [32, 64]}
tagger.crf: [auto, true, false]
"""


def test_a_space_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "space.yaml").write_text(WHOLE)
    assert read_space(tmp_path / "space.yaml") == (
        Dimension("training.learning_rate", 0.001, 0.01, log=True),
        Dimension("model.dropout", 0.1, 0.6, step=0.1),
        Dimension("model.layers", 1, 3, whole=True),
        Dimension("model.cell", choices=("lstm", "gru")),
        Dimension("model.hidden", choices=(32, 64)),
        Dimension("tagger.crf", choices=("auto", True, False)),
    )


def test_a_range_ends_with_its_last_step(tmp_path: Path) -> None:
    (tmp_path / "space.yaml").write_text("model.hidden: {low: 100, high: 300, step: 64}")
    assert read_space(tmp_path / "space.yaml") == (
        Dimension("model.hidden", 100, 292, step=64, whole=True),
    )


def test_what_a_dimension_contains() -> None:
    steps = Dimension("model.dropout", 0.1, 0.6, step=0.1)
    assert steps.contains(0.3)
    assert not steps.contains(0.35)
    assert not steps.contains(0.7)
    assert not Dimension("model.layers", 1, 3, whole=True).contains(None)
    switch = Dimension("tagger.crf", choices=("auto", True))
    assert switch.contains(True)
    assert not switch.contains(1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "holds no space; write settings"),
        ("- a\n", "holds no space"),
        ("model.hiden: [1, 2]", "no setting 'model.hiden': did you mean model.hidden?"),
        ("hidden: [1, 2]", "no setting 'hidden': did you mean model.hidden?"),
        ("seed: [1, 2]", "seed is the same for all trainings; leave it out"),
        ("model.hidden: 3", "model.hidden: must be a list of values or a range"),
        ("model.hidden: [3]", "must be a list of at least two values"),
        ("model.hidden: [3, 3]", "must be a list of different values"),
        ("model.hidden: [3, x]", "model.hidden: model.hidden must be a whole number"),
        ("model.hidden: {low: 8}", "model.hidden: needs low and high, or choice"),
        ("model.hidden: {low: 8, hgih: 9}", "has no 'hgih'; did you mean high?"),
        ("model.hidden: {low: 8, high: 8}", "low must be a number below high"),
        ("model.hidden: {low: null, high: 8}", "low must be a number below high"),
        ("model.hidden: {low: 8, high: 16, step: 0.5}", "step must be a whole number above 0"),
        ("model.dropout: {low: 0, high: 0.5, step: .inf}", "step must be a number above 0"),
        ("model.dropout: {low: 0, high: 0.5, step: 0.6}", "step must be at most what is between"),
        ("model: {hidden: [1, 2]}\nmodel.hidden: [3, 4]", "model.hidden is in the space twice"),
        ("model.dropout: {low: 0.1, high: 1.5}", "model.dropout must be a number of at least 0"),
        ("model.dropout: {low: 0, high: 0.5, log: true}", "with log, low must be above 0"),
        ("model.dropout: {low: 0.1, high: 0.5, log: 1}", "log must be true or false"),
        ("model.cell: {low: 0, high: 1}", "model.cell: is no number; write its values as a list"),
        ("model.cell: [lstm, lst]", "model.cell must be one of lstm"),
        ("training.epochs: [1, 2]", "training.epochs is in the space and has a value for all"),
    ],
)
def test_mistakes_are_one_sentence_with_their_place(
    tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "space.yaml").write_text(text)
    with pytest.raises(PantoumError) as raised:
        read_space(tmp_path / "space.yaml", given=["training.epochs"])
    assert str(raised.value).startswith(f"{tmp_path / 'space.yaml'}: ")
    assert sentence in str(raised.value)


TASKS: tuple[TaskName, ...] = ("seq2seq", "tagger", "classifier", "language_model")


@pytest.mark.parametrize("task", TASKS)
def test_the_defaults_lie_in_the_default_space(task: TaskName) -> None:
    config = resolve(Config(), task, NO_DATA)
    assert isinstance(config, ResolvedConfig)
    values = by_name(config)
    space = default_space(config)
    assert all(one.contains(values[one.name]) for one in space)
    assert len({one.name for one in space}) == len(space) >= 6
    without = default_space(config, ["model.hidden"])
    assert [one for one in space if one.name != "model.hidden"] == list(without)
    fine = {one.name for one in default_space(config, starts=True)}
    assert "training.learning_rate" in fine
    assert not fine & {"model.hidden", "model.layers"}
