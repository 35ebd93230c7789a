"""Bulk prediction on Ray Data: tasks read the input, a pool of actors that have loaded the model
once answers it, and the answers come back as tables.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import pyarrow as pa

from pantoum.data.columns import FEATURE_NAMES, SOURCE_NAMES, is_number
from pantoum.errors import PantoumError
from pantoum.scale.answers import ERROR
from pantoum.scale.arrow import table_of
from pantoum.scale.model_function import ModelFunction
from pantoum.scale.ray_parts import Part, Reading, parts_of, read_part

# Inputs that an actor sorts by length and answers together.
BATCH = 2_000
# Those who read take little of a processor.
OF_READERS = 0.25


class Job(NamedTuple):
    """A bulk prediction.

    Attributes:
        files: in their order.
        reading: how inputs stand in them.
        function: what answers.
        actors: how many processes answer.
        columns: those of the answers that are wanted, beside `error`; () for all.
        ordered: whether the answers come in the order of the inputs.
        gpu: whether each actor has a GPU.
        beside: whether the answers stand behind the columns of the table that is read.
    """

    files: Sequence[str]
    reading: Reading
    function: ModelFunction
    actors: int
    columns: tuple[str, ...] = ()
    ordered: bool = True
    gpu: bool = False
    beside: bool = False


def answered(ray: Any, job: Job) -> Any:
    """The answers of a job as a dataset of Ray, which is computed when it is read; None where all
    files are empty.

    Raises: PantoumError for a table without the columns that the model reads.
    """
    data = ray.data
    context = data.DataContext.get_current()
    context.enable_progress_bars = False
    context.execution_options.preserve_order = job.ordered
    if job.reading.form == "parquet":
        rows = data.read_parquet(list(job.files), num_cpus=OF_READERS)
        names = _places(job, rows.schema().names)
    else:
        parts = parts_of(job.files, job.reading.form, job.actors)
        if not parts:
            return None
        given = data.from_items([part._asdict() for part in parts], override_num_blocks=len(parts))
        rows = given.map_batches(
            partial(_read, reading=job.reading), batch_size=1, num_cpus=OF_READERS
        )
        names = {}
    return rows.map_batches(
        Answering,
        fn_constructor_args=(job.function, job.columns, names, job.beside),
        batch_size=BATCH,
        batch_format="pyarrow",
        compute=data.ActorPoolStrategy(size=job.actors),
        num_cpus=1,
        num_gpus=1 if job.gpu else None,
    )


def tables_of(dataset: Any) -> Iterator[pa.Table]:
    """The tables of a dataset, as they are computed; none of None.

    Raises: PantoumError as the tasks do, and where Ray fails.
    """
    if dataset is None:
        return
    with ray_errors():
        yield from dataset.iter_batches(batch_size=None, batch_format="pyarrow")


class Answering:
    """What an actor does: it loads the model when it starts, and then answers tables of inputs.

    Args:
        function: with the model.
        columns: those that are wanted; () for all.
        names: of a table's own columns, those of source, features and group; empty where the
            columns are called so.
        beside: whether the table's own columns are kept.
    """

    def __init__(
        self,
        function: ModelFunction,
        columns: tuple[str, ...],
        names: Mapping[str, str],
        beside: bool,
    ) -> None:
        self._function = function
        self._columns = columns
        self._names = names
        self._beside = beside and bool(names)
        self._task = function.model.task

    def __call__(self, table: pa.Table) -> pa.Table:
        """The answers to the inputs of a table."""
        own = {name: name for name in ("source", "features", "group")} | {ERROR: ERROR}
        names = self._names or own
        read = {role: table[name].to_pylist() for role, name in names.items()}
        model = self._function.model
        features = read.get("features") if getattr(model, "reads_features", False) else None
        reads_group = getattr(model, "groups", None) is not None and self._function.group is None
        rows = self._function.answers(
            read["source"],
            features,
            read.get("group") if reads_group else None,
            read.get(ERROR, ()),
        )
        answers = table_of(rows, self._task)
        if self._columns:
            answers = answers.select([*self._columns, ERROR])
        return _beside(table, answers) if self._beside else answers


def _beside(table: pa.Table, answers: pa.Table) -> pa.Table:
    """The table with the answers behind its columns; what is called as one of these has
    ``predicted_`` before its name. The input is there already.
    """
    for name in answers.column_names[1:]:
        free = name
        while free in table.column_names:
            free = f"predicted_{free}"
        table = table.append_column(free, answers[name])
    return table


def _read(batch: Mapping[str, Any], reading: Reading) -> Iterator[pa.Table]:
    for path, start, end in zip(batch["path"], batch["start"], batch["end"], strict=True):
        yield from read_part(Part(str(path), _place(start), _place(end)), reading)


def _place(value: Any) -> int | None:
    """A place in a file; in a column of numbers and None the latter are not-a-numbers."""
    return None if value is None or value != value else int(value)


def _places(job: Job, names: Sequence[str]) -> dict[str, str]:
    """Which columns of a table are the input, its features and its group."""
    columns, reading = job.reading.columns, job.reading
    wanted: list[tuple[str, str, Sequence[str]]] = [("source", columns.source, SOURCE_NAMES)]
    if reading.reads_features:
        wanted.append(("features", columns.features, FEATURE_NAMES))
    if reading.reads_group:
        wanted.append(("group", columns.group, ()))
    found = {}
    lower = [name.lower() for name in names]
    for role, column, known in wanted:
        place = names.index(column) if column in names else None
        if place is None:
            place = next((lower.index(name) for name in known if name in lower), None)
        if place is None and is_number(column) and int(column) <= len(names):
            place = int(column) - 1
        if place is None:
            raise PantoumError(
                f"no column {column[:40]!r} for the {role} (there are: {', '.join(names)[:200]})",
                where=job.files[0],
                remedy="name the columns as in the training data",
            )
        found[role] = names[place]
    return found


@contextlib.contextmanager
def ray_errors() -> Iterator[None]:
    """While this context is open, what Ray raises is one sentence: that of a task, if it has one.

    Raises: PantoumError.
    """
    from ray.exceptions import RayError

    try:
        yield
    except RayError as error:
        raise _plain(error) from error


def _plain(error: BaseException) -> PantoumError:
    seen: BaseException | None = error
    while seen is not None:
        if type(seen).__module__ == PantoumError.__module__ and isinstance(seen, PantoumError):
            return seen
        seen = getattr(seen, "cause", None) or seen.__cause__
    lines = [line for line in str(error).splitlines() if line.strip()]
    reason = " ".join(lines[-1].split()) if lines else type(error).__name__
    reason = reason.rpartition("PantoumError: ")[2]  # of an actor that did not start
    return PantoumError(
        f"Ray has failed: {reason[:300]}",
        setting="engine",
        value="ray",
        remedy="check the cluster, or give fewer --workers if memory ran out",
    )
