"""The reach of gradients in trained models: by other ways, from first weights, and in words."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tests import labelling, reversing, tagging, writing
from tests.contracts.toys import CoupledLSTMCell, MinimalGatedCell
from tests.explaining.test_recording import ShowingCell
from tests.explaining.test_replay import DATA, examined, pairs
from tests.reversing import tiny

import pantoum
from pantoum.config import Config
from pantoum.data import Example, Sentence
from pantoum.errors import PantoumError
from pantoum.explaining import model_reach
from pantoum.explaining.cell_reach import cell_reach
from pantoum.explaining.examined import Examined
from pantoum.explaining.model_reach import evenly, measure
from pantoum.explaining.reach import find_reach, first_weights
from pantoum.explaining.reach_rows import chosen_rows
from pantoum.explaining.replay import replay
from pantoum.explaining.silencing import with_modules
from pantoum.layers import Recurrent
from pantoum.model_dir import TrainedModel, save_model
from pantoum.tasks import prepare
from pantoum.training.loop import Loop

EXACT = 64  # products, more than a tiny model has units


@pytest.mark.parametrize("name", ["additive_lstm", "language_model"])
def test_first_layers_have_the_reach_of_their_cells_alone(name: str) -> None:
    """Of each direction, which has read the same vectors in its own order."""
    one = examined(name, DATA[name])
    found = measure(one, [0], products=EXACT)
    vectors = replay(one, 0).vectors.detach()
    places = [place for place in found.places.values() if ".1" in place.part]
    places = [place for place in places if not place.part.startswith("decoder")]
    assert {place.direction for place in places} >= {"forward"}
    for place in places:
        read = vectors.flip(1) if place.direction == "backward" else vectors
        expected: dict[tuple[str, int], list[float]] = {}
        for end in evenly(1, read.shape[1] - 1, model_reach.ENDS):
            alone = cell_reach(place.cell, read[:, : end + 1])
            for through, logs in alone.log_gains.items():
                for lag in range(1, end + 1):
                    expected.setdefault((through, lag), []).append(math.exp(logs[0, lag - 1]))
        for through in place.cell.state_type._fields:
            by_lag = found.states[place.part, through].by_lag
            assert sorted(by_lag) == sorted(lag for part, lag in expected if part == through)
            for lag, values in by_lag.items():
                gains, errors = zip(*values, strict=True)
                assert not any(errors)
                assert sorted(gains) == pytest.approx(sorted(expected[through, lag]), rel=1e-3)


@pytest.mark.parametrize("name", list(DATA))
def test_outputs_have_the_gains_of_differences(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each number of each vector is moved a little, and all choices of one place are seen."""
    monkeypatch.setattr(model_reach, "ENDS", 2)
    one = examined(name, DATA[name])
    found = measure(one, [0], products=EXACT).outputs.by_lag
    plain = replay(one, 0)
    read, size = plain.vectors.shape[1:]
    written = len(plain.written)
    ends = evenly(0, written - 1, 2)
    squares = np.zeros((written, read))
    step = 3e-2
    for place in range(read):
        ways = []
        for by in (step, -step):
            shift = torch.zeros(size, read, size)
            shift[:, place] = by * torch.eye(size)  # each row moves another number
            with torch.no_grad():
                moved = replay(one, 0, rows=size, instead=lambda vectors, by=shift: vectors + by)
            ways.append(moved.scores.double())
        slopes = ((ways[0] - ways[1]) / (2 * step)).numpy()
        finite = np.where(np.isfinite(slopes), slopes, 0.0)
        squares[:, place] = (finite**2).sum(axis=(0, 2))
    choices = int(torch.isfinite(plain.scores[0, 0]).sum())
    expected = np.sqrt(squares / choices)
    for end in ends:
        last = read - 1 if name == "classifier" else end
        for place in range(end + 1 if name == "language_model" else read):
            gains = [gain for gain, _ in found[last - place]]
            right = pytest.approx(expected[end, place], rel=0.03, abs=1e-3)
            assert any(gain == right for gain in gains)
    counted = sum(len(gains) for gains in found.values())
    if name == "language_model":
        assert counted == sum(end + 1 for end in ends)
        assert not np.triu(expected, 1).any()
    else:
        assert counted == len(ends) * read


