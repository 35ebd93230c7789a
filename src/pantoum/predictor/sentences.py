"""The sentences that a tagger is given, checked: each a string or a list of words."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pantoum.data import split_words
from pantoum.errors import PantoumError
from pantoum.predictor.inputs import NO_LISTS, check_no_table

Words = str | Sequence[str]


def words_of_all(sentences: object) -> list[list[str]]:
    """The words of each sentence.

    Args:
        sentences: a list of strings, whose words stand between ASCII white space, and of lists of
            words.
    Raises: PantoumError for what is no list of sentences, and for a sentence that is none, with its
        number.
    """
    check_no_table(sentences, "sentence")
    if isinstance(sentences, str):
        raise PantoumError(
            "a list of sentences is needed, but got one string",
            setting="sentences",
            value=sentences,
            remedy="put it in a list",
        )
    if isinstance(sentences, NO_LISTS) or not isinstance(sentences, Collection):
        raise PantoumError(
            f"sentences are a string or a list of them, but got {sentences!r:.40}",
            setting="sentences",
            rule="a string or a list of sentences",
            value=sentences,
        )
    return [_words(sentence, number) for number, sentence in enumerate(sentences, start=1)]


def _words(sentence: object, number: int) -> list[str]:
    if not isinstance(sentence, Collection):
        raise PantoumError(
            f"sentence {number} is {sentence!r:.40}, but a sentence is a string or a list of words",
            setting="sentences",
            rule="strings or lists of words",
            value=sentence,
        )
    words = split_words(sentence) if isinstance(sentence, str) else list(sentence)
    for word in words:
        if not isinstance(word, str) or not word:
            raise PantoumError(
                f"sentence {number} has the word {word!r:.40}, but words are strings that are not "
                "empty",
                setting="sentences",
                rule="lists of strings that are not empty",
                value=word,
            )
    return words
