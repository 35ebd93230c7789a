"""The sections of a tagger's page: each kind of tags, and each wrong tag in its sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from pantoum.data import Sentence
from pantoum.evaluation import Evaluation
from pantoum.metrics import span_scores, visible
from pantoum.report.classes import by_class_table, class_tables
from pantoum.report.error_list import MOST_ERRORS, Column, error_list
from pantoum.report.labels_page import choices_of
from pantoum.report.markup import Html, Part, element, joined
from pantoum.report.page import Section
from pantoum.report.scores import scores_section
from pantoum.report.tables import Cell, count, decimal, label_cell, row_head, table, text_cell
from pantoum.tasks.tagger import TagColumn

# Of a longer sentence so many words on each side of the wrong one are shown.
WORDS_AROUND = 30
KNOWN = "known"
UNKNOWN = "unknown"
NOTE = "The most frequent confusion comes first. The word is marked in its sentence."


class TagError(NamedTuple):
    """A word with a wrong tag: the kind of tags, the sentence and the word in it, from 0."""

    column: int
    sentence: int
    word: int
    right: str
    predicted: str


@dataclass(frozen=True, eq=False)
class JudgedTags:
    """The tags of a tagger, judged.

    Attributes:
        evaluation: the scores.
        columns: the kinds of tags.
        sentences: words and right tags.
        predicted: for each kind the tags of all sentences.
        known: whether training has seen a word.
    """

    evaluation: Evaluation
    columns: Sequence[TagColumn]
    sentences: Sequence[Sentence]
    predicted: Sequence[Sequence[Sequence[str]]]
    known: Callable[[str], bool]

    def errors(self) -> Iterator[TagError]:
        """All wrong tags, sentence by sentence."""
        for number, sentence in enumerate(self.sentences):
            for place in range(len(self.columns)):
                pairs = zip(sentence.tags[place], self.predicted[place][number], strict=True)
                for word, (right, predicted) in enumerate(pairs):
                    if right != predicted:
                        yield TagError(place, number, word, right, predicted)


def tag_sections(judged: JudgedTags, training: Section) -> list[Section]:
    """The sections of the page.

    Args:
        training: the section with the curves.
    """
    several = len(judged.columns) > 1
    names = [column.name for column in judged.columns] if several else []
    kinds = [
        _tags(judged, place, f"tags-{place + 1}", several=several)
        for place in range(len(judged.columns))
    ]
    scores = scores_section(judged.evaluation, names)
    return [scores, training, *kinds, _error_list(judged)]


def _tags(judged: JudgedTags, place: int, name: str, *, several: bool) -> Section:
    """The scores of each tag and of each type of span, of known and unknown words, and the
    confusions.
    """
    column = judged.columns[place]
    right = [sentence.tags[place] for sentence in judged.sentences]
    predicted = judged.predicted[place]
    chosen = {"tags": visible(column.name)} if several else {}
    tables = [_by_known(judged, place)]
    if column.has_spans:
        types = span_scores(right, predicted, column.scheme).by_type
        tables.append(by_class_table("By type of span", "type", types))
    flat = list(chain.from_iterable(right)), list(chain.from_iterable(predicted))
    if flat[0]:
        tables += class_tables("tag", *flat, chosen)
    title = f"Tags: {visible(column.name)}" if several else "Tags"
    return Section(name, title, joined(tables))


def _by_known(judged: JudgedTags, place: int) -> Html:
    counts: Counter[tuple[str, bool]] = Counter()
    for sentence, tags in zip(judged.sentences, judged.predicted[place], strict=True):
        for word, right, predicted in zip(sentence.words, sentence.tags[place], tags, strict=True):
            counts[_known(judged, word), right == predicted] += 1
    rows = []
    for name in (KNOWN, UNKNOWN):
        total = counts[name, True] + counts[name, False]
        if total:
            accuracy = decimal(100 * counts[name, True] / total)
            rows.append([row_head(name), count(total), count(counts[name, False]), accuracy])
    caption = "By whether the training data have the word"
    return table(caption, ("word", "words", "wrong tags", "accuracy"), rows)


def _known(judged: JudgedTags, word: str) -> str:
    return KNOWN if judged.known(word) else UNKNOWN


def _error_list(judged: JudgedTags) -> Section:
    errors = list(judged.errors())
    pairs = Counter((one.column, one.right, one.predicted) for one in errors)
    ranked = sorted(
        errors[:MOST_ERRORS],
        key=lambda one: (
            -pairs[one.column, one.right, one.predicted],
            one.column,
            one.right,
            one.predicted,
            one.sentence,
            one.word,
        ),
    )
    names = [column.name for column in judged.columns]
    several = len(names) > 1
    seen = [_known(judged, judged.sentences[one.sentence].words[one.word]) for one in ranked]
    columns = [
        Column("sentence"),
        Column("word"),
        Column("in training", choices_of(seen)),
        *([Column("tags", choices_of([names[one.column] for one in ranked]))] if several else []),
        Column("right", choices_of([one.right for one in ranked])),
        Column("predicted", choices_of([one.predicted for one in ranked])),
        Column("in its sentence"),
    ]
    rows = []
    for one, training in zip(ranked, seen, strict=True):
        words = judged.sentences[one.sentence].words
        rows.append(
            [
                count(one.sentence + 1),
                text_cell(words[one.word]),
                Cell(training),
                *([label_cell(names[one.column])] if several else []),
                label_cell(one.right),
                label_cell(one.predicted),
                text_cell(_in_sentence(words, one.word)),
            ]
        )
    return error_list("Words with a wrong tag", columns, rows, total=len(errors), notes=[NOTE])


def _in_sentence(words: Sequence[str], place: int) -> Html:
    """The sentence with one word marked; of a long one what is around it."""
    start = max(0, place - WORDS_AROUND)
    end = place + 1 + WORDS_AROUND
    parts: list[Part] = ["…"] if start else []
    parts += words[start:place]
    parts.append(element("mark", words[place]))
    parts += words[place + 1 : end]
    if end < len(words):
        parts.append("…")
    return element("bdi", joined(parts, " "))
