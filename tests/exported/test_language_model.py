"""Exported language models beside the models themselves: in Python and from the shell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.cli.conftest import Pantoum
from tests.exported.outputs import assert_needs_no_torch, assert_same_output, loaded
from tests.writing import write_text

from pantoum import PantoumError
from pantoum_runtime import PantoumRuntimeError, load

TEXTS = ["ab", "", " abab ", "ba", "axb", "ab" * 40, "ab" * 1500]


def test_scores_are_those_of_the_directory(writer: Path, exported_writer: Path) -> None:
    model = loaded(writer)
    exported = loaded(exported_writer)
    expected = model(TEXTS)
    for one, other in zip(exported(TEXTS), expected, strict=True):
        assert (one.tokens, one.unknown) == (other.tokens, other.unknown)
        assert one.warnings == other.warnings
        assert one.perplexity == pytest.approx(other.perplexity, rel=1e-5)
        np.testing.assert_allclose(one.log_probabilities, other.log_probabilities, atol=1e-5)
        assert one.log_probability == pytest.approx(float(other.log_probabilities.sum()), rel=1e-5)
    assert expected[4].unknown == 1
    assert expected[5].warnings
    assert exported("ab").perplexity == pytest.approx(expected[0].perplexity)
    assert [one.tokens for one in exported.stream(iter(TEXTS))] == [one.tokens for one in expected]


def test_a_score_does_not_depend_on_the_others_or_on_threads(exported_writer: Path) -> None:
    texts = TEXTS * 9  # several batches, the long texts in several parts
    one = load(exported_writer, 1)
    together = one(texts)
    for number in (0, 5, 6):
        alone = one(texts[number]).log_probabilities
        np.testing.assert_allclose(together[number].log_probabilities, alone, atol=1e-5)
    two = load(exported_writer, 2)(texts)
    for first, second in zip(together, two, strict=True):
        assert first.log_probability == second.log_probability


def test_commands_print_the_same(
    pantoum: Pantoum, writer: Path, exported_writer: Path, tmp_path: Path
) -> None:
    data = tmp_path / "test.txt"
    data.write_text("ab\nabab\naxb\nbbbbab\n", encoding="utf-8")
    models = (writer, exported_writer)
    for form in ("text", "tsv", "jsonl"):
        assert_same_output(pantoum, "predict", models, data, "--format", form)
    assert_same_output(pantoum, "evaluate", models, data, "--json")


def test_commands_need_no_torch(exported_writer: Path, tmp_path: Path) -> None:
    data = write_text(tmp_path / "test.txt", ["ab", "abab"])
    assert_needs_no_torch(exported_writer, data)


@pytest.mark.parametrize(
    "options",
    [{}, {"temperature": 0}, {"temperature": 3.0}, {"top_k": 2}, {"top_p": 0.6}, {"longest": 3}],
    ids=str,
)
def test_texts_are_those_that_the_directory_draws(
    writer: Path, exported_writer: Path, options: dict[str, Any]
) -> None:
    for prefix in ("", "aba", "x "):
        expected = loaded(writer).generate(20, prefix, seed=7, **options)
        found = loaded(exported_writer).generate(20, prefix, seed=7, **options)
        assert [one.text for one in found] == [one.text for one in expected]
        assert [one.tokens for one in found] == [one.tokens for one in expected]
        for one, other in zip(found, expected, strict=True):
            assert one.log_probability == pytest.approx(other.log_probability, rel=1e-6, abs=1e-4)
    later = loaded(exported_writer).generate(5, prefix, seed=7, first=15, **options)
    assert later == found[15:]


def test_generate_writes_the_same(pantoum: Pantoum, writer: Path, exported_writer: Path) -> None:
    expected, found = (
        pantoum("generate", model, "--count", "300", "--prefix", "ab")
        for model in (writer, exported_writer)
    )
    assert found == expected
    assert len(found.out.splitlines()) == 300


def test_what_a_file_does_not_have_is_refused_by_name(exported_writer: Path) -> None:
    model = loaded(exported_writer)
    with pytest.raises(PantoumError, match="a language model has no option 'nbest'"):
        model("ab", nbest=3)
    with pytest.raises(PantoumRuntimeError, match="input 1 is 7, but inputs are strings"):
        load(exported_writer)([7])
    for setting, value in (("temperature", -1), ("top_k", 1.5), ("top_p", 0), ("seed", -1)):
        with pytest.raises(PantoumError, match=f"{setting} must be a"):
            model.generate(3, **{setting: value})
