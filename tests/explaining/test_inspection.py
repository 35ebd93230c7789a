"""What is told of one input: by models of every kind that are stored."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from tests import grouping
from tests.stored.making import FOLDER

import pantoum
from pantoum.explaining import inspect_input, parts_of
from pantoum.predictor.load import predictor_of

MODELS = FOLDER / "format4"
KINDS = {
    "additive_lstm": "abca",
    "dot_gru_features": "abca",
    "deep_rnn_without_attention": "abca",
    "classifier": "bca",
    "language_model": "abab",
    "softmax_tagger": "the dog runs",
    "crf_tagger": "Ms Ada sees Oslo",
}
TOP = ["task", "input", "source_tokens", "predictions", "parts", "off", "beam", "alternatives"]


def of(name: str) -> Any:
    return pantoum.load(MODELS / name, "cpu")


def options_of(name: str) -> dict[str, Any]:
    return {"features": "FROM;THE;END"} if name == "dot_gru_features" else {}


def inspect(name: str, **options: Any) -> dict[str, Any]:
    return inspect_input(of(name), KINDS[name], **options_of(name), **options)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_told_as_json(name: str) -> None:
    found = inspect(name, units_of="all")
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert list(found)[: len(TOP) + 1] == [*TOP, "cells"]
    assert found["parts"] == parts_of(of(name))
    for cell in found["cells"]:
        steps = len(cell["tokens"])
        names = [quantity["name"] for quantity in cell["quantities"]]
        assert list(cell["means"]) == list(cell["values"]) == names
        for quantity in cell["quantities"]:
            values = np.array(cell["values"][quantity["name"]])
            assert values.shape == (steps, cell["units"])
            assert (quantity["low"] <= values).all()
            assert (values <= quantity["high"]).all()
            np.testing.assert_allclose(
                cell["means"][quantity["name"]], values.mean(axis=1), atol=1e-4
            )
        (part,) = [part for part in found["parts"] if part["name"] == cell["name"]]
        assert (part["cell"], part["units"]) == (cell["cell"], cell["units"])
        assert cell["initial"].keys() <= set(names)
        assert all(len(part) == cell["units"] for part in cell["initial"].values())
    means_alone = {"values": None, "initial": None}
    assert [{**cell, **means_alone} for cell in found["cells"]] == inspect(name)["cells"]


@pytest.mark.parametrize("name", ["additive_lstm", "dot_gru_features"])
def test_predictions_and_tree_are_those_of_a_call(name: str) -> None:
    text = KINDS[name]
    predictions = of(name)(text, **options_of(name), nbest=3)
    expected = [one.to_dict(text, rank) for rank, one in enumerate(predictions, start=1)]
    found = inspect(name)
    assert found["predictions"] == expected  # three, as the model was saved with a beam of 3
    nodes = found["beam"]["nodes"]
    assert found["beam"]["width"] == 3
    ranked = sorted((node for node in nodes if node["rank"]), key=lambda node: node["rank"])
    for node, one in zip(ranked, expected, strict=True):
        assert (node["total"], node["score"]) == (one["log_probability"], one["score"])
        tokens = []
        while node["parent"] is not None:
            tokens.insert(0, node["token"])
            node = nodes[node["parent"]]
        assert tokens == one["tokens"]


def test_cells_read_the_text_and_the_best_output() -> None:
    found = inspect("additive_lstm")
    written = found["predictions"][0]["tokens"]
    tokens = {cell["name"]: cell["tokens"] for cell in found["cells"]}
    text = [*"abca", "</s>"]
    assert tokens == {
        "encoder.1.forward": text,
        "encoder.1.backward": text,
        "decoder.1": ["<s>", *written[:-1]],
    }
    assert [cell["direction"] for cell in found["cells"]] == ["forward", "backward", "forward"]
    symbols = [quantity["symbol"] for quantity in found["cells"][0]["quantities"]]
    assert symbols == ["Γ_u", "Γ_f", "Γ_o", "c̃", "c", "a"]
    of_gru = inspect("dot_gru_features")["cells"][0]
    assert [quantity["symbol"] for quantity in of_gru["quantities"]] == ["Γ_r", "Γ_u", "c̃", "a"]
    of_rnn = inspect("deep_rnn_without_attention")["cells"][0]
    assert [quantity["symbol"] for quantity in of_rnn["quantities"]] == ["a"]


@pytest.mark.parametrize("name", KINDS)
def test_the_equations_hold_between_what_is_told(name: str) -> None:
    """Each step's state follows from its gates and the state before it, to four decimals."""
    for cell in inspect(name, units_of="all")["cells"]:
        values = {quantity: np.array(steps) for quantity, steps in cell["values"].items()}
        if cell["direction"] == "backward":
            values = {quantity: steps[::-1] for quantity, steps in values.items()}
        memory = "cell" if "cell" in values else "hidden"
        before = np.concatenate([[cell["initial"][memory]], values[memory][:-1]])
        if "forget_gate" in values:
            kept = values["forget_gate"]
            hidden = values["output_gate"] * np.tanh(values["cell"])
            assert values["hidden"] == pytest.approx(hidden, abs=5e-4)
        elif "update_gate" in values:
            kept = 1 - values["update_gate"]
        else:
            continue
        after = values["update_gate"] * values["candidate"] + kept * before
        assert values[memory] == pytest.approx(after, abs=1e-3)


