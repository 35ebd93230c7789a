"""Every setting: frozen dataclasses of plain values, open and resolved."""

from pantoum.config.data import DataConfig, ResolvedDataConfig
from pantoum.config.keywords import (
    NO_SETTINGS,
    GivenSettings,
    Settings,
    by_full_name,
    config_from_keywords,
    load_yaml,
)
from pantoum.config.model import (
    MAX_AFFIX,
    ClassifierConfig,
    LanguageModelConfig,
    ModelConfig,
    ResolvedModelConfig,
    TaggerConfig,
)
from pantoum.config.names import (
    AttentionName,
    AttentionOrder,
    CellName,
    CharacterEncoderName,
    Combine,
    FeatureOrder,
    FormatName,
    GivenFormat,
    LengthFormula,
    Normalization,
    PoolingName,
    Scheme,
    SpanScheme,
    TaskName,
    UnitName,
    UnseenGroup,
)
from pantoum.config.resolve import NO_DATA, DataFacts, resolve, resolve_model
from pantoum.config.search import SearchConfig
from pantoum.config.settings import Config, ResolvedConfig, by_name, config_from_dict
from pantoum.config.starting import LEARNING_RATE_SHARE, check_given, take_settings
from pantoum.config.training import ResolvedTrainingConfig, TrainingConfig
from pantoum.config.validate import validate, validate_section

__all__ = [
    "LEARNING_RATE_SHARE",
    "MAX_AFFIX",
    "NO_DATA",
    "NO_SETTINGS",
    "AttentionName",
    "AttentionOrder",
    "CellName",
    "CharacterEncoderName",
    "ClassifierConfig",
    "Combine",
    "Config",
    "DataConfig",
    "DataFacts",
    "FeatureOrder",
    "FormatName",
    "GivenFormat",
    "GivenSettings",
    "LanguageModelConfig",
    "LengthFormula",
    "ModelConfig",
    "Normalization",
    "PoolingName",
    "ResolvedConfig",
    "ResolvedDataConfig",
    "ResolvedModelConfig",
    "ResolvedTrainingConfig",
    "Scheme",
    "SearchConfig",
    "Settings",
    "SpanScheme",
    "TaggerConfig",
    "TaskName",
    "TrainingConfig",
    "UnitName",
    "UnseenGroup",
    "by_full_name",
    "by_name",
    "check_given",
    "config_from_dict",
    "config_from_keywords",
    "load_yaml",
    "resolve",
    "resolve_model",
    "take_settings",
    "validate",
    "validate_section",
]
