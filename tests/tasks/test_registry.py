"""Settings that a task does not use are refused, and saved with their defaults."""

from dataclasses import asdict

import pytest
from tests.reversing import with_settings

from pantoum.config import NO_DATA, Config, resolve
from pantoum.errors import PantoumError
from pantoum.tasks import REGISTRY, TaskSpec, settings_to_save
from pantoum.tasks.registry import check_used


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


def test_the_error_of_an_unused_setting_has_its_parts() -> None:
    with pytest.raises(PantoumError) as caught:
        check_used(with_settings(Config(), {"search.beam": 3}), "tagger", REGISTRY["tagger"])
    assert (caught.value.setting, caught.value.value) == ("search.beam", 3)
    assert caught.value.remedy == "leave it out, or say what is to be trained with --task"


def test_saved_settings_can_be_trained_with_again() -> None:
    for task, spec in REGISTRY.items():
        resolved = resolve(Config(), task, NO_DATA)
        saved = settings_to_save(resolved)
        assert type(saved) is Config
        check_used(saved, task, spec)
        assert resolve(saved, task, NO_DATA) == resolved
    saved = asdict(settings_to_save(resolve(Config(), "classifier", NO_DATA)))
    assert saved["model"]["decoder_hidden"] is None
    assert saved["data"]["target_units"] is None
    assert saved["model"]["hidden"] == 64
