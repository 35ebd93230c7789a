"""What a server needs to answer a wrong request: which setting or place, the rule, the remedy."""

from pathlib import Path

import pytest

import pantoum
from pantoum.errors import PantoumError
from pantoum.predictor import Sampling


def test_a_wrong_setting_is_named_with_its_rule_and_value(reverser: Path) -> None:
    model = pantoum.load(reverser, task="seq2seq")
    with pytest.raises(PantoumError) as caught:
        model("ab", sample=Sampling(temperature=-1))
    error = caught.value
    assert (error.setting, error.value) == ("temperature", -1)
    assert str(error) == f"temperature must be {error.rule}, but is -1"


def test_a_remedy_stands_by_itself(reverser: Path) -> None:
    with pytest.raises(PantoumError) as caught:
        list(pantoum.load(reverser, task="seq2seq").stream("ab"))
    error = caught.value
    assert error.remedy == "put it in a list"
    assert str(error) == f"a stream is of inputs, but got one string: {error.remedy}"


def test_a_place_is_named(reverser: Path, writer: Path) -> None:
    with pytest.raises(PantoumError) as caught:
        pantoum.ensemble([reverser, writer])
    error = caught.value
    assert error.where == str(writer)
    assert str(error).startswith(f"{writer}: the models of an ensemble are of one kind")