def test_alternatives_force_the_output_to_begin_so() -> None:
    model = of("additive_lstm")
    found = inspect_input(model, "abca", alternatives=3)
    tokens = found["predictions"][0]["tokens"]
    assert len(found["alternatives"]) == len(tokens)
    scored = model("abca", score=found["predictions"][0]["text"])
    for place, alternatives in enumerate(found["alternatives"]):
        shares = [one["probability"] for one in alternatives]
        assert shares == sorted(shares, reverse=True)
        of_token = {one["token"]: one["probability"] for one in alternatives}
        own = math.exp(scored.log_probabilities[place])
        assert of_token[tokens[place]] == pytest.approx(own, abs=1e-4)
        for one in alternatives:
            if one["token"] == "</s>":
                assert one["prefix"] is None
                continue
            assert one["prefix"] == "".join(tokens[:place]) + one["token"]
            forced = inspect_input(model, "abca", prefix=one["prefix"], parts=[])
            assert forced["predictions"][0]["text"].startswith(one["prefix"])


def test_only_what_is_asked_for_is_given() -> None:
    found = inspect("additive_lstm", parts=(), alternatives=0, nbest=2)
    assert (found["beam"], found["cells"], found["alternatives"]) == (None, [], [])
    assert len(found["predictions"]) == 2
    assert inspect("additive_lstm", parts=["cells"])["beam"] is None
    assert inspect("additive_lstm", parts=["beam"])["cells"] == []
    values = {
        cell["name"]: cell["values"] is not None
        for cell in inspect("additive_lstm", units_of="encoder.1.backward")["cells"]
    }
    assert values == {"encoder.1.forward": False, "encoder.1.backward": True, "decoder.1": False}
    of_layer = inspect("additive_lstm", units_of="encoder.1")["cells"]
    assert [cell["values"] is not None for cell in of_layer] == [True, True, False]


