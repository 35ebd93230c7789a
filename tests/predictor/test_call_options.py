"""One style of calls for all kinds of models: what each has, and how it refuses what it has not."""

from pathlib import Path
from typing import Any

import pytest

import pantoum
from pantoum import PantoumError
from pantoum.evaluation import Comparison
from pantoum.predictor import inputs

# Of each kind: the fixture of a model, an input, an option that it does not have, and the error.
REFUSED = [
    ("clause_tagger", "sample", True, "a tagger gives the best tags and draws none; leave it out"),
    ("clause_tagger", "features", "V", "a tagger reads words alone; leave it out"),
    ("clause_tagger", "score", "N", "a tagger does not score tags that are given; leave it out"),
    ("clause_tagger", "nbst", 2, "no option 'nbst': did you mean nbest\\? .it takes"),
    ("clause_tagger", "beam", 2, "a tagger has no option 'beam': it takes sentences, nbest, "),
    ("labeller", "nbest", 2, "a classifier gives the probabilities of all labels in one answer"),
    ("labeller", "sample", True, "gives the likeliest label and draws none; leave it out"),
    ("labeller", "feature", "V", "no option 'feature': did you mean features"),
    ("writer", "nbest", 2, "leave it out, or draw five texts with generate"),
    ("writer", "sample", True, "scores the texts that it is given; leave it out"),
    ("writer", "beam", 2, "a language model has no option 'beam': it takes text"),
    ("writer", "features", "V", "a language model reads texts alone; leave it out"),
    ("writer", "temperature", 0.5, "give it to generate, which writes texts"),
    ("writer", "group", "a", "only encoder-decoders and classifiers read groups; leave it out"),
    ("clause_tagger", "group", "a", "only encoder-decoders and classifiers read groups"),
]


@pytest.mark.parametrize(("fixture", "name", "value", "message"), REFUSED)
def test_what_a_kind_does_not_have_is_refused(
    fixture: str, name: str, value: Any, message: str, request: pytest.FixtureRequest
) -> None:
    model: Any = pantoum.load(request.getfixturevalue(fixture))
    with pytest.raises(PantoumError, match=message) as caught:
        model("ab", **{name: value})
    assert (caught.value.setting, caught.value.value) == (name, value)
    if name in ("sample", "nbest", "score"):
        assert repr(model("ab", **{name: None})) == repr(model("ab"))
        assert repr(next(model.stream(["ab"], **{name: None}))) == repr(model("ab"))


def test_a_tagger_gives_the_next_best_in_a_call(clause_tagger: Path) -> None:
    model = pantoum.load(clause_tagger, task="tagger")
    assert list(map(repr, model("the cat", nbest=3))) == list(
        map(repr, model.nbest(["the cat"], 3)[0])
    )
    two = model([["the", "cat"], ["a"]], nbest=2)
    assert [[one.words for one in of_one] for of_one in two] == [[["the", "cat"]] * 2, [["a"]] * 2]
    assert two[0][0].log_probability["upos"] >= two[0][1].log_probability["upos"]


@pytest.mark.parametrize("fixture", ["clause_tagger", "labeller", "writer"])
def test_a_stream_is_read_as_it_is_consumed(
    fixture: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "CHUNK", 2)
    model: Any = pantoum.load(request.getfixturevalue(fixture))
    texts = ["ab", "b", "a"]
    rest = iter([*texts, "b b", "a"])
    stream = model.stream(rest)
    found = [next(stream) for _ in texts]
    assert list(map(repr, found)) == list(map(repr, model(texts)))
    assert list(rest) == ["a"]
    with pytest.raises(PantoumError, match=r"a stream is of (texts|sentences), but got one string"):
        next(model.stream("ab"))


def test_what_users_hold_is_shown_in_one_short_line(reverser: Path, reversals: Path) -> None:
    model = pantoum.load(reverser, task="seq2seq")
    listed = model.closed_list(["ab", "ba", "ab"])
    assert repr(listed) == "AllowedOutputs(2 outputs)"
    assert listed.count == 2
    count = sum(weights.numel() for weights in model.trained.model.parameters())
    assert (
        repr(model.trained) == f"TrainedModel(seq2seq, {count:,} parameters, folder='{reverser}')"
    )
    found = pantoum.info(reverser)
    assert repr(found) == f"ModelInfo('{reverser}': an encoder-decoder, {count:,} parameters)"
    same = pantoum.compare(reverser, reverser, [reversals])
    assert isinstance(same, Comparison)
    assert repr(same).startswith("Comparison(120 examples, word_error_rate: ")
    assert "(p 1.000)" in repr(same)


def test_texts_and_labels_are_shown_in_one_short_line(writer: Path, labeller: Path) -> None:
    model = pantoum.load(writer, task="language_model")
    (text,) = model.generate(prefix="a")
    assert (
        repr(text) == f"Generated(text={text.text!r}, log_probability={text.log_probability:.4f})"
    )
    labels = pantoum.load(labeller, task="classifier").labels
    assert repr(labels) == "LabelVocabulary(3 labels, 'alpha', 'beta', 'gamma')"
    assert repr(type(labels)(list("abcdef"))).endswith("(6 labels, 'a', 'b', 'c', 'd', 'e', ...)")
