"""The file of a model that does not search: written once its answers are those of the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import onnx

from pantoum.exporting.exported import Exported
from pantoum.exporting.metadata import with_metadata
from pantoum.exporting.verification import Answer, check, compare_answers
from pantoum.exporting.weights_of_8_bits import with_weights_of_8_bits
from pantoum_runtime import ModelFile

Answers = Callable[[ModelFile], list[Answer]]


class Checks(NamedTuple):
    """What a file is compared with.

    expected: what the model answers; of: the inputs, in words; answers: what a file answers to the
    same inputs.
    """

    expected: Sequence[Answer]
    of: str
    answers: Answers


def checked_file(
    path: Path,
    graph: onnx.ModelProto,
    metadata: dict[str, Any],
    checks: Checks,
    *,
    int8: bool,
    cost: Callable[[Sequence[Answer], Sequence[Answer]], dict[str, Any]],
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
    verification = compare_answers(checks.expected, found, checks.of)
    check(verification)
    exported = Exported(path, 0, verification)
    if int8:
        graph = with_weights_of_8_bits(graph)
        rounded = checks.answers(_as_file(path, graph, metadata))
        compared = compare_answers(checks.expected, rounded, checks.of)
        exported = replace(exported, int8=compared, **cost(found, rounded))
    data = with_metadata(graph, metadata | {"verified": exported.checked()})
    return replace(exported, bytes=len(data)), data


def error_rates(
    right: Sequence[Any], exact: Sequence[Answer], rounded: Sequence[Answer]
) -> dict[str, Any]:
    """Inputs with another output than the right one, in per cent; nothing where that is not known.

    Args:
        right: the right output of each input, None where it is not known.
    """
    if not right or any(one is None for one in right):
        return {}

    def rate(answers: Sequence[Answer]) -> float:
        wrong = sum(one.output != output for one, output in zip(answers, right, strict=True))
        return 100 * wrong / len(right)

    return {"error_rates": (rate(exact), rate(rounded))}


def _as_file(path: Path, graph: onnx.ModelProto, metadata: dict[str, Any]) -> ModelFile:
    return ModelFile(path, with_metadata(graph, metadata), metadata)