def test_options_of_the_call_count() -> None:
    found = inspect("additive_lstm", beam=2, prefix="b")
    assert found["beam"]["width"] == len(found["predictions"]) == 2
    assert all(one["text"].startswith("b") for one in found["predictions"])
    greedy = inspect("additive_lstm", beam=1)
    assert greedy["predictions"] == [of("additive_lstm")("abca", beam=1).to_dict("abca")]
    assert len(greedy["beam"]["nodes"]) == 1 + len(greedy["predictions"][0]["tokens"])
    known = inspect("additive_lstm", score="acb")
    assert known["beam"] is None
    assert known["cells"][2]["tokens"] == ["<s>", "a", "c", "b"]
    assert len(known["alternatives"]) == 4
    assert inspect("additive_lstm", score=["acb"]) == known
    drawn = inspect("additive_lstm", sample=True, seed=5, nbest=2)
    expected = of("additive_lstm")("abca", sample=True, seed=5, nbest=2)
    assert [one["text"] for one in drawn["predictions"]] == [one.text for one in expected]
    assert drawn["beam"] is None
    assert drawn["cells"][2]["tokens"] == ["<s>", *expected[0].tokens][: len(expected[0].tokens)]


def test_what_the_network_does_not_read_shows_no_cells(tmp_path: Path) -> None:
    model = of("additive_lstm")
    lexicon_file = tmp_path / "known.tsv"
    lexicon_file.write_text("abca\tcab\n", encoding="utf-8")
    known = pantoum.Lexicon.read(lexicon_file)
    for found in (inspect_input(model, " "), inspect_input(model, "abca", lexicon=known)):
        assert (found["beam"], found["cells"], found["alternatives"]) == (None, [], [])
    assert found["predictions"][0]["from_lexicon"]


def test_an_input_without_a_possible_output_shows_the_search() -> None:
    found = inspect("additive_lstm", required=["abcabcabcabc"], max_length_ratio=1.0)
    assert found["predictions"][0]["score"] is None
    assert found["beam"]["nodes"]
    assert found["alternatives"] == []
    assert [cell["name"] for cell in found["cells"]] == ["encoder.1.forward", "encoder.1.backward"]


def test_tagger_gives_marginals_and_transitions() -> None:
    model = of("crf_tagger")
    found = inspect("crf_tagger", nbest=2)
    expected = model.nbest([KINDS["crf_tagger"]], 2, probabilities=True)[0]
    assert found["predictions"] == [one.to_dict(rank) for rank, one in enumerate(expected, 1)]
    (column,) = found["marginals"]
    marginals = found["marginals"][column]
    np.testing.assert_allclose(marginals["values"], expected[0].probabilities[column], atol=1e-4)
    assert marginals["labels"] == expected[0].labels[column]
    transitions = found["transitions"][column]
    crf = model.trained.model.heads[0].crf
    shown = np.array(
        [[-np.inf if one is None else one for one in row] for row in transitions["values"]]
    )
    np.testing.assert_allclose(shown, crf.chain().transitions.detach(), atol=1e-4)
    inside = transitions["labels"].index("I-LOC")
    assert transitions["start"][inside] is None  # no sentence begins inside of a place
    assert len(transitions["end"]) == len(transitions["labels"])
    assert [cell["tokens"] for cell in found["cells"]] == [KINDS["crf_tagger"].split()] * 2


def test_tagger_reads_words_in_a_list_and_several_columns() -> None:
    found = inspect_input(of("softmax_tagger"), ["New York", "runs"])
    assert found["input"] == found["source_tokens"] == ["New York", "runs"]
    assert list(found["marginals"]) == ["upos", "xpos"]
    assert found["transitions"] == {"upos": None, "xpos": None}
    assert inspect_input(of("softmax_tagger"), "")["cells"] == []
    half = inspect_input(of("softmax_tagger"), ["do\ud800g"])
    json.dumps(half, ensure_ascii=False).encode()


def test_classifier_gives_weights_of_its_pooling() -> None:
    found = inspect("classifier")
    expected = of("classifier")("bca")
    assert found["predictions"] == [expected.to_dict("bca")]
    assert found["pooling"]["tokens"] == expected.tokens == found["source_tokens"]
    np.testing.assert_allclose(found["pooling"]["weights"], expected.weights, atol=1e-4)


