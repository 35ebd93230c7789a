"""Numbers out of their range are refused with the setting, the rule and the value."""

import re

import pytest
from tests.reversing import with_settings

from pantoum.config import Config
from pantoum.errors import PantoumError
from pantoum.tasks import REGISTRY, TaskSpec
from pantoum.tasks.checks import check, check_used

INFINITE, NOT_A_NUMBER = float("inf"), float("nan")

WRONG = [
    ("seed", -1, "at least 0"),
    ("seed", 2**63, f"at most {2**63 - 1}"),
    ("training.epochs", 0, "at least 1"),
    ("training.batch_tokens", 0, "at least 1"),
    ("training.evaluate_every", 0, "at least 1"),
    ("training.threads", 0, "at least 1"),
    ("training.threads", 2_000, "at most 1024"),
    ("training.warmup_steps", -1, "at least 0"),
    ("training.weight_decay", -0.01, "at least 0"),
    ("training.weight_decay", NOT_A_NUMBER, "at least 0"),
    ("training.max_grad_norm", -1.0, "at least 0"),
    ("training.max_grad_norm", INFINITE, "finite"),
    ("training.patience", -1, "at least 0"),
    ("training.label_smoothing", -0.1, "at least 0"),
    ("training.label_smoothing", 1.0, "below 1"),
    ("training.learning_rate", 0.0, "above 0"),
    ("training.learning_rate", -0.002, "above 0"),
    ("training.learning_rate", NOT_A_NUMBER, "above 0"),
    ("training.learning_rate", INFINITE, "finite"),
    ("data.vocabulary_size", 0, "at least 1"),
    ("data.min_count", 0, "at least 1"),
    ("search.beam", 0, "a whole number from 1 to 1,000"),
    ("search.beam", 1_001, "a whole number from 1 to 1,000"),
    ("search.length_penalty", -1.0, "a number from 0 to 10"),
    ("search.length_penalty", 10.5, "a number from 0 to 10"),
    ("search.length_penalty", NOT_A_NUMBER, "a number from 0 to 10"),
    ("training.ema_decay", 1.0, "below 1"),
    ("training.average_last", -1, "at least 0"),
    ("training.average_last", 1, "0 or at least 2"),
    ("training.average_best", 1, "0 or at least 2"),
    ("data.max_length", 0, "at least 1"),
    ("model.hidden", 0, "a whole number of at least 1"),
    ("model.dropout", 1.0, "a number of at least 0 and below 1"),
    ("model.layers", 0, "a whole number of at least 1"),
    ("tagger.character_hidden", 0, "a whole number of at least 1"),
    ("tagger.word_dropout", -0.25, "a number of at least 0"),
]
RIGHT = [
    *[
        ("seed", 0),
        ("seed", 2**63 - 1),
        ("training.epochs", 1),
        ("training.batch_tokens", 1),
        ("training.max_grad_norm", 0.0),
    ],
    *[("training.patience", 0), ("training.warmup_steps", 0), ("training.label_smoothing", 0.0)],
    *[
        ("training.label_smoothing", 0.99),
        ("training.learning_rate", 1e-9),
        ("training.threads", 1024),
    ],
    *[("tagger.affixes", 0), ("tagger.word_dropout", 0.0)],
    *[
        ("search.beam", 1),
        ("search.length_penalty", 0.0),
        ("training.weight_decay", 0.0),
        ("data.min_count", 1),
    ],
]


@pytest.mark.parametrize(("name", "value", "rule"), WRONG)
def test_a_wrong_number_is_refused(name: str, value: float, rule: str) -> None:
    with pytest.raises(
        PantoumError,
        match=f"^{re.escape(name)} must be {re.escape(rule)}, but is {re.escape(str(value))}$",
    ):
        check(with_settings(Config(), {name: value}))


@pytest.mark.parametrize(("name", "value"), RIGHT)
def test_the_last_right_number_is_taken(name: str, value: float) -> None:
    check(with_settings(Config(), {name: value}))


def test_the_defaults_are_right() -> None:
    check(Config())


def test_a_dot_score_waits_for_the_hidden_size() -> None:
    check(with_settings(Config(), {"model.attention": "dot", "model.decoder_hidden": 8}))
    check(
        with_settings(
            Config(), {"model.attention": "dot", "model.decoder_hidden": 8, "model.hidden": 4}
        )
    )
    with pytest.raises(PantoumError, match=r"set model\.decoder_hidden to 8"):
        check(
            with_settings(
                Config(), {"model.attention": "dot", "model.hidden": 4, "model.decoder_hidden": 4}
            )
        )


def test_a_setting_that_is_not_used_is_refused() -> None:
    spec = TaskSpec(
        "a mirror",
        REGISTRY["seq2seq"].format,
        REGISTRY["seq2seq"].prepare,
        REGISTRY["seq2seq"].load,
        ("search",),
    )
    wrong = {"search.beam": 3, "model.attention": "none"}
    check_used(Config(), "seq2seq", spec)
    check_used(with_settings(Config(), {"model.attention": "none"}), "seq2seq", spec)
    check_used(with_settings(Config(), {"search.beam": 5}), "seq2seq", spec)  # the default
    with pytest.raises(
        PantoumError, match=r"^search\.beam is not used by a mirror: leave it out, or say what"
    ):
        check_used(with_settings(Config(), wrong), "seq2seq", spec)
    spec = spec._replace(unused_settings=("data.max_length", "model.attention"))
    with pytest.raises(PantoumError, match=r"^model\.attention is not used by a mirror"):
        check_used(with_settings(Config(), wrong), "seq2seq", spec)
    check_used(
        with_settings(Config(), {"model.attention_size": 3, "search.beam": 2}), "seq2seq", spec
    )
    with pytest.raises(
        PantoumError, match=r"^tagger\.affixes is not used by a mirror"
    ):  # the section of another task
        check_used(with_settings(Config(), {"tagger.affixes": 2}), "seq2seq", spec)
    check_used(with_settings(Config(), {"tagger.affixes": 2}), "tagger", spec)
