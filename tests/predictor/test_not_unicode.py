"""Strings with NUL or with half a UTF-16 pair are read as unknown symbols, by every kind of
model, and what comes out can be written as UTF-8.
"""

import json
from typing import Any

import pytest
from tests.stored.making import FOLDER

import pantoum
from pantoum.errors import PantoumError

STRANGE = ["\0", "a\0b", "\ud800", "a\udcffb"]


def stored(name: str) -> Any:
    newest = max(FOLDER.glob("format*"))
    return pantoum.load(newest / name)


def readable(text: str) -> str:
    return "".join("\ufffd" if "\ud800" <= one <= "\udfff" else one for one in text)


def as_json(values: dict[str, Any]) -> dict[str, Any]:
    return json.loads(json.dumps(values, ensure_ascii=False).encode())


@pytest.mark.parametrize("text", STRANGE)
def test_an_input_of_an_encoder_decoder(text: str) -> None:
    model = stored("additive_lstm")
    shown = readable(text)
    prediction = model(text)
    assert prediction.source_tokens == [*shown, "</s>"]
    assert prediction == model(shown)
    assert as_json(prediction.to_dict(text))["source"] == shown
    assert model("abc", score=text).tokens == [*shown, "</s>"]
    for option in ({"prefix": text}, {"required": [text]}, {"forbidden": [text]}):
        with pytest.raises(PantoumError, match=r"cannot write|can write"):
            model("abc", **option)
    assert model("abc", allowed=["ab", text]).text == "ab"


@pytest.mark.parametrize("text", STRANGE)
def test_features(text: str) -> None:
    model = stored("dot_gru_features")
    prediction = model("abc", text)
    assert prediction == model("abc", readable(text))
    assert as_json(prediction.to_dict("abc"))


@pytest.mark.parametrize("text", STRANGE)
def test_a_text_of_a_classifier_and_of_a_language_model(text: str) -> None:
    shown = readable(text)
    classifier = stored("classifier")
    assert classifier(text).probabilities == classifier(shown).probabilities
    assert as_json(classifier(text).to_dict(text))["source"] == shown
    writer = stored("language_model")
    assert writer(text).tokens == [*shown, "</s>"]
    assert as_json(writer(text).to_dict(text))["text"] == shown
    generated = writer.generate(prefix=text, longest=3)[0]
    assert generated.text.startswith(shown)
    assert as_json(generated.to_dict())


@pytest.mark.parametrize("name", ["softmax_tagger", "crf_tagger"])
@pytest.mark.parametrize("text", STRANGE)
def test_a_word_of_a_tagger(name: str, text: str) -> None:
    shown = readable(text)
    model = stored(name)
    tagging = model([[text, "dog"]])[0]
    assert tagging.columns == model([[shown, "dog"]])[0].columns
    assert as_json(tagging.to_dict())["words"] == [shown, "dog"]
