"""What an ONNX file says of itself, read without a library, before anything of it is run.

An ONNX file is a protocol buffer: fields, each with a number, some of them messages of fields
again. Only the structure is walked; weights are passed over. So a file of another kind, one that is
cut short and one that wants to read further files are refused in a sentence each.

Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto; the encoding:
https://protobuf.dev/programming-guides/encoding.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pantoum_runtime.errors import PantoumRuntimeError

# The numbers of fields that are read, by the message that they are in.
MODEL_GRAPH = 7
MODEL_METADATA = 14
MODEL_FUNCTIONS = 25
GRAPH_NODES = 1
GRAPH_TENSORS = 5
GRAPH_SPARSE_TENSORS = 15
NODE_ATTRIBUTES = 5
ATTRIBUTE_TENSORS = (5, 10)
ATTRIBUTE_GRAPHS = (6, 11)
ATTRIBUTE_SPARSE_TENSORS = (22, 23)
FUNCTION_NODES = 7
SPARSE_PARTS = (1, 2)
TENSOR_EXTERNAL_DATA = 13
TENSOR_DATA_LOCATION = 14
# How the value of a field is written.
NUMBER, EIGHT_BYTES, LENGTH, FOUR_BYTES = 0, 1, 2, 5
# Graphs in graphs: those of the export are two deep.
DEEPEST = 16

EXPORT_AGAIN = "export or copy the model again"


class _DamagedError(Exception):
    """The bytes are no protocol buffer of this kind."""


def metadata_of(data: bytes, path: Path | str) -> dict[str, str]:
    """The metadata of a file, once it is known to hold all that it needs.

    Args:
        path: of the file, for messages.

    Raises:
        PantoumRuntimeError: it is no ONNX file, is cut short, or reads other files.
    """
    try:
        metadata, has_graph = _read_model(memoryview(data))
    except (_DamagedError, UnicodeDecodeError) as error:
        raise PantoumRuntimeError(
            "is no ONNX file, or only a part of one",
            where=str(path),
            remedy="give a file that `pantoum export` wrote",
        ) from error
    except _ReadsFilesError:
        raise PantoumRuntimeError(
            "keeps its weights in other files, which are not read",
            where=str(path),
            remedy=EXPORT_AGAIN,
        ) from None
    if not has_graph:
        raise PantoumRuntimeError(
            "is no ONNX file: it has no graph",
            where=str(path),
            remedy="give a file that `pantoum export` wrote",
        )
    return metadata


class _ReadsFilesError(Exception):
    """A tensor stands in a file of its own."""


def _read_model(data: memoryview) -> tuple[dict[str, str], bool]:
    metadata: dict[str, str] = {}
    has_graph = False
    for number, value in _fields(data):
        if number == MODEL_METADATA:
            entry = dict(_fields(_message(value)))
            metadata[_text(entry.get(1))] = _text(entry.get(2))
        elif number == MODEL_GRAPH:
            has_graph = True
            _check_graph(_message(value), DEEPEST)
        elif number == MODEL_FUNCTIONS:
            _check_nodes(_message(value), FUNCTION_NODES, DEEPEST)
    return metadata, has_graph


def _check_graph(data: memoryview, depth: int) -> None:
    """Refuse a graph with a tensor outside the file, in it or in a graph of it."""
    if not depth:
        raise _DamagedError
    for number, value in _fields(data):
        if number == GRAPH_TENSORS:
            _check_tensor(_message(value))
        elif number == GRAPH_SPARSE_TENSORS:
            _check_sparse(_message(value))
    _check_nodes(data, GRAPH_NODES, depth)


def _check_nodes(data: memoryview, nodes: int, depth: int) -> None:
    for number, node in _fields(data):
        if number != nodes:
            continue
        for part, attribute in _fields(_message(node)):
            if part == NODE_ATTRIBUTES:
                _check_attribute(_message(attribute), depth)


def _check_attribute(data: memoryview, depth: int) -> None:
    for number, value in _fields(data):
        if number in ATTRIBUTE_TENSORS:
            _check_tensor(_message(value))
        elif number in ATTRIBUTE_SPARSE_TENSORS:
            _check_sparse(_message(value))
        elif number in ATTRIBUTE_GRAPHS:
            _check_graph(_message(value), depth - 1)


def _check_sparse(data: memoryview) -> None:
    for number, value in _fields(data):
        if number in SPARSE_PARTS:
            _check_tensor(_message(value))


def _check_tensor(data: memoryview) -> None:
    for number, value in _fields(data):
        if number == TENSOR_EXTERNAL_DATA or (number == TENSOR_DATA_LOCATION and value):
            raise _ReadsFilesError


def _fields(data: memoryview) -> Iterator[tuple[int, memoryview | int]]:
    """The number and the value of each field of a message.

    Raises:
        _DamagedError: the message is cut short, or is none.
    """
    place = 0
    while place < len(data):
        key, place = _number(data, place)
        kind = key & 7
        if not key >> 3:
            raise _DamagedError
        if kind == NUMBER:
            value, place = _number(data, place)
            yield key >> 3, value
            continue
        if kind == LENGTH:
            size, place = _number(data, place)
        elif kind in (EIGHT_BYTES, FOUR_BYTES):
            size = 8 if kind == EIGHT_BYTES else 4
        else:
            raise _DamagedError
        if place + size > len(data):
            raise _DamagedError
        yield key >> 3, data[place : place + size]
        place += size


def _number(data: memoryview, place: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and the place behind it."""
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(data):
            raise _DamagedError
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place
    raise _DamagedError


def _message(value: memoryview | int) -> memoryview:
    if isinstance(value, int):
        raise _DamagedError
    return value


def _text(value: memoryview | int | None) -> str:
    return bytes(_message(b"" if value is None else value)).decode()  # type: ignore[arg-type]
