"""The short examples run, on little data, and what they make is right."""

import pytest
from examples.classification_sklearn import SYLLABLES, make_words
from examples.fine_tuning import shifted_sounds
from examples.inflection import inflect, make_forms
from examples.pronunciation import sounds
from examples.tagging import make_sentence, make_sentences

from examples import classification_sklearn, fine_tuning, inflection, pronunciation, tagging

pytestmark = pytest.mark.usefixtures("unchecked_shapes")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("cena", "tʃ e n a"),
        ("chicago", "k i k a ɡ o"),
        ("giovane", "dʒ o v a n e"),
        ("gnomo", "ɲ o m o"),
        ("laghi", "l a ɡ i"),
    ],
)
def test_made_italian_words_sound_right(word: str, expected: str) -> None:
    assert sounds(word) == expected


def test_suffixes_follow_the_last_vowel() -> None:
    assert inflect("kol", "N;PL;NOM") == "kollar"
    assert inflect("göz", "N;PL;ABL") == "gözlerden"
    forms = make_forms(50, seed=3)
    assert len({noun for noun, _, _ in forms}) == 50
    assert all(inflect(noun, features) == form for noun, form, features in forms)


def test_a_name_of_two_words_is_one_span() -> None:
    assert make_sentence("San Carlos", "LOC", "{} is large") == (
        ["San", "Carlos", "is", "large"],
        ["B-LOC", "I-LOC", "O", "O"],
    )
    assert all(len(words) == len(tags) for words, tags in make_sentences(30, seed=1))


def test_words_are_of_the_syllables_of_their_languages() -> None:
    words, languages = make_words(40, seed=1)
    assert set(languages) == set(SYLLABLES)
    assert all(
        any(word.startswith(syllable) for syllable in SYLLABLES[language])
        for word, language in zip(words, languages, strict=True)
    )


def test_pronunciation_runs(capsys: pytest.CaptureFixture[str]) -> None:
    pronunciation.main(["--epochs", "1", "--words", "100"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("80 words to learn from, as ")
    assert lines[1].endswith(")")
    assert " of 20 new words are wrong (95 % interval: " in lines[1]
    assert lines[2].startswith("chicago -> ")
    assert lines[2].endswith("   (right: k i k a ɡ o)")


def test_inflection_runs(capsys: pytest.CaptureFixture[str]) -> None:
    inflection.main(["--epochs", "1", "--nouns", "100"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].endswith(" % of 20 forms of new nouns are right")
    assert len(lines) == 8
    assert lines[2].startswith("kol + N;PL;NOM -> ")


def test_tagging_runs(capsys: pytest.CaptureFixture[str]) -> None:
    tagging.main(["--epochs", "1", "--sentences", "40"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("F1 of names in 100 sentences: ")
    assert [word.split("/")[0] for word in lines[2].split()] == (
        ["my", "friend", "Florence", "has", "a", "dog", "."]
    )


def test_classification_runs(capsys: pytest.CaptureFixture[str]) -> None:
    classification_sklearn.main(["--epochs", "1", "--words", "120"])
    out = capsys.readouterr().out
    assert "90 words to learn from" in out
    assert "the best cell is " in out
    assert out.splitlines()[-1].startswith("ka: eastern 0.")


def test_the_small_language_shifts_its_sounds() -> None:
    assert shifted_sounds("cena") == "ʃ e n a"
    assert shifted_sounds("vagido") == "b a ʒ i ð o"


def test_fine_tuning_runs(capsys: pytest.CaptureFixture[str]) -> None:
    fine_tuning.main(["--epochs", "1", "--words", "100", "--small", "30"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("30 words of the small language, as ")
    assert lines[1].startswith("from nothing: ")
    assert lines[2].startswith("from the first model: ")
