"""Every setting: frozen dataclasses of plain values."""

from weft.config.data import DataConfig
from weft.config.model import ClassifierConfig, LanguageModelConfig, ModelConfig, TaggerConfig
from weft.config.names import (
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
from weft.config.search import SearchConfig
from weft.config.settings import Config, by_name, config_from_dict
from weft.config.training import TrainingConfig

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