@pytest.mark.parametrize("kind", [MinimalGatedCell, CoupledLSTMCell, ShowingCell])
def test_a_cell_of_somebody_else_is_measured_like_ours(kind: Any) -> None:
    one = examined("language_model", ["abba"])
    torch.manual_seed(4)
    cell = kind(one.trained.model.layers.input_size, one.trained.model.layers.output_size)
    model = with_modules(one.trained.model, {"layers.layers.0": Recurrent(cell)})
    found = measure(one, [0], model, products=EXACT)
    alone = cell_reach(cell, replay(one, 0).vectors.detach())
    (part,) = found.places
    assert found.places[part].cell is cell
    for name, logs in alone.log_gains.items():
        for lag in range(1, 5):
            right = pytest.approx(math.exp(logs[0, lag - 1]), rel=1e-3)
            assert any(gain == right for gain, _ in found.states[part, name].by_lag[lag])


def test_random_products_are_near() -> None:
    one = examined("additive_lstm", pairs("abcab", "cabca", "bcbca"))
    rows = [0, 1, 2]
    right = measure(one, rows, products=EXACT)
    drawn = measure(one, rows, products=6)
    scores = []
    for key, of_part in right.states.items():
        for lag, gains in of_part.by_lag.items():
            for (gain, _), (other, share) in zip(gains, drawn.states[key].by_lag[lag], strict=True):
                if share > 1e-6:
                    scores.append((other - gain) / (share * other))
    assert len(scores) > 100
    assert (np.abs(scores) < 4).mean() > 0.9


