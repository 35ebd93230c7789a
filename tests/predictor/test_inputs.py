"""What is given to a predictor is refused by name if it cannot be read."""

import pytest

from weft.data import FlatSequences
from weft.errors import WeftError
from weft.predictor.inputs import check_longest, check_texts, features_for


def test_texts_are_a_list_of_strings() -> None:
    check_texts([])
    check_texts(("a", "b"))
    with pytest.raises(WeftError, match=r"^a list of texts is wanted, but got one string: put it in a list$"):
        check_texts("abc", "text")
    with pytest.raises(WeftError, match=r"^input 2 is 3, but inputs are strings$"):
        check_texts(["a", 3])


def test_there_are_as_many_features_as_inputs() -> None:
    assert features_for(2, None, False) == [None, None]
    assert features_for(0, None, True) == []
    with pytest.raises(WeftError, match=r"^this model reads features: give those of each input, or '' for none$"):
        features_for(2, None, True)
    assert features_for(2, ["V", None], True) == ["V", None]
    assert features_for(2, [None, ""], False) == [None, ""]
    with pytest.raises(WeftError, match=r"^2 inputs need as many features, but got 1$"):
        features_for(2, ["V"], True)
    with pytest.raises(WeftError, match=r"^this model reads no features"):
        features_for(1, ["V"], False)


def test_a_text_that_is_too_long_is_named() -> None:
    ids = FlatSequences.of([[4], [4, 5, 6], [4, 5]])
    check_longest(ids, ["a", "abc", "ab"], 3)
    check_longest(FlatSequences.of([]), [], 3)
    with pytest.raises(WeftError, match=r"^the input starting 'abc' has 3 symbols, but memory for at most 2 is sure"):
        check_longest(ids, ["a", "abc", "ab"], 2)
