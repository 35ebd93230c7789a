"""Every setting: frozen dataclasses of plain values."""

from pantoum.config.data import DataConfig
from pantoum.config.model import ClassifierConfig, LanguageModelConfig, ModelConfig, TaggerConfig
from pantoum.config.names import (
    AttentionName,
    CellName,
    CharacterEncoderName,
    Combine,
    LengthFormula,
    Normalization,
    PoolingName,
    Scheme,
    SpanScheme,
    TaskName,
    UnitName,
)
from pantoum.config.search import SearchConfig
from pantoum.config.settings import Config, by_name, config_from_dict
from pantoum.config.training import TrainingConfig

__all__ = [
    "AttentionName",
    "CellName",
    "CharacterEncoderName",
    "ClassifierConfig",
    "Combine",
    "Config",
    "DataConfig",
    "LanguageModelConfig",
    "LengthFormula",
    "ModelConfig",
    "Normalization",
    "PoolingName",
    "Scheme",
    "SearchConfig",
    "SpanScheme",
    "TaggerConfig",
    "TaskName",
    "TrainingConfig",
    "UnitName",
    "by_name",
    "config_from_dict",
]
