"""Every setting has a rule, and a value that breaks it is refused with the setting, the rule, the
value and the remedy.
"""

from typing import Any

import pytest
from tests.reversing import with_settings

from pantoum.config import (
    Config,
    ModelConfig,
    SearchConfig,
    TaggerConfig,
    by_name,
    validate,
    validate_section,
)
from pantoum.config.rules import Rule, descriptions_of, rules_of
from pantoum.config.settings import SECTIONS
from pantoum.errors import PantoumError

INFINITE = float("inf")
NOT_A_NUMBER = float("nan")

WRONG: list[tuple[str, Any, str]] = [
    ("seed", -1, "a whole number from 0 to 9,223,372,036,854,775,807"),
    ("seed", 2**63, "a whole number from 0 to 9,223,372,036,854,775,807"),
    ("task", "translation", "one of seq2seq, tagger, classifier, language_model"),
    ("data.source_units", "letters", "one of characters, codepoints, symbols, words, bpe"),
    ("data.vocabulary_size", -1, "a whole number of at least 0"),
    ("data.min_count", -1, "a whole number of at least 0"),
    ("data.max_length", 0, "a whole number of at least 1"),
    ("data.words_column", 2, "text"),
    ("data.tag_scheme", "BMES", "one of BIO, IOB1, IOBES, BILOU, none, auto"),
    ("model.cell", "transformer", "one of lstm, gru, rnn, peephole_lstm, layer_norm_lstm"),
    ("model.decoder_cell", "", "one of lstm, gru, rnn, peephole_lstm, layer_norm_lstm"),
    ("model.embedding", 10**30, "a whole number from 1 to 1,000,000"),
    ("model.hidden", 0, "a whole number from 1 to 1,000,000"),
    ("model.hidden", 2.5, "a whole number from 1 to 1,000,000"),
    ("model.hidden", True, "a whole number from 1 to 1,000,000"),
    ("model.hidden", 1_000_001, "a whole number from 1 to 1,000,000"),
    ("model.decoder_hidden", "64", "a whole number from 1 to 1,000,000"),
    ("model.layers", 0, "a whole number from 1 to 1,000"),
    ("model.decoder_layers", 1_001, "a whole number from 1 to 1,000"),
    (
        "model.attention",
        "self",
        "one of additive, dot, general, concat, scaled_dot, location_sensitive, none",
    ),
    (
        "model.attention",
        None,
        "one of additive, dot, general, concat, scaled_dot, location_sensitive, none",
    ),
    ("model.attention_size", 0, "a whole number from 1 to 1,000,000"),
    ("model.attention_order", "next", "one of attend_then_update, update_then_attend"),
    ("model.bidirectional", "no", "true or false"),
    ("model.dropout", 1.0, "a number of at least 0 and below 1"),
    ("model.dropout", -0.1, "a number of at least 0 and below 1"),
    ("model.dropout", NOT_A_NUMBER, "a number of at least 0 and below 1"),
    ("model.recurrent_dropout", 1, "a number of at least 0 and below 1"),
    ("model.recurrent_dropout", None, "a number of at least 0 and below 1"),
    ("model.recompute", -1, "a whole number of at least 0"),
    ("model.recompute", None, "a whole number of at least 0"),
    ("tagger.characters", "transformer", "one of lstm, gru, rnn, cnn, none"),
    ("tagger.character_hidden", 0, "a whole number from 1 to 1,000,000"),
    ("tagger.affixes", -1, "a whole number from 0 to 1,000"),
    ("tagger.affixes", 1_001, "a whole number from 0 to 1,000"),
    ("tagger.word_dropout", -0.25, "a finite number of at least 0"),
    ("tagger.crf", "yes", "true or false or auto"),
    ("tagger.scheme", "none", "one of BIO, IOB1, IOBES, BILOU"),
    ("classifier.pooling", "sum", "one of last, mean, max, attention"),
    ("language_model.steps", 0, "a whole number of at least 1"),
    ("training.epochs", 0, "a whole number of at least 1"),
    ("training.batch_tokens", 0, "a whole number of at least 1"),
    ("training.evaluate_every", -1, "a whole number of at least 0"),
    ("training.threads", -1, "a whole number from 0 to 1,024"),
    ("training.threads", 2_000, "a whole number from 0 to 1,024"),
    ("training.warmup_steps", -1, "a whole number of at least 0"),
    ("training.weight_decay", -0.01, "a finite number of at least 0"),
    ("training.weight_decay", NOT_A_NUMBER, "a finite number of at least 0"),
    ("training.max_grad_norm", -1.0, "a finite number of at least 0"),
    ("training.max_grad_norm", INFINITE, "a finite number of at least 0"),
    ("training.patience", -1, "a whole number of at least 0"),
    ("training.label_smoothing", -0.1, "a number of at least 0 and below 1"),
    ("training.label_smoothing", 1.0, "a number of at least 0 and below 1"),
    ("training.learning_rate", 0.0, "a finite number above 0"),
    ("training.learning_rate", -0.002, "a finite number above 0"),
    ("training.learning_rate", NOT_A_NUMBER, "a finite number above 0"),
    ("training.learning_rate", INFINITE, "a finite number above 0"),
    ("training.ema_decay", 1.0, "a number of at least 0 and below 1"),
    ("training.average_last", -1, "0 or a whole number of at least 2"),
    ("training.average_last", 1, "0 or a whole number of at least 2"),
    ("training.average_best", 1, "0 or a whole number of at least 2"),
    ("training.device", "gpu", "one of auto, cpu, cuda, mps"),
    ("search.beam", 0, "a whole number from 1 to 1,000"),
    ("search.beam", 1_001, "a whole number from 1 to 1,000"),
    ("search.length_penalty", -1.0, "a number from 0 to 10"),
    ("search.length_penalty", 10.5, "a number from 0 to 10"),
    ("search.length_penalty", NOT_A_NUMBER, "a number from 0 to 10"),
    ("search.length_formula", "google", "one of power, wu"),
    ("search.repetition_penalty", 0.5, "a number from 1 to 100"),
]
RIGHT: list[tuple[str, Any]] = [
    ("seed", 0),
    ("seed", 2**63 - 1),
    ("training.epochs", 1),
    ("training.batch_tokens", 1),
    ("training.max_grad_norm", 0.0),
    ("training.patience", 0),
    ("training.warmup_steps", 0),
    ("training.label_smoothing", 0.0),
    ("training.label_smoothing", 0.99),
    ("training.learning_rate", 1e-9),
    ("training.threads", 1024),
    ("training.average_last", 2),
    ("training.weight_decay", 0.0),
    ("tagger.affixes", 0),
    ("tagger.word_dropout", 0.0),
    ("tagger.word_dropout", 4.5),
    ("tagger.crf", False),
    ("search.beam", 1),
    ("search.length_penalty", 0.0),
    ("data.min_count", 1),
]


