"""Exported language models beside the models themselves: in Python and from the shell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.cli.conftest import Pantoum
from tests.exported.outputs import assert_same_output, loaded

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


def test_what_a_file_does_not_have_is_refused_by_name(
    pantoum: Pantoum, exported_writer: Path
) -> None:
    model = loaded(exported_writer)
    with pytest.raises(PantoumError, match="a language model has no option 'nbest'"):
        model("ab", nbest=3)
    with pytest.raises(PantoumRuntimeError, match="input 1 is 7, but inputs are strings"):
        load(exported_writer)([7])
    with pytest.raises(PantoumError, match="scores texts and writes none"):
        model.generate(3)
    done = pantoum("generate", exported_writer)
    assert done.error.startswith("an exported language model scores texts and writes none")
