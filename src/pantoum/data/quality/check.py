"""All checks of data, in the order of how bad it is what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from pantoum.config import DataConfig
from pantoum.data.columns import Columns
from pantoum.data.data_file import DataFile
from pantoum.data.quality.beside import check_feature_orders, check_groups
from pantoum.data.quality.characters import check_invisible, check_normal_forms, check_scripts
from pantoum.data.quality.finding import SEVERITIES, Finding
from pantoum.data.quality.items import Part, read_part
from pantoum.data.quality.rarity import check_classes, check_symbols
from pantoum.data.quality.refusals import unreadable
from pantoum.data.quality.repeats import check_conflicts, check_duplicates, check_overlap
from pantoum.data.quality.sides import check_lengths, check_numbers
from pantoum.errors import PantoumError

# What looks at the examples of one part by themselves.
OF_EACH_PART: tuple[Callable[[Part], Iterator[Finding]], ...] = (
    check_conflicts,
    check_invisible,
    check_scripts,
    check_numbers,
    check_normal_forms,
    check_duplicates,
)


def check_files(
    files: Mapping[str, Sequence[Path | DataFile]],
    data: DataConfig | None = None,
    is_labels: Callable[[Part], bool] = lambda part: False,
) -> list[Finding]:
    """Read the parts of some data and check them.

    Args:
        files: for each part, by its name (train first; dev, test), one file or two line-aligned
            ones.
        data: which columns hold what, where it is set.
        is_labels: whether the outputs of pairs are labels, each of which needs some examples.
    Returns: what was found, the worst first. A file that cannot be read is an error among them, as
        is a line that training refuses.
    """
    settings = data or DataConfig()
    parts: list[Part] = []
    findings: list[Finding] = []
    columns: Columns | None = None
    for name, paths in files.items():
        try:
            part, columns, refused = read_part(name, paths, settings, columns)
        except PantoumError as error:
            findings.append(unreadable(error))
        else:
            parts.append(part)
            findings += refused
    findings += check_parts(parts, is_labels)
    if settings.feature_order == "written":
        findings += [finding for part in parts[:1] for finding in check_feature_orders(part)]
    if settings.unseen_group == "refuse" and parts and parts[0].name == "train":
        findings += [finding for other in parts[1:] for finding in check_groups(parts[0], other)]
    return ordered(findings)


def check_parts(
    parts: Sequence[Part], is_labels: Callable[[Part], bool] = lambda part: False
) -> list[Finding]:
    """Check data that were read; the first part is the training data.

    Args:
        is_labels: as for `check_files`.
    """
    findings = [finding for part in parts for check in OF_EACH_PART for finding in check(part)]
    if not parts or parts[0].name != "train":
        return findings
    train = parts[0]
    labels = train.kind == "pairs" and bool(train.items) and is_labels(train)
    if not labels:
        findings += [finding for part in parts for finding in check_lengths(part)]
    findings += [finding for other in parts[1:] for finding in check_overlap(train, other)]
    findings += check_symbols(train)
    if train.kind == "tokens" or labels:
        findings += check_classes(train)
    return findings


def ordered(findings: Sequence[Finding]) -> list[Finding]:
    """The worst first; those as bad in the order in which they were found."""
    return sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
