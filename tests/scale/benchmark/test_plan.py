"""The file of a benchmark: its runs, and what is said of mistakes in it."""

from pathlib import Path

import pytest

from pantoum import PantoumError
from pantoum.scale.benchmark import read_plan

WHOLE = """
data:
  one: {train: a.tsv, dev: b.tsv, test: c.tsv}
  two: {train: [a.src, a.trg], dev: [b.src, b.trg], settings: {training.epochs: 9}}
seeds: 1-2
settings:
  plain: {}
  gru: {model: {cell: gru}, training.epochs: 3}
common: {model.hidden: 16, training: {epochs: 5}}
"""

# Nine lists, each of ten times the one before.
BOMB = "a0: &a0 [x]\n" + "".join(
    f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 10)}]\n" for number in range(1, 10)
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("a.tsv", "b.tsv", "c.tsv", "a.src", "a.trg", "b.src", "b.trg"):
        (tmp_path / name).write_text("x\ty\n")
    return tmp_path


def test_data_sets_by_settings_by_seeds(folder: Path) -> None:
    (folder / "f.yaml").write_text(WHOLE)
    runs = read_plan(folder / "f.yaml").runs
    assert [run.name for run in runs] == [
        "one/plain/seed-1",
        "one/plain/seed-2",
        "one/gru/seed-1",
        "one/gru/seed-2",
        "two/plain/seed-1",
        "two/plain/seed-2",
        "two/gru/seed-1",
        "two/gru/seed-2",
    ]
    # What is nearer to a run counts over what is farther: all, its data, its settings.
    assert runs[0].settings == {"model.hidden": 16, "training.epochs": 5}
    assert runs[2].settings == {"model.hidden": 16, "model.cell": "gru", "training.epochs": 3}
    assert runs[4].settings == {"model.hidden": 16, "training.epochs": 9}
    assert runs[6].settings["training.epochs"] == 3
    assert runs[0].data.test == (folder / "c.tsv",)
    assert runs[4].data.train == (folder / "a.src", folder / "a.trg")
    assert runs[4].data.test == ()


def test_what_is_left_out(folder: Path) -> None:
    (folder / "f.yaml").write_text("data: {one: {train: a.tsv, dev: b.tsv}}\n")
    (run,) = read_plan(folder / "f.yaml").runs
    assert (run.name, run.settings) == ("one/default/seed-1", {})


ONE = "data: {one: {train: a.tsv, dev: b.tsv}}\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "f.yaml: holds no benchmark; write sections"),
        ("data: [", "f.yaml: not YAML"),
        (BOMB, "f.yaml: not YAML: its references make more than 100,000 values"),
        ("data: {a: {}, a: {}}", "f.yaml: not YAML: 'a' comes twice, the second time in line 1"),
        ("seeds: 1\n", "f.yaml: names no data"),
        (ONE + "seed: 1\n", "f.yaml: has no 'seed'; did you mean seeds?"),
        ("data: {}\n", "f.yaml: data: must be names"),
        ("data: {1: {train: a.tsv, dev: b.tsv}}\n", "f.yaml: data: 1 cannot be a name here"),
        ("data: {../x: {train: a.tsv, dev: b.tsv}}\n", "data: '../x' cannot be a name here"),
        ("data: {one: a.tsv}\n", "f.yaml: data.one: must be files by their parts"),
        ("data: {one: {train: a.tsv}}\n", "f.yaml: data.one: has no dev data; add dev: FILE"),
        ("data: {one: {train: a.tsv, dev: z.tsv}}\n", "f.yaml: data.one.dev: there is no file"),
        ("data: {one: {train: 3, dev: b.tsv}}\n", "data.one.train: must be a file or a list"),
        ("data: {one: {train: a.tsv, dev: b.tsv, tset: c.tsv}}\n", "did you mean test?"),
        (ONE + "seeds: 1-x\n", "f.yaml: seeds: seeds must be whole numbers and ranges"),
        (ONE + "seeds: [1, -2]\n", "f.yaml: seeds: must be whole numbers from 0"),
        (ONE + "seeds: 1-99999999\n", "f.yaml: seeds: seeds must be at most 10,000"),
        (ONE + "settings: {a: {model.cel: gru}}\n", "f.yaml: settings.a: no setting 'model.cel'"),
        (ONE + "settings: {a: {model.cell: x}}\n", "settings.a: model.cell must be one of lstm"),
        (ONE + "settings: {a: 3}\n", "f.yaml: settings.a: must be settings by their names"),
        (ONE + "common: {seed: 3}\n", "f.yaml: common: has a seed of its own"),
        (
            ONE + "common: {model.attention: none}\nsettings: {a: {model.copy: true}}\n",
            "f.yaml: settings.a with data.one: model.copy must be false without attention",
        ),
    ],
)
def test_mistakes_are_one_sentence_with_their_place(folder: Path, text: str, sentence: str) -> None:
    (folder / "f.yaml").write_text(text)
    with pytest.raises(PantoumError) as raised:
        read_plan(folder / "f.yaml")
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)
