"""What a run shows of a dev example: short, with what differs in it, and with the features."""

import pytest

from pantoum.api.terminal import sample_line
from pantoum.tasks.sample import SHOWN, sample_of_text

WORDS = " ".join(f"word{number}" for number in range(40))


def test_short_texts_stay_as_they_are() -> None:
    assert sample_of_text("abc", "cba", "cab", False) == ("abc", "cba", "cab", False, "")
    sample = sample_of_text("ceri", "cerier", "ceriez", False, "PST;V")
    assert sample_line(sample) == "ceri [PST;V] -> ceriez (not cerier)"
    assert sample_line(sample_of_text("a", "b", "b", True)) == "a -> b (right)"
    assert sample_line(sample_of_text("a", "b", "", False)) == "a -> (nothing) (not b)"


def test_of_long_outputs_the_place_that_differs_is_shown() -> None:
    source, target, output, right, _ = sample_of_text(WORDS, WORDS, WORDS.replace("31", "X"), False)
    assert target is not None
    assert source == f"{WORDS[:SHOWN]}..."
    assert (target[:9], output[:9]) == ("...word28", "...word28")
    assert "word30 word31 word32" in target
    assert "word30 wordX word32" in output
    assert (target[-3:], output[-3:], right) == ("...", "...", False)


def test_of_long_outputs_that_are_equal_the_beginning_is_shown() -> None:
    sample = sample_of_text("a", WORDS, WORDS, True)
    assert sample.target == sample.output == f"{WORDS[:SHOWN]}..."


@pytest.mark.parametrize("output", ["", "a" * 200, "a" * 100 + "b", "a" * 100])
def test_outputs_without_spaces_and_of_other_lengths(output: str) -> None:
    target = "a" * 100 + "c"
    sample = sample_of_text("a", target, output, False)
    assert sample.target is not None
    assert sample.target != sample.output
    assert len(sample.target) <= SHOWN + 6
    assert ("c" in sample.target) == (len(output) > 0)


def test_marks_stay_with_their_letters() -> None:
    target = "xe\u0301" * 40
    sample = sample_of_text("a", target, target[:-1], False)
    assert sample.target is not None
    assert sample.target.removeprefix("...")[0] in "xe"
    assert len(sample.target) < len(target)