Writer = Callable[[Path], Path]
KINDS: dict[str, tuple[Writer, Config]] = {
    "seq2seq": (
        lambda path: reversing.write_tsv(path / "pairs.tsv", reversing.reversals()),
        tiny({"seed": 5, "model.layers": 2}),
    ),
    "classifier": (
        lambda path: reversing.write_tsv(path / "labels.tsv", labelling.labelled()),
        tiny({"seed": 5}, reversing.TINY_MODEL),
    ),
    "language_model": (
        lambda path: writing.write_text(path / "ab.txt", writing.texts()),
        tiny({"seed": 5}, writing.TINY_WRITER),
    ),
    "tagger": (
        lambda path: tagging.write_conll(path / "names.conll", tagging.names()),
        tagging.tiny_tagger({"seed": 5}),
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_first_weights_are_those_that_training_begins_with(kind: str, tmp_path: Path) -> None:
    """To the last bit, from the directory of a model with other weights."""
    write, config = KINDS[kind]
    prepared = prepare([write(tmp_path)], [], config)
    assert prepared.task.name == kind
    begun = Loop(prepared).engine.model
    other = Loop(prepared).engine.model
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.add_(1)
    (tmp_path / "model").mkdir()
    save_model(tmp_path / "model", TrainedModel(prepared.config, prepared.task, other), {})
    torch.manual_seed(77)
    drawn = torch.random.get_rng_state()
    one = Examined(pantoum.load(tmp_path / "model"), [], None)
    fresh = first_weights(one).state_dict()
    assert torch.equal(torch.random.get_rng_state(), drawn)
    expected = begun.state_dict()
    assert list(fresh) == list(expected)
    for name, part in expected.items():
        assert torch.equal(fresh[name], part), name
    trained = one.trained.model.state_dict()
    assert any(not torch.equal(fresh[name], part) for name, part in trained.items())


def entry(entries: list[Mapping[str, Any]], **keys: Any) -> Mapping[str, Any]:
    (found,) = [one for one in entries if all(one[key] == keys[key] for key in keys)]
    return found


def test_a_finding_has_the_medians_of_what_is_measured() -> None:
    one = examined("additive_lstm", pairs("abcab", "cab", "bca", "a", "abab"))
    other = examined("dot_gru_features", pairs("abc", "cab", features="X;Y"))
    found = find_reach(one, others={"GRU": other}, seed=3)
    values: Any = found.values
    assert json.loads(json.dumps(values, allow_nan=False)) == values
    assert values["models"] == ["trained", "first weights", "GRU"]
    assert values["inputs"] == {"trained": 5, "first weights": 5, "GRU": 2}
    rows = list(range(5))
    for model, network in (("trained", None), ("first weights", first_weights(one))):
        measured = measure(one, rows, network, seed=3)
        for (part, through), of_part in measured.states.items():
            of_json = entry(values["states"], model=model, place=part, through=through)
            assert of_json["lags"] == sorted(of_part.by_lag)
            for place, lag in enumerate(of_json["lags"]):
                gains = [gain for gain, _ in of_part.by_lag[lag]]
                assert of_json["counts"][place] == len(gains)
                assert of_json["median"][place] == pytest.approx(np.median(gains), rel=1e-3)
                assert of_json["low"][place] == pytest.approx(np.quantile(gains, 0.25), rel=1e-3)
                assert of_json["high"][place] == pytest.approx(np.quantile(gains, 0.75), rel=1e-3)
            last = max(np.flatnonzero(np.array(of_json["counts"]) >= 5))
            medians = np.array(of_json["median"])[: last + 1]
            for name, share in (("tenth", 0.1), ("hundredth", 0.01)):
                below = np.flatnonzero(medians < share * medians[0])
                assert of_json[name] == (below[0] + 1 if len(below) else None)
    said = [text for text in found.sentences if text.startswith("Encoder, layer 1, forward (l")]
    assert all("; GRU: " in text for text in said)  # through a, where the LSTM has c
    assert len(said) == 2
    of_gru = entry(values["states"], model="GRU", place="encoder.1.backward")
    assert (of_gru["through"], of_gru["cell"], of_gru["direction"]) == (
        "hidden",
        "gru",
        "backward",
    )
    assert found.left_out == ()


def test_half_lives_are_those_of_the_gates() -> None:
    """Of a network whose gates are at their biases, and of the one that was trained."""
    one = examined("additive_lstm", pairs("abcab", "cab"))
    with torch.no_grad():
        for parameter in one.trained.model.encoder.parameters():
            parameter.zero_()
        cell = one.trained.model.encoder.layers.layers[0].forward_layer.cell
        cell.bias_hh[cell.hidden_size : 2 * cell.hidden_size] = torch.linspace(
            -2, 200, cell.hidden_size
        )
    values: Any = find_reach(one).values
    found = entry(values["half_life"], model="trained", place="encoder.1.forward")
    biases = np.linspace(-2, 200, cell.hidden_size)
    for own, bias in zip(found["of_units"], biases, strict=True):
        gate = torch.sigmoid(torch.tensor(bias, dtype=torch.float32)).item()
        if gate == 1:
            assert own is None
        else:
            assert own == pytest.approx(math.log(0.5) / math.log(gate), rel=1e-2)
    assert found["longest"] is None
    other = entry(values["half_life"], model="trained", place="encoder.1.backward")
    assert set(other["of_units"]) == {1.0}  # all gates are half open
    assert (other["low"], other["median"], other["high"], other["longest"]) == (1, 1, 1, 1)
    assert not any(of["place"] == "attention" for of in values["half_life"])


def test_the_half_life_of_a_gru_is_of_what_it_does_not_replace() -> None:
    one = examined("dot_gru_features", pairs("abc", features="X;Y"))
    values: Any = find_reach(one).values
    found = entry(values["half_life"], model="trained", place="encoder.1.forward")
    steps = replay(one, 0).steps["encoder.layers.layers.0.forward_layer.cell"]
    kept = torch.stack([1 - shown.update_gate[0] for shown in steps]).detach().numpy()
    expected = np.log(0.5) / np.log(kept).mean(axis=0)
    np.testing.assert_allclose(found["of_units"], expected, rtol=2e-3)
    assert found["longest"] == pytest.approx(expected.max(), rel=2e-3)
    assert found["longest_unit"] == expected.argmax() + 1


def test_a_plain_network_has_no_half_life() -> None:
    one = examined("deep_rnn_without_attention", pairs("abcab", "cab"))
    values: Any = find_reach(one).values
    gated = {of["place"] for of in values["half_life"]}  # the decoder's, which are GRUs
    assert gated == {"decoder.1", "decoder.2"}
    places = {of["place"] for of in values["states"]}
    assert places == {"encoder.1", "encoder.2", "decoder.1", "decoder.2"}


@pytest.mark.parametrize("name", list(DATA))
def test_what_was_found_is_said(name: str) -> None:
    found = find_reach(examined(name, DATA[name]))
    values: Any = found.values
    said = "\n".join(found.sentences)
    assert "First weights: it" in said
    for one in values["states"]:
        if one["model"] == "trained" and one["through"] == "cell":
            begin = one["title"][0].upper() + one["title"][1:]
            (own,) = [text for text in found.sentences if text.startswith(f"{begin} (lstm, ")][:1]
            assert f"with a gain of {one['median'][0]:.2g}" in own
            if one["tenth"]:
                assert f"below a tenth of that after {one['tenth']} step" in own
    for one in values["half_life"]:
        if one["model"] == "trained":
            assert f"is gone after {one['median']:.3g} steps" in said
    (outputs,) = [text for text in found.sentences if text.startswith("What is chosen")]
    of_outputs = entry(values["outputs"], model="trained")
    enough = min(5, max(of_outputs["counts"]))
    best = max(
        median
        for median, count in zip(of_outputs["median"], of_outputs["counts"], strict=True)
        if count >= enough
    )
    assert f"with a gain of {best:.2g}" in outputs


def test_lags_of_each_kind() -> None:
    lags = {}
    counted = {}
    for name, data in DATA.items():
        values: Any = find_reach(examined(name, data)).values
        of_outputs = entry(values["outputs"], model="trained")
        lags[name], counted[name] = of_outputs["lags"], of_outputs["lag_from"]
    assert counted["language_model"] == "read"
    assert counted["classifier"] == "end"
    assert counted["crf_tagger"] == counted["additive_lstm"] == "place"
    assert lags["language_model"] == [0, 1, 2, 3, 4]  # "abba" behind </s>
    assert lags["classifier"][0] == 0
    assert lags["crf_tagger"] == [-2, -1, 0, 1, 2]
    assert lags["additive_lstm"][0] < 0


def test_lags_are_counted_from_the_text_behind_features() -> None:
    one = examined("dot_gru_features", [Example("abc", None, "X;Y")])
    replayed = replay(one, 0)
    read = len(replayed.tokens)
    assert replayed.tokens[:2] == ["X", "Y"]
    values: Any = find_reach(one).values
    lags = entry(values["outputs"], model="trained")["lags"]
    assert lags[0] == 2 - (read - 1)  # of the first output to </s>
    assert lags[-1] == len(replayed.written) - 1 + 2  # of the last output to X


def test_inputs_are_few_and_short() -> None:
    one = examined("language_model", ["ab", "", "ab" * 300, "abba", "ba"])
    assert chosen_rows(one, 50, 1) == [0, 3, 4]
    assert len(chosen_rows(one, 2, 1)) == 2
    assert chosen_rows(one, 2, 1) == chosen_rows(one, 2, 1)
    many = examined("language_model", ["ab" * 150] * 30)
    assert len(chosen_rows(many, 50, 1)) == 6


def test_without_an_input_nothing_is_found() -> None:
    found = find_reach(examined("language_model", ["", "ab" * 300]))
    assert (found.values, found.sentences) == ({}, ())
    (said,) = found.left_out
    assert said.startswith("The reach of gradients in the model 'trained': no input is there")
    one = examined("additive_lstm", pairs("abc"))
    found = find_reach(one, others={"empty": examined("additive_lstm", pairs(""))})
    assert found.values["models"] == ["trained", "first weights"]
    assert "'empty'" in found.left_out[0]


def test_one_symbol_has_no_lag() -> None:
    found = find_reach(Examined.of(examined("crf_tagger", []).predictor, [Sentence(("a",), (), 1)]))
    assert found.values["states"] == []
    values: Any = found.values
    assert entry(values["outputs"], model="trained")["lags"] == [0]


def test_a_name_that_stands_for_the_model_itself_is_refused() -> None:
    one = examined("language_model", ["ab"])
    with pytest.raises(PantoumError, match="names other than 'trained' and 'first weights'"):
        find_reach(one, others={"trained": one})


def test_a_model_that_started_from_another_is_named(tmp_path: Path) -> None:
    one = examined("additive_lstm", [Example("abc", None)])
    save_model(tmp_path, one.trained, {"run.json": '{"start": {"path": "x"}}'})
    found = find_reach(Examined(pantoum.load(tmp_path), one.data, None))
    assert "it started from a trained model" in found.left_out[0]


@pytest.mark.parametrize(
    ("first", "last", "most", "expected"),
    [
        (1, 12, 4, [3, 6, 9, 12]),
        (1, 3, 4, [1, 2, 3]),
        (0, 0, 4, [0]),
        (1, 0, 4, []),
        (0, 9, 2, [4, 9]),
    ],
)
def test_places_at_equal_distances(first: int, last: int, most: int, expected: list[int]) -> None:
    assert evenly(first, last, most) == expected
