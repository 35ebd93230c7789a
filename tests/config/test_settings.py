"""The settings: plain, frozen, and the same after a trip through JSON."""

import dataclasses
import json
from typing import Any, get_args, get_type_hints

import pytest

from pantoum.config import (
    ClassifierConfig,
    Config,
    DataConfig,
    LanguageModelConfig,
    ModelConfig,
    SearchConfig,
    TaggerConfig,
    TrainingConfig,
    by_name,
    config_from_dict,
)
from pantoum.config.settings import SECTIONS

OPEN = tuple(SECTIONS.values())
OTHERS = ("seed", "task", "format")


@pytest.mark.parametrize("section", [*OPEN, Config])
def test_settings_are_frozen(section: type[Any]) -> None:
    config = section()
    for field in dataclasses.fields(config):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(config, field.name, getattr(config, field.name))


def test_a_trip_through_json_changes_nothing() -> None:
    config = Config(
        seed=7,
        data=DataConfig(
            source_column="lemma", target_units="bpe", normalization="none", min_count=3
        ),
        model=ModelConfig(
            cell="gru", attention="none", hidden=5, dropout=0.25, tie_embeddings=False
        ),
        tagger=TaggerConfig(characters="cnn", affixes=3, vectors="glove.txt", crf=False),
        classifier=ClassifierConfig(pooling="max"),
        language_model=LanguageModelConfig(steps=9),
        training=TrainingConfig(epochs=2, learning_rate=0.1, device="cpu", tensorboard=True),
        search=SearchConfig(beam=2, length_penalty=0.5),
    )
    for one in (config, Config()):
        assert config_from_dict(json.loads(json.dumps(dataclasses.asdict(one)))) == one


def test_what_is_left_out_is_the_default() -> None:
    assert config_from_dict({}) == Config()
    assert config_from_dict({"model": {"layers": 2}, "seed": 3}) == Config(
        seed=3, model=ModelConfig(layers=2)
    )


@pytest.mark.parametrize(
    "values", [{"modell": {}}, {"model": {"layer": 2}}, {"model": 3}, {"beam": 2}]
)
def test_a_name_that_is_no_setting_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        config_from_dict(values)


def test_every_setting_has_one_full_name() -> None:
    flat = by_name(Config(seed=4, model=ModelConfig(hidden=9)))
    assert flat["seed"] == 4
    assert flat["model.hidden"] == 9
    assert flat["search.beam"] == 5
    assert len(flat) == len(OTHERS) + sum(len(dataclasses.fields(section)) for section in OPEN)


@pytest.mark.parametrize("section", OPEN)
def test_every_setting_is_explained_and_holds_a_plain_value(section: type[Any]) -> None:
    plain = (int, float, bool, str, type(None))
    for field in dataclasses.fields(section):
        assert f"\n        {field.name}: " in (section.__doc__ or ""), field.name
        assert isinstance(field.default, plain)


def test_the_defaults_are_among_the_choices() -> None:
    for section in OPEN:
        for name, hint in get_type_hints(section).items():
            choices = [
                value
                for part in (hint, *get_args(hint))
                for value in get_args(part)
                if isinstance(value, str)
            ]
            default = getattr(section(), name)
            assert not choices or default is None or default in choices, name