def set_unchecked(config: Config, name: str, value: Any) -> Config:
    """The types that are checked in these tests would refuse some values before the rules do."""
    config = with_settings(config, {})
    section, _, setting = name.rpartition(".")
    object.__setattr__(getattr(config, section) if section else config, setting, value)
    return config


@pytest.mark.parametrize(("name", "value", "rule"), WRONG)
def test_a_wrong_value_is_refused(name: str, value: Any, rule: str) -> None:
    with pytest.raises(PantoumError) as caught:
        validate(set_unchecked(Config(), name, value))
    error = caught.value
    assert str(error) == f"{name} must be {rule}, but is {value!r}"
    assert (error.setting, error.rule, error.remedy) == (name, rule, f"set {name} to {rule}")
    assert error.value is value


@pytest.mark.parametrize(("name", "value"), RIGHT)
def test_the_last_right_value_is_taken(name: str, value: Any) -> None:
    validate(with_settings(Config(), {name: value}))


def test_the_defaults_are_right() -> None:
    validate(Config())


def test_every_setting_has_a_rule_and_a_description() -> None:
    names = [*rules_of(Config)]
    names += [f"{name}.{one}" for name, section in SECTIONS.items() for one in rules_of(section)]
    assert names == list(by_name(Config()))
    for section in (Config, *SECTIONS.values()):
        assert list(descriptions_of(section)) == list(rules_of(section))
    assert descriptions_of(SearchConfig)["beam"] == (
        "hypotheses kept at each step; 1 is greedy search"
    )
    assert rules_of(ModelConfig)["dropout"] == Rule(float, optional=True, minimum=0, below=1)
    assert rules_of(TaggerConfig)["crf"] == Rule(bool, choices=("auto",))


def test_a_section_by_itself_is_named_as_the_caller_wants() -> None:
    with pytest.raises(PantoumError, match=r"^beam must be a whole number from 1 to 1,000, but is"):
        validate_section(SearchConfig(beam=0))
    with pytest.raises(PantoumError, match=r"^search\.beam must be"):
        validate_section(SearchConfig(beam=0), "search.")


def test_the_longest_output_is_not_below_the_shortest() -> None:
    validate_section(SearchConfig(min_length_ratio=2.0, max_length_ratio=2.0))
    validate_section(SearchConfig(min_length_ratio=2.0, max_length_ratio=0.0))
    with pytest.raises(PantoumError) as caught:
        validate_section(SearchConfig(min_length_ratio=2.0, max_length_ratio=1.5))
    assert str(caught.value) == (
        "max_length_ratio must be at least min_length_ratio, 2, or 0, but is 1.5"
    )


def test_dot_attention_needs_states_as_wide_as_annotations() -> None:
    dot = {"model.attention": "dot", "model.decoder_hidden": 8}
    validate(with_settings(Config(), dot))  # the hidden size is left to the data
    validate(with_settings(Config(), dot | {"model.hidden": 4}))
    validate(with_settings(Config(), dot | {"model.hidden": 8, "model.bidirectional": False}))
    with pytest.raises(PantoumError) as caught:
        validate(with_settings(Config(), dot | {"model.hidden": 8}))
    assert "8 values with annotations of 16" in str(caught.value)
    assert (caught.value.setting, caught.value.value) == ("model.decoder_hidden", 8)
    assert caught.value.remedy == "set model.decoder_hidden to 16, or choose general attention"
