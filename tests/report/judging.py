"""Outputs that nobody's model wrote, judged, for pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.reversing import resolved

from pantoum.config import Config, ResolvedDataConfig, Scheme, UnitName
from pantoum.data import Example, LabelVocabulary, Sentence
from pantoum.evaluation import (
    assess_labels,
    assess_pairs,
    assess_tags,
    by_input_length,
    evaluation_of,
)
from pantoum.metrics import Texts
from pantoum.report import (
    Attention,
    JudgedPairs,
    JudgedTags,
    Labelled,
    Written,
    curves_section,
    label_sections,
    page,
    pairs_sections,
    tag_sections,
)
from pantoum.tasks.tagger import TagColumn

# What may stand in data, and must not do anything in a page.
HOSTILE = (
    "<script>window.hacked = 1</script>",
    '"\' onmouseover="window.hacked = 2',
    "</td></table><img src=x onerror=window.hacked=3>",
    "</title></style></script><!-- &lt;b&gt; &amp;",
    "שלום עולם \u202e",
    "ɑ̃\u0303\u0301 n\u0303",
    "\x1b[31m \u200d a\u00a0b",
)

# The labels that the classifier of `page_of_labels` knows, and their probabilities for any text.
KNOWN = {"French": 0.5, "Dutch": 0.25, "Turkish": 0.125}


def data_settings(units: UnitName) -> ResolvedDataConfig:
    """Settings with these units on both sides."""
    names = {"data.source_units": units, "data.target_units": units}
    return resolved(Config(), names).data


def judge(
    rows: Sequence[tuple[str, Texts, str]], units: UnitName = "characters", **more: Any
) -> JudgedPairs:
    """Inputs, right outputs and predicted ones, judged; the score of an output is minus its place.

    Args:
        more: further attributes of the evaluation.
    """
    inputs = [Example(source, None) for source, _, _ in rows]
    references = [right for _, right, _ in rows]
    outputs = [output for _, _, output in rows]
    lengths = by_input_length(units, units, inputs, references, outputs)
    return JudgedPairs(
        settings=data_settings(units),
        evaluation=evaluation_of(
            assess_pairs(units, references, outputs),
            0.5,
            outputs=outputs,
            by_length=lengths,
            **more,
        ),
        inputs=inputs,
        numbers=list(range(1, len(rows) + 1)),
        references=references,
        outputs=[Written(text, -float(place)) for place, text in enumerate(outputs)],
    )


def page_of(judged: JudgedPairs, attention: dict[int, Attention] | None = None) -> str:
    """The page of outputs that were judged."""
    sections = pairs_sections(judged, judged.errors(), attention or {}, curves_section([]))
    return page("Evaluation", [("Model", "none")], sections)


def page_of_labels(rows: Sequence[tuple[str, str, str]], features: str | None = None) -> str:
    """The page of texts with right and predicted labels.

    Args:
        features: of every text, of a classifier that reads them.
    """
    labelled = [
        Labelled(Example(text, None, features), right, predicted, {predicted: 0.0, **KNOWN})
        for text, right, predicted in rows
    ]
    judged = assess_labels([right for _, right, _ in rows], [found for *_, found in rows])
    sections = label_sections(
        evaluation_of(judged, 0.1), labelled, curves_section([]), reads_features=bool(features)
    )
    return page("Evaluation", [], sections)


def page_of_tags(
    words: Sequence[Sequence[tuple[str, str, str]]],
    scheme: Scheme = "BIO",
    columns: Sequence[str] = ("ner",),
) -> str:
    """The page of sentences of words with right and predicted tags, the same in each column; words
    in capitals are unknown.
    """

    def known(word: str) -> bool:
        return not word.isupper()

    kinds = [TagColumn(name, scheme, scheme, LabelVocabulary([])) for name in columns]
    sentences = [
        Sentence(
            tuple(word for word, *_ in one), (tuple(right for _, right, _ in one),) * len(kinds), 1
        )
        for one in words
    ]
    predicted = [[[tag for *_, tag in one] for one in words]] * len(kinds)
    evaluation = evaluation_of(assess_tags(kinds, sentences, predicted, known), 0.1)
    judged = JudgedTags(evaluation, kinds, sentences, predicted, known)
    return page("Evaluation", [], tag_sections(judged, curves_section([])))
