"""The file of a model: its bytes, once its answers are those of the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import onnx

from pantoum.exporting.exported import Exported
from pantoum.exporting.metadata import with_metadata
from pantoum.exporting.verification import Verification, check, compare_answers
from pantoum.exporting.weights_of_8_bits import with_weights_of_8_bits
from pantoum_runtime import ModelFile


class Checks(NamedTuple):
    """What a file is compared with.

    expected: what the model answers; of: the inputs, in words; answers: what a file answers to the
    same inputs; compare: the two beside each other.
    """

    expected: Sequence[Any]
    of: str
    answers: Callable[[ModelFile], Sequence[Any]]
    compare: Callable[[Sequence[Any], Sequence[Any], str], Verification] = compare_answers


def checked_file(
    path: Path,
    graph: onnx.ModelProto,
    metadata: dict[str, Any],
    checks: Checks,
    *,
    int8: bool,
    cost: Callable[[Sequence[Any], Sequence[Any]], dict[str, Any]],
) -> tuple[Exported, bytes]:
    """The bytes of a file, once its answers are compared with the model's.

    Args:
        path: where it will stand.
        metadata: all but how it was verified.
        int8: the weights in 8 bits.
        cost: what these cost, as fields of `Exported`, of the answers of both.
    Raises: PantoumError for other answers.
    """
    found = checks.answers(_as_file(path, graph, metadata))
    verification = checks.compare(checks.expected, found, checks.of)
    check(verification)
    exported = Exported(path, 0, verification)
    if int8:
        graph = with_weights_of_8_bits(graph)
        rounded = checks.answers(_as_file(path, graph, metadata))
        compared = checks.compare(checks.expected, rounded, checks.of)
        exported = replace(exported, int8=compared, **cost(found, rounded))
    data = with_metadata(graph, metadata | {"verified": exported.checked()})
    return replace(exported, bytes=len(data)), data


def error_rates(
    right: Sequence[Any],
    exact: Sequence[Any],
    rounded: Sequence[Any],
    output: Callable[[Any], Any] = attrgetter("output"),
) -> dict[str, Any]:
    """Inputs with another output than the right one, in per cent; nothing where that is not known.

    Args:
        right: the right output of each input, None where it is not known.
        exact, rounded: the answers with weights of 32 and of 8 bits.
        output: that of an answer.
    """
    if not right or any(one is None for one in right):
        return {}

    def rate(answers: Sequence[Any]) -> float:
        pairs = zip(answers, right, strict=True)
        wrong = sum(output(answer) != expected for answer, expected in pairs)
        return 100 * wrong / len(right)

    return {"error_rates": (rate(exact), rate(rounded))}


def _as_file(path: Path, graph: onnx.ModelProto, metadata: dict[str, Any]) -> ModelFile:
    return ModelFile(path, with_metadata(graph, metadata), metadata)
