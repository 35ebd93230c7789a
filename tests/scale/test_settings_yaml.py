"""Settings written as YAML are read again as they were."""

from pathlib import Path

from pantoum.cli.settings_file import read_settings
from pantoum.scale.settings_yaml import settings_yaml

SETTINGS = {
    "seed": 3,
    "task": "tagger",
    "training.learning_rate": 1e-05,
    "training.weight_decay": 2.5e-07,
    "training.epochs": None,
    "model.dropout": 0.1,
    "model.layers": 2,
    "model.bidirectional": False,
    "tagger.crf": "auto",
    "data.source_column": "2",
    "data.tag_columns": "é: #, 'x'",
}


def test_every_kind_of_value_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.yaml"
    path.write_text(settings_yaml(SETTINGS, "Two\nlines."), encoding="utf-8")
    assert path.read_text(encoding="utf-8").startswith("# Two\n# lines.\nseed: 3\n")
    found = read_settings(path)
    assert found == SETTINGS
    assert {name: type(value) for name, value in found.items()} == {
        name: type(value) for name, value in SETTINGS.items()
    }
