"""Outputs that nobody's model wrote, judged, for pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.reversing import resolved

from pantoum.config import Config, ResolvedDataConfig, UnitName
from pantoum.data import Example
from pantoum.evaluation import assess_pairs, by_input_length, evaluation_of
from pantoum.metrics import Texts
from pantoum.report import JudgedPairs, Written, curves_section, page, pairs_sections
from pantoum.report.pairs import Attention

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
