"""The sentences that a tagger is given, checked: each a string or a list of words."""

from __future__ import annotations

from collections.abc import Collection

from pantoum_runtime.errors import PantoumRuntimeError
from pantoum_runtime.inputs import NO_LISTS, InputError
from pantoum_runtime.lines import split_words


def words_of_all(sentences: object) -> list[list[str]]:
    """The words of each sentence.

    Args:
        sentences: a list of strings, whose words stand between ASCII white space, and of lists of
            words.

    Raises:
        PantoumRuntimeError: what is no list of sentences, and a sentence that is none, with its
            number.
    """
    if isinstance(sentences, str):
        raise PantoumRuntimeError(
            "a list of sentences is needed, but got one string",
            setting="sentences",
            value=sentences,
            remedy="put it in a list",
        )
    if isinstance(sentences, NO_LISTS) or not isinstance(sentences, Collection):
        raise PantoumRuntimeError(
            f"sentences are a string or a list of them, but got {sentences!r:.40}",
            setting="sentences",
            rule="a string or a list of sentences",
            value=sentences,
        )
    return [_words(sentence, row) for row, sentence in enumerate(sentences)]


def _words(sentence: object, row: int) -> list[str]:
    if not isinstance(sentence, Collection):
        raise InputError(
            f"sentence {row + 1} is {sentence!r:.40}, but a sentence is a string or a list of "
            "words",
            row,
            setting="sentences",
            rule="strings or lists of words",
            value=sentence,
        )
    words = split_words(sentence) if isinstance(sentence, str) else list(sentence)
    for word in words:
        if not isinstance(word, str) or not word:
            raise InputError(
                f"sentence {row + 1} has the word {word!r:.40}, but words are strings that are "
                "not empty",
                row,
                setting="sentences",
                rule="lists of strings that are not empty",
                value=word,
            )
    return words
