"""Sentences as padded tensors, each of their words once."""

import torch
from hypothesis import given
from hypothesis import strategies as st

from pantoum.data import (
    LabelVocabulary,
    SentenceCorpus,
    VectorIndex,
    WordVocabulary,
    encode_sentences,
)
from pantoum.data.word_batch import WordBatch, collate_sentences

words = st.text("abA1 ", max_size=3)
sentences_and_tags = st.lists(
    st.lists(st.tuples(words, st.sampled_from("XYZ")), max_size=5), max_size=6
)


def corpus_of(pairs: list[list[tuple[str, str]]], affixes: int = 2) -> SentenceCorpus:
    sentences = [[word for word, _ in sentence] for sentence in pairs]
    tags = [[tag for _, tag in sentence] for sentence in pairs]
    vocabulary = WordVocabulary.train(
        (word for sentence in sentences[::2] for word in sentence), affixes=affixes
    )
    labels = [LabelVocabulary.train(tags), LabelVocabulary(["Z", "Y"])]
    return encode_sentences(
        sentences, vocabulary, [tags, tags], labels, VectorIndex(["a", "ab"], 3)
    )


def looked_up(batch: WordBatch, row: int, step: int) -> tuple[object, ...]:
    """All that a batch says of a word."""
    form = int(batch.positions[row, step])
    length = int(batch.characters.lengths[form])
    values = (
        batch.words[form],
        batch.characters.ids[form, :length],
        batch.shapes[form],
        batch.affixes[form],
    )
    tags = tuple(int(tags[row, step]) for tags in batch.tags)
    return *(value.tolist() for value in values), int(batch.vectors[form]), *tags


@given(sentences_and_tags, st.data())
def test_a_batch_says_of_each_word_what_the_corpus_says(
    pairs: list[list[tuple[str, str]]], data: st.DataObject
) -> None:
    corpus = corpus_of(pairs)
    chosen = st.lists(st.integers(0, len(pairs) - 1), max_size=8) if pairs else st.just([])
    rows = data.draw(chosen)
    batch = collate_sentences(corpus, rows)
    lengths = [len(pairs[row]) for row in rows]
    assert batch.lengths.tolist() == lengths
    assert batch.rows == rows
    assert batch.positions.shape == (len(rows), max(lengths, default=0))
    distinct = set()
    for place, row in enumerate(rows):
        for step, form in enumerate(corpus.sentences[row].tolist()):
            distinct.add(form)
            assert looked_up(batch, place, step) == (
                corpus.word_types.words[form],
                corpus.word_types.characters[form].tolist(),
                corpus.word_types.shapes[form],
                corpus.word_types.affixes[form].tolist(),
                corpus.word_types.vectors[form],
                *(tags[row][step] for tags in corpus.tags),
            )
        for padded in (batch.positions, *batch.tags):
            assert padded[place, lengths[place] :].count_nonzero() == 0
    longest = max((len(corpus.word_types.characters[form]) for form in distinct), default=0)
    assert batch.characters.ids.shape == (len(distinct), longest)
    assert (
        len(batch.words)
        == len(batch.shapes)
        == len(batch.vectors)
        == len(batch.characters.lengths)
        == len(distinct)
    )
    assert batch.affixes.shape == (len(distinct), 4)
    tensors = [
        batch.positions,
        batch.lengths,
        batch.words,
        *batch.characters,
        batch.shapes,
        batch.affixes,
    ]
    assert {tensor.dtype for tensor in [*tensors, batch.vectors, *batch.tags]} == {torch.int64}


def test_two_spellings_of_a_word_are_two_forms_and_a_repeated_one_is_one() -> None:
    corpus = corpus_of(
        [[("a", "X"), ("A", "Y"), ("a", "X")], [("b", "Z")], [("A", "Y"), ("b", "X")]], affixes=0
    )
    batch = collate_sentences(corpus, [2, 0])
    assert batch.positions.tolist() == [[1, 2, 0], [0, 1, 0]]
    assert batch.words.tolist() == [2, 2, 3]
    assert batch.affixes.shape == (3, 0)
    assert collate_sentences(corpus, [1]).positions.tolist() == [[0]]


def test_a_batch_moves_to_another_device() -> None:
    moved = collate_sentences(corpus_of([[("a", "X")]]), [0]).to("meta")
    for name, value in moved._asdict().items():
        for tensor in value if isinstance(value, tuple) else [value]:
            assert name == "rows" or tensor.device.type == "meta", name
    assert moved.rows == [0]
    assert (
        collate_sentences(encode_sentences([["a"]], WordVocabulary.train([])), [0]).to("meta").tags
        == ()
    )
