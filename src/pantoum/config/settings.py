"""Every setting of Pantoum: frozen dataclasses of plain values, in two types.

In a `Config`, which a person writes, ``None`` means that a setting is left open. In a
`ResolvedConfig`, which `pantoum.config.resolve` makes, nothing is None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pantoum.config.data import DataConfig, ResolvedDataConfig
from pantoum.config.model import (
    ClassifierConfig,
    LanguageModelConfig,
    ModelConfig,
    ResolvedModelConfig,
    TaggerConfig,
)
from pantoum.config.names import GivenFormat, TaskName
from pantoum.config.rules import setting
from pantoum.config.search import SearchConfig
from pantoum.config.training import ResolvedTrainingConfig, TrainingConfig

# PyTorch's largest.
MAX_SEED = 2**63 - 1

SECTIONS: dict[str, type[Any]] = {
    "data": DataConfig,
    "model": ModelConfig,
    "tagger": TaggerConfig,
    "classifier": ClassifierConfig,
    "language_model": LanguageModelConfig,
    "training": TrainingConfig,
    "search": SearchConfig,
}


@dataclass(frozen=True)
class Config:
    """All settings of one training run.

    Args:
        seed: decides the first weights, the order of the data, dropout and a held-out part.
        task: what is learned: seq2seq (an output for each input), tagger (a tag for each word),
            classifier (a label for each text) or language_model (the next symbol of a text); by
            default inferred from the files.
        format: how the files of data are written: tsv, csv or jsonl (columns), text (a text on
            each line), conll or conllu (words and tags), lexicon (a word and its phones on each
            line); auto: inferred from a file's name and content.
    """

    seed: int = setting(1, minimum=0, maximum=MAX_SEED)
    task: TaskName | None = None
    format: GivenFormat = "auto"
    data: DataConfig = field(default_factory=DataConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    tagger: TaggerConfig = field(default_factory=TaggerConfig)
    classifier: ClassifierConfig = field(default_factory=ClassifierConfig)
    language_model: LanguageModelConfig = field(default_factory=LanguageModelConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)
    search: SearchConfig = field(default_factory=SearchConfig)


@dataclass(frozen=True, kw_only=True)
class ResolvedConfig(Config):
    """All settings of one training run or of a trained model, with nothing left open."""

    task: TaskName = field()
    data: ResolvedDataConfig = field()
    model: ResolvedModelConfig = field()
    training: ResolvedTrainingConfig = field()


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
    return Config(
        **{
            name: SECTIONS[name](**value) if name in SECTIONS else value
            for name, value in values.items()
        }
    )
