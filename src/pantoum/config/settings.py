"""Every setting of Pantoum: frozen dataclasses of plain values.

``None`` stands for "chosen by `pantoum train` from the data, and printed"; the configuration that
is saved with a model holds the values that were chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pantoum.config.data import DataConfig
from pantoum.config.model import ClassifierConfig, LanguageModelConfig, ModelConfig, TaggerConfig
from pantoum.config.names import TaskName
from pantoum.config.search import SearchConfig
from pantoum.config.training import TrainingConfig


@dataclass(frozen=True)
class Config:
    """All settings of one training run.

    Args:
        seed: decides the first weights, the order of the data, dropout and a held-out part.
        task: what is learned: seq2seq (an output for each input), tagger (a tag for each word),
            classifier (a label for each text) or language_model (the next symbol of a text); by
            default inferred from the files.
    """

    seed: int = 1
    task: TaskName | None = None
    data: DataConfig = field(default_factory=DataConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    tagger: TaggerConfig = field(default_factory=TaggerConfig)
    classifier: ClassifierConfig = field(default_factory=ClassifierConfig)
    language_model: LanguageModelConfig = field(default_factory=LanguageModelConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    search: SearchConfig = field(default_factory=SearchConfig)


def by_name(config: Config) -> dict[str, Any]:
    """Every setting under its full name, such as ``model.hidden``."""
    flat: dict[str, Any] = {}
    for section, value in asdict(config).items():
        flat |= (
            {f"{section}.{name}": inner for name, inner in value.items()}
            if isinstance(value, dict)
            else {section: value}
        )
    return flat


def config_from_dict(values: Mapping[str, Any]) -> Config:
    """The inverse of `dataclasses.asdict`.

    Raises: TypeError for a name that is no setting.
    """
    sections = {
        "data": DataConfig,
        "model": ModelConfig,
        "tagger": TaggerConfig,
        "classifier": ClassifierConfig,
        "language_model": LanguageModelConfig,
        "training": TrainingConfig,
        "search": SearchConfig,
    }
    return Config(
        **{
            name: sections[name](**value) if name in sections else value
            for name, value in values.items()
        }
    )