def test_language_model_is_surprised_symbol_by_symbol_and_expects_the_next() -> None:
    model = of("language_model")
    found = inspect("language_model")
    scored = model("abab")
    assert [one["token"] for one in found["surprise"]] == scored.tokens
    np.testing.assert_allclose(
        [one["log_probability"] for one in found["surprise"]], scored.log_probabilities, atol=2e-6
    )
    assert found["cells"][0]["tokens"] == ["</s>", *"abab"]
    expected = {
        symbol: math.exp(model(text).log_probabilities[4])
        for symbol, text in (("a", "ababa"), ("b", "ababb"), ("</s>", "abab"))
    }
    following = {one["token"]: one for one in found["next"]}
    for symbol, probability in expected.items():
        assert following[symbol]["probability"] == pytest.approx(probability, abs=1e-4)
    assert (following["a"]["text"], following["</s>"]["text"]) == ("ababa", None)
    assert inspect_input(model, "")["surprise"][0]["token"] == "</s>"


def test_parts_off_are_those_of_a_model_with_weights_of_zero() -> None:
    model: Any = of("additive_lstm")
    changed = copy.deepcopy(model.trained.model)
    for parameter in changed.encoder.layers.layers[0].backward_layer.parameters():
        torch.nn.init.zeros_(parameter)
    silent: Any = predictor_of(replace(model.trained, model=changed), "cpu")
    for text in ("abca", "cab"):
        found = inspect_input(model, text, off=["encoder.1.backward"], beam=3)
        expected = silent(text, nbest=3, beam=3)
        assert [one["text"] for one in found["predictions"]] == [one.text for one in expected]
        for one, other in zip(found["predictions"], expected, strict=True):
            assert one["score"] == pytest.approx(other.score, abs=1e-5)
            np.testing.assert_allclose(one["attention"], other.attention, atol=1e-4)
        assert found["off"] == ["encoder.1.backward"]


def test_a_tagger_without_spellings_reads_zeros_for_them() -> None:
    model: Any = of("softmax_tagger")
    words = ["the", "dgo", "runs"]
    found = inspect_input(model, words, off=["characters"])
    encoder = model.trained.model.words
    changed = copy.deepcopy(model.trained.model)
    # The first layer's weights for them are 0: they stand behind the word's own embedding.
    begin = encoder.words.embedding_dim
    end = begin + encoder.characters.output_size
    for direction in changed.layers.layers[0].children():
        torch.nn.init.zeros_(direction.cell.weight_ih[:, begin:end])  # type: ignore[union-attr, index]
    silent: Any = predictor_of(replace(model.trained, model=changed), "cpu")
    expected = silent([words], probabilities=True)[0]
    for name, marginals in found["marginals"].items():
        np.testing.assert_allclose(marginals["values"], expected.probabilities[name], atol=1e-4)
    assert found["marginals"] != inspect_input(model, words)["marginals"]


def test_without_attention_its_weights_are_zeros() -> None:
    found = inspect("additive_lstm", off=["attention"])
    assert not np.any(found["predictions"][0]["attention"])
    everything = [part["name"] for part in parts_of(of("additive_lstm"))]
    assert inspect("additive_lstm", off=everything)["off"] == everything


@pytest.mark.parametrize("name", KINDS)
def test_every_part_of_every_kind_can_be_off(name: str) -> None:
    for part in parts_of(of(name)):
        found = inspect(name, off=[part["name"]])
        json.dumps(found, allow_nan=False)
        for cell in found["cells"]:
            if cell["name"] == part["name"]:
                assert not any(map(any, cell["means"].values()))
    whole = inspect(name)
    assert whole["predictions"] != inspect(name, off=[whole["parts"][0]["name"]])["predictions"]


def test_several_threads_do_not_see_each_others_parts() -> None:
    model = of("additive_lstm")
    asked: list[Sequence[str]] = [(), ("attention",), ("encoder.1.backward",), ("decoder.1",)]

    def ask(off: Sequence[str]) -> dict[str, Any]:
        return inspect_input(model, "abca", off=off)

    expected = [ask(off) for off in asked]
    assert [one["off"] for one in expected] == [list(off) for off in asked]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(ask, asked * 4))
    assert found == expected * 4
    assert ask(()) == expected[0]


