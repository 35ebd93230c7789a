"""Unknown symbols are counted as a plain loop counts them, and told in one line."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pantoum.data import Example, FeatureTokenizer, SourceTokenizer, Tokenizer, encode_corpus
from pantoum.data.unknown import Unknown, count_unknown

KNOWN = "abc"
LETTERS = Tokenizer.train([KNOWN], "characters")


def counted(examples, source=LETTERS, target=LETTERS, features=None):
    vocabulary = SourceTokenizer(source, features)
    return count_unknown(examples, encode_corpus(examples, vocabulary, target), vocabulary, target)


def by_loop(texts):
    return Unknown(
        Counter(letter for text in texts for letter in text if letter not in KNOWN),
        sum(map(len, texts)),
    )


@given(
    st.lists(
        st.tuples(st.text("abcxyz", max_size=6), st.text("abcxyz", max_size=6)),
        min_size=1,
        max_size=8,
    )
)
def test_it_is_what_a_plain_loop_counts(pairs):
    found = counted([Example(*pair) for pair in pairs])
    assert found.inputs == by_loop([source for source, _ in pairs])
    assert found.outputs == by_loop([target for _, target in pairs])
    assert bool(found.inputs) == any(set(source) - set(KNOWN) for source, _ in pairs)


def test_features_are_inputs_and_missing_outputs_are_none():
    features = FeatureTokenizer.train(["V;PST", "N"])
    found = counted([Example("ax", None, "V;FUT"), Example("b", None, None)], features=features)
    assert found.inputs == Unknown(Counter(["FUT", "x"]), 5)
    assert found.outputs == Unknown()


def test_rare_words_are_unknown_and_byte_pairs_never():
    words = Tokenizer.train(["a b", "a c"], "words", min_count=2)
    pairs = Tokenizer.train(["a b"], "bpe", size=300)
    found = counted([Example("a b", "ж")], words, pairs)
    assert found.inputs == Unknown(Counter(["b"]), 2)
    assert not found.outputs


def test_marks_are_spelled_as_the_model_reads_them():
    points = Tokenizer.train(["e"], "codepoints")
    assert counted([Example("é", "a")], points).inputs == Unknown(Counter(["\u0301"]), 2)


def test_sums_and_words():
    both = Unknown(Counter("xxy"), 1_000) + Unknown(Counter("xz"), 500)
    assert both == Unknown(Counter("xxxyz"), 1_500)
    assert (
        both.describe("input symbols")
        == "5 of 1,500 input symbols are unknown to the model ('x', 'y', 'z')"
    )
    assert (
        Unknown(Counter("x"), 3).describe("symbols")
        == "1 of 3 symbols is unknown to the model ('x')"
    )
    assert (
        Unknown(Counter(["a" * 100_000]), 1).describe("symbols")
        == f"the only symbol is unknown to the model ('{'a' * 39}…')"
    )
    assert (
        Unknown(Counter("abcdef"), 6)
        .describe("symbols")
        .endswith("(such as 'a', 'b', 'c', 'd', 'e')")
    )
