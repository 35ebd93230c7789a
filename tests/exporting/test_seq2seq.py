"""An exported encoder-decoder answers as the model does, by its own search."""

from itertools import chain
from pathlib import Path

import numpy as np
import pytest

import pantoum
import pantoum_runtime
from pantoum import Prediction, Predictor

# Of several lengths, with a symbol that is not known, and more of them than training has seen.
INPUTS = ["abc", "a", "fedcba", "ccccc", "", "b?d", "abcdefabcdefabc", "ed"]


@pytest.fixture(scope="module")
def model(reverser: Path) -> Predictor:
    return pantoum.load(reverser, task="seq2seq")


@pytest.fixture(scope="module")
def exported(exported_reverser: Path) -> pantoum_runtime.Seq2SeqModel:
    return pantoum_runtime.load(exported_reverser)


def same(ours: Prediction, theirs: pantoum_runtime.Prediction) -> None:
    assert (theirs.text, theirs.tokens) == (ours.text, ours.tokens)
    assert theirs.source_tokens == ours.source_tokens
    assert theirs.warnings == ours.warnings
    assert theirs.score == pytest.approx(ours.score, abs=1e-4)
    assert theirs.log_probability == pytest.approx(ours.log_probability, abs=1e-4)
    assert ours.attention is not None
    assert theirs.attention is not None
    np.testing.assert_allclose(theirs.attention, ours.attention, atol=1e-4)


@pytest.mark.parametrize(
    ("beam", "nbest", "length_penalty"),
    [(1, 1, 1.0), (2, 2, 0.0), (5, 1, 1.0), (5, 5, 0.7), (12, 3, 2.0)],
)
def test_the_outputs_are_those_of_the_model(
    model: Predictor,
    exported: pantoum_runtime.Seq2SeqModel,
    beam: int,
    nbest: int,
    length_penalty: float,
) -> None:
    options = {"beam": beam, "nbest": nbest, "length_penalty": length_penalty}
    expected = model(INPUTS, **options)
    found = exported(INPUTS, **options)
    assert [len(row) for row in found] == [len(row) for row in expected]
    for ours, theirs in zip(chain(*expected), chain(*found), strict=True):
        same(ours, theirs)


def test_an_output_does_not_depend_on_the_inputs_beside_it(
    exported: pantoum_runtime.Seq2SeqModel,
) -> None:
    together = exported(INPUTS, nbest=3)
    for text, expected in zip(INPUTS, together, strict=True):
        alone = exported(text, nbest=3)
        assert [one.tokens for one in alone] == [one.tokens for one in expected]
        scores = [one.score for one in expected]
        assert [one.score for one in alone] == pytest.approx(scores, abs=1e-5)


def test_the_number_of_threads_changes_nothing(exported_reverser: Path) -> None:
    texts = [text for text in INPUTS if text] * 60
    alone, several = (
        pantoum_runtime.load(exported_reverser, threads=threads)(texts) for threads in (1, 3)
    )
    assert alone == several


def test_a_stream_gives_what_a_call_gives(exported: pantoum_runtime.Seq2SeqModel) -> None:
    assert list(exported.stream(iter(INPUTS), beam=2)) == exported(INPUTS, beam=2)


def test_predictions_are_the_same_json(
    model: Predictor, exported: pantoum_runtime.Seq2SeqModel
) -> None:
    ours = model("b?d").to_dict("b?d")
    theirs = exported("b?d").to_dict("b?d")
    assert theirs.keys() == ours.keys()
    exact = [key for key in ours if key not in ("score", "log_probability", "attention")]
    assert [theirs[key] for key in exact] == [ours[key] for key in exact]


def test_what_a_file_cannot_do_is_refused_by_name(exported: pantoum_runtime.Seq2SeqModel) -> None:
    with pytest.raises(
        pantoum_runtime.PantoumRuntimeError,
        match="sample is not of a call of an exported model: leave it out",
    ):
        exported("abc", sample=True)
    with pytest.raises(pantoum_runtime.PantoumRuntimeError, match="beam of 2 cannot give 3"):
        exported("abc", beam=2, nbest=3)
    with pytest.raises(pantoum_runtime.PantoumRuntimeError, match="input 2 is 7"):
        exported(["abc", 7])  # type: ignore[list-item]