@pytest.mark.usefixtures("unchecked_shapes")
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"off": ["encoder.1.backwards"]},
            "no part of this model is called 'encoder.1.backwards': it has encoder.1.forward, "
            "encoder.1.backward, encoder.1, attention, decoder.1: did you mean encoder.1.backward?",
        ),
        ({"off": "attention"}, "off must be names among encoder.1.forward"),
        ({"off": [3]}, "off must be names among"),
        ({"units_of": "attention"}, "no part of this model is called 'attention': it has"),
        ({"units_of": "decoder.1", "parts": ["beam"]}, "which parts leaves out; add"),
        ({"parts": ["gates"]}, "parts must be among beam, cells, but is"),
        ({"parts": "beam"}, "parts must be among beam, cells, but is"),
        ({"nbest": 0}, "nbest must be a whole number of at least 1"),
        ({"alternatives": -1}, "alternatives must be a whole number of at least 0"),
        ({"beams": 3}, "beams"),
        ({"score": "a", "nbest": 2}, "nbest is of outputs that the model finds"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(pantoum.PantoumError) as error:
        inspect("additive_lstm", **options)
    assert sentence in str(error.value)


@pytest.mark.usefixtures("unchecked_shapes")
def test_only_texts_are_inspected() -> None:
    for name, wrong in (("additive_lstm", ["abca"]), ("classifier", None), ("crf_tagger", 3)):
        with pytest.raises(pantoum.PantoumError, match="text must be a string"):
            inspect_input(of(name), wrong)  # type: ignore[arg-type]
    with pytest.raises(pantoum.PantoumError, match="sentence 1 has the word 3"):
        inspect_input(of("crf_tagger"), ["Ada", 3])  # type: ignore[list-item]


@pytest.mark.usefixtures("unchecked_shapes")
@pytest.mark.parametrize("ask", [parts_of, lambda model: inspect_input(model, "abca")])
def test_only_one_model_shows_its_inside(ask: Callable[[Any], Any]) -> None:
    for wrong, sentence in (
        (pantoum.ensemble([MODELS / "additive_lstm"] * 2, device="cpu"), "load one of its models"),
        (SimpleNamespace(exported=True), "an exported file shows nothing of its inside"),
        (MODELS, "predictor must be a model that pantoum.load has loaded"),
    ):
        with pytest.raises(pantoum.PantoumError, match=sentence):
            ask(wrong)


def test_groups_and_options_count_with_parts_off() -> None:
    """The model without a part is asked as the model is."""
    rows = grouping.grouped()
    sizes: dict[str, Any] = {"hidden": 8, "embedding": 8, "epochs": 1, "progress": False}
    model: Any = pantoum.train(rows, dev=rows[:9], group_column=3, device="cpu", **sizes)
    shares = set()
    for group in model.groups:
        for off in ((), ("decoder.1",)):
            found = inspect_input(model, "abc", group=group, off=off, prefix="b", beam=2)
            assert found["source_tokens"] == [group, *"abc", "</s>"]
            assert found["cells"][0]["tokens"] == found["source_tokens"]
            assert all(one["text"].startswith("b") for one in found["predictions"])
            assert found["beam"]["width"] == 2
            shares.add(found["alternatives"][0][0]["probability"])
    assert len(shares) == 4
    drawn = inspect("dot_gru_features", off=["attention"], sample=True, seed=2, nbest=3)
    assert len(drawn["predictions"]) == 3
    in_lists: dict[str, Any] = {"features": ["FROM;THE;END"], "prefix": ["b"]}
    found = inspect_input(of("dot_gru_features"), "abca", **in_lists)
    assert found == inspect("dot_gru_features", prefix="b")
    with pytest.raises(pantoum.PantoumError, match="this model reads features"):
        inspect_input(of("dot_gru_features"), "abca", off=["attention"])
