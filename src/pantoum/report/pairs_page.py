"""The sections of an encoder-decoder's page: what it writes in place of what is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from pantoum.evaluation import Part
from pantoum.metrics import LengthScores, accepted, selection_metric
from pantoum.report.differences import KINDS, LEGEND, edit_text, kind_of
from pantoum.report.error_list import (
    MOST_ERRORS,
    Column,
    error_list,
    item_list,
    narrowing_link,
)
from pantoum.report.heat_map import heat_map_svg
from pantoum.report.markup import Html, data_text, element, joined
from pantoum.report.page import Section
from pantoum.report.pairs import Attention, JudgedPairs, PairError, most_frequent_first
from pantoum.report.scores import parts_table, scores_section
from pantoum.report.tables import Cell, count, decimal, label_cell, row_head, table, text_cell

MOST_CONFUSIONS = 30
# Each picture takes some thousand bytes of the page.
MOST_PICTURES = 50
MOST_PATTERNS = 3
CONFUSIONS_TEXT = (
    "Counted in alignments of the right and the predicted outputs with the fewest edits. The share "
    "is that of the right symbol: how many of a hundred such symbols are written so."
)


def pairs_sections(
    judged: JudgedPairs,
    errors: Sequence[PairError],
    attention: Mapping[int, Attention],
    training: Section,
) -> list[Section]:
    """The sections of the page.

    Args:
        errors: those of the outputs.
        attention: of the first `MOST_PICTURES` errors, by their rows.
        training: the section with the curves.
    """
    ranked = most_frequent_first(errors[:MOST_ERRORS])
    edits = Counter(
        (edit.reference, edit.hypothesis) for one in errors for edit in one.difference.edits
    )
    confusions = sorted(edits.items(), key=lambda item: (-item[1], item[0]))[:MOST_CONFUSIONS]
    listed = Counter(text for one in ranked for text in set(one.difference.shown_pattern))
    choices = {
        text: listed[text] for text in (edit_text(*edit) for edit, _ in confusions) if listed[text]
    }
    return [
        scores_section(judged.evaluation),
        _parts(judged),
        training,
        _kinds(errors),
        _confusions(judged, confusions, choices, sum(edits.values())),
        _error_list(judged, errors, ranked, attention, choices),
    ]


def _parts(judged: JudgedPairs) -> Section:
    """Scores by the length of the input, by whether the training data have it, and by group."""
    main = selection_metric(judged.settings.target_units)[0]
    lengths = [Part(_span(one), one.scores) for one in judged.evaluation.by_length]
    unit = judged.settings.source_units
    tables = [parts_table(f"By length of the input, in {unit}", "length", main, lengths)]
    if judged.evaluation.by_seen:
        caption = "By whether the training data have the input"
        tables.append(parts_table(caption, "input", main, judged.evaluation.by_seen))
    if judged.evaluation.by_group:
        tables.append(parts_table("By group", "group", main, judged.evaluation.by_group))
    return Section("parts", "Parts of the examples", joined(tables))


def _span(lengths: LengthScores) -> str:
    if lengths.shortest == lengths.longest:
        return f"{lengths.shortest}"
    return f"{lengths.shortest}-{lengths.longest}"


def _kinds(errors: Sequence[PairError]) -> Section:
    rows = []
    for kind in KINDS:
        of_kind = [one for one in errors if one.difference.kind == kind]
        if not of_kind:
            continue
        patterns = Counter(one.difference.shown_pattern for one in of_kind)
        ranked = sorted(patterns.items(), key=lambda item: (-item[1], item[0]))
        shown = [f"{', '.join(pattern)} ({times:,})" for pattern, times in ranked[:MOST_PATTERNS]]
        link = narrowing_link(f"{len(of_kind):,}", {"kind": kind}, f"show the errors: {kind}")
        rows.append(
            [
                row_head(kind),
                count(len(of_kind), link),
                decimal(100 * len(of_kind) / len(errors)),
                count(sum(len(one.difference.edits) for one in of_kind)),
                text_cell("; ".join(shown)),
            ]
        )
    if not rows:
        return Section("kinds", "Kinds of errors", element("p", "There is no error."))
    heads = ("kind", "outputs", "% of errors", "edits", "most frequent patterns")
    content = [
        element("p", "An output has one kind if all of its edits are of this kind. ", LEGEND),
        table("Wrong outputs by the kind of their edits", heads, rows),
    ]
    return Section("kinds", "Kinds of errors", joined(content))


def _confusions(
    judged: JudgedPairs,
    confusions: Sequence[tuple[tuple[str, str], int]],
    choices: Mapping[str, int],
    total: int,
) -> Section:
    """What is written for what.

    Args:
        confusions: the most frequent edits, each with its number.
        choices: those that the list of errors can be narrowed down to.
        total: how many edits there are in all.
    """
    if not confusions:
        return Section("confusions", "Confusions", element("p", "There is no error."))
    right = judged.right_symbols()
    rows = []
    for (reference, hypothesis), times in confusions:
        text = edit_text(reference, hypothesis)
        link: Html | None = None
        if text in choices:
            link = narrowing_link(f"{times:,}", {"edits": text}, f"show the errors with {text}")
        share = decimal(100 * times / right[reference]) if reference else Cell("", -1, "number")
        rows.append(
            [
                label_cell(reference),
                label_cell(hypothesis),
                Cell(kind_of(reference, hypothesis)),
                count(times, link),
                share,
            ]
        )
    caption = f"The most frequent {len(rows):,} kinds of edits, of {total:,} edits in all"
    heads = ("right", "predicted", "kind", "times", "% of the right symbol")
    content = [element("p", CONFUSIONS_TEXT), table(caption, heads, rows, sortable=True)]
    return Section("confusions", "Confusions", joined(content))


def _error_list(
    judged: JudgedPairs,
    errors: Sequence[PairError],
    ranked: Sequence[PairError],
    attention: Mapping[int, Attention],
    choices: Mapping[str, int],
) -> Section:
    kinds = Counter(one.difference.kind for one in ranked)
    features = [Column("features")] if judged.reads_features else []
    pictures = [Column("attention", searched=False)] if attention else []
    columns = [
        Column("example"),
        Column("input"),
        *features,
        Column("right"),
        Column("predicted"),
        Column("kind", {kind: kinds[kind] for kind in KINDS if kinds[kind]}),
        Column("edits", choices),
        Column("score"),
        *pictures,
    ]
    rows = [_error_row(judged, one, attention) for one in ranked]
    notes = [
        "Sorted by kind, the most frequent pattern first. What differs is marked. The score is the "
        f"log-probability of the output, divided by its length. {LEGEND}"
    ]
    if attention:
        notes.append(
            f"Attention is drawn for the first {len(attention):,} of {len(errors):,} errors in the "
            "order of the examples, so that the page stays small; sort by that column to see them."
        )
    caption = "Outputs that are not exactly right"
    return error_list(caption, columns, rows, total=len(errors), notes=notes)


def _error_row(
    judged: JudgedPairs, error: PairError, attention: Mapping[int, Attention]
) -> list[Cell]:
    example = judged.inputs[error.row]
    output = judged.outputs[error.row]
    others = [one for one in accepted(judged.references[error.row]) if one != error.right]
    right = [error.difference.marked_right(judged.between)]
    right += [element("div", "or ", data_text(other), class_="other") for other in others]
    features = [text_cell(example.features or "")] if judged.reads_features else []
    picture = attention.get(error.row)
    pictures = [Cell(_picture(picture), float(picture is None))] if attention else []
    return [
        count(judged.numbers[error.row]),
        text_cell(example.source),
        *features,
        text_cell(joined(right)),
        text_cell(error.difference.marked_predicted(judged.between)),
        Cell(error.difference.kind),
        Cell(item_list(error.difference.shown_pattern), len(error.difference.edits)),
        decimal(output.score, 3),
        *pictures,
    ]


def _picture(attention: Attention | None) -> Html:
    if attention is None:
        return Html()
    picture = heat_map_svg(*attention)
    return element("details", element("summary", "show"), picture) if picture else Html()
