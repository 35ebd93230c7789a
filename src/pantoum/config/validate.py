"""Settings that cannot work are refused, from the rules that stand beside the settings."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any

from pantoum.config.data import DataConfig
from pantoum.config.model import ModelConfig
from pantoum.config.names import DOT_SCORES
from pantoum.config.rules import rules_of
from pantoum.config.search import SearchConfig
from pantoum.config.settings import SECTIONS, Config
from pantoum.errors import PantoumError


def validate(config: Config) -> None:
    """Refuse values out of their range, and values that cannot work together.

    What is open is not checked: `pantoum.config.resolve` fills it, and checks what it has filled.

    Raises: PantoumError with the setting, the rule, the value and the remedy.
    """
    _check_rules(config, Config, "")
    for name in SECTIONS:
        validate_section(getattr(config, name), f"{name}.")


def validate_section(section: Any, prefix: str = "") -> None:
    """The same for one section.

    Args:
        section: an instance of one of `SECTIONS`.
        prefix: of the names in messages, such as ``search.``; "" where they are arguments of a call
            or flags.
    Raises: PantoumError with the setting, the rule, the value and the remedy.
    """
    _check_rules(
        section, next(one for one in SECTIONS.values() if isinstance(section, one)), prefix
    )
    if isinstance(section, DataConfig):
        _check_groups(section, prefix)
    if isinstance(section, SearchConfig):
        _check_length_ratios(section, prefix)
    if isinstance(section, ModelConfig):
        _check_dot_sizes(section, prefix)
        _check_copying(section, prefix)


def _check_rules(section: Any, open_type: type[Any], prefix: str) -> None:
    for name, rule in rules_of(open_type).items():
        value = getattr(section, name)
        if is_dataclass(value) or rule.allows(value):
            continue
        raise PantoumError(
            setting=f"{prefix}{name}",
            rule=rule.in_words(),
            value=value,
            remedy=f"set {prefix}{name} to {rule.in_words()}",
        )


def _check_length_ratios(search: SearchConfig, prefix: str) -> None:
    least = search.min_length_ratio
    if search.max_length_ratio and search.max_length_ratio < least:
        raise PantoumError(
            setting=f"{prefix}max_length_ratio",
            rule=f"at least min_length_ratio, {least:g}, or 0",
            value=search.max_length_ratio,
            remedy=f"raise {prefix}max_length_ratio or lower {prefix}min_length_ratio",
        )


def _check_groups(data: DataConfig, prefix: str) -> None:
    """What is said of groups needs a column of them."""
    if data.group_column:
        return
    for name in ("group_temperature", "unseen_group"):
        value = getattr(data, name)
        if value != getattr(DataConfig(), name):
            raise PantoumError(
                f"{prefix}{name} is {value}, but no column of groups is given",
                setting=f"{prefix}{name}",
                rule=f"left out without {prefix}group_column",
                value=value,
                remedy=f"name the column with {prefix}group_column, or leave it out",
            )


def _check_copying(model: ModelConfig, prefix: str) -> None:
    if model.copy and model.attention == "none":
        raise PantoumError(
            setting=f"{prefix}copy",
            rule="false without attention, whose weights say what is copied",
            value=model.copy,
            remedy=f"choose an attention with {prefix}attention, or set {prefix}copy to false",
        )


def _check_dot_sizes(model: ModelConfig, prefix: str) -> None:
    """Dot attention multiplies a decoder state and an annotation value by value."""
    if model.attention not in DOT_SCORES or model.hidden is None or model.decoder_hidden is None:
        return
    size = model.hidden * (2 if model.bidirectional else 1)
    if model.decoder_hidden != size:
        raise PantoumError(
            f"{prefix}attention {model.attention} multiplies decoder states of "
            f"{model.decoder_hidden} values with annotations of {size}, value by value",
            setting=f"{prefix}decoder_hidden",
            rule=f"{size}, the size of an annotation, with {model.attention} attention",
            value=model.decoder_hidden,
            remedy=f"set {prefix}decoder_hidden to {size}, or choose general attention",
        )
