"""``pantoum predict --engine ray``: files through a pool of processes, here or on a cluster."""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import secrets
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pantoum.cli.arguments import SEARCH
from pantoum.cli.lines import cell
from pantoum.cli.messages import say
from pantoum.cli.streams import output_bytes, output_stream
from pantoum.cli.written_files import check_written
from pantoum.errors import PantoumError
from pantoum.files import not_writable
from pantoum.processors import available_processors

if TYPE_CHECKING:
    from pantoum.scale.ray_engine import Job

FORMATS = ("text", "tsv", "jsonl", "parquet")
BY_SUFFIX = {".tsv": "tsv", ".jsonl": "jsonl", ".parquet": "parquet"}
# The flags that the engine reads, beside those of its own.
GENERAL = ("model", "input", "output", "format", "data_format", "device", "threads", "workers")
OWN = ("engine", "address", "unordered")
LOADING = ("int8", "shortlist")
OF_TASK = {
    "seq2seq": (*SEARCH, *LOADING, "group", "unseen_group"),
    "classifier": ("group", "unseen_group"),
    "tagger": ("scheme",),
    "language_model": (),
}
OF_ANY = {name for names in OF_TASK.values() for name in names}
# The columns that lines of text need: of each kind of model those of `text` and of `tsv`.
LINE_COLUMNS = {
    "seq2seq": ("source", "text", "score"),
    "classifier": ("source", "label", "probability"),
    "tagger": ("source", "tagged", "words", "tags"),
    "language_model": ("text", "log_probability", "perplexity"),
}


def run_bulk(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    """Run the command."""
    from pantoum.scale.ray_cluster import cluster, import_ray
    from pantoum.scale.ray_engine import answered

    import_ray()  # nothing is loaded where there is none
    form = _format(parser, options)
    job = _job(parser, options, form)
    failed = 0
    with cluster(options.address, job.actors) as ray:
        dataset = answered(ray, job)
        if _is_folder(options.output):
            _write_folder(dataset, options.output)
            return 0
        failed = _write(dataset, job, options.output, form)
    if failed:
        what = "input has" if failed == 1 else "inputs have"
        where = "" if form in ("jsonl", "parquet") else " (--format jsonl says why)"
        say(f"{failed:,} {what} no output{where}")
    return 0


def _format(parser: argparse.ArgumentParser, options: argparse.Namespace) -> str:
    """The format of the output: what is said, else what its name says, else text."""
    if _is_folder(options.output):
        if options.format not in (None, "parquet"):
            parser.error(f"a folder gets --format parquet, and not {options.format}")
        return "parquet"
    form = options.format or BY_SUFFIX.get(Path(options.output).suffix.lower(), "text")
    if form not in FORMATS:
        parser.error(
            f"--format {form} is not written by --engine ray; the formats that are: "
            f"{', '.join(FORMATS)}"
        )
    return form


def _job(parser: argparse.ArgumentParser, options: argparse.Namespace, form: str) -> Job:
    from pantoum.scale.model_function import udf
    from pantoum.scale.ray_engine import Job
    from pantoum.scale.ray_parts import files_of, form_of, is_uri, settings_of

    if options.inputs == ["-"]:
        raise PantoumError(
            "the engine ray reads files",
            setting="input",
            where="stdin",
            remedy="give the names of files, or leave --engine out",
        )
    files = files_of(options.inputs)
    check_written([options.output], [name for name in files if not is_uri(name)])
    actors = options.workers or available_processors()
    threads = options.threads or available_processors()
    loading: dict[str, Any] = {
        # Ray shows GPUs to those alone who have asked for them.
        "device": "cpu" if options.device == "auto" else options.device,
        "threads": max(1, threads // actors),
        **{name: bool(getattr(options, name)) for name in LOADING},
    }
    task = udf(options.model, **loading).model.task
    _check_flags(parser, options, task)
    given = {name: getattr(options, name) for name in OF_TASK[task] if name not in LOADING}
    function = udf(
        options.model,
        returns="columns" if form in ("jsonl", "parquet") else "output",
        **loading,
        **{name: value for name, value in given.items() if value is not None},
    )
    reading = settings_of(function.model, form_of(files, options.data_format), options.group)
    return Job(
        files,
        reading,
        function,
        actors,
        columns=() if form in ("jsonl", "parquet") else LINE_COLUMNS[task],
        ordered=not options.unordered,
        gpu=options.device.startswith("cuda"),
        beside=form == "parquet",
    )


def _check_flags(parser: argparse.ArgumentParser, options: argparse.Namespace, task: str) -> None:
    """Refuse flags that are of the command alone, or of other kinds of models."""
    taken = {*GENERAL, *OWN, "inputs", *OF_TASK[task]}
    for name, value in vars(options).items():
        if value is not None and name not in taken:
            here = " with such a model" if name in OF_ANY else ""
            parser.error(f"--{name} is not used by --engine ray{here}")


def _write(dataset: Any, job: Job, output: str, form: str) -> int:
    """Write all answers to one file or to stdout; how many inputs have none."""
    if form == "parquet":
        return _write_parquet(dataset, job, output)
    from pantoum.scale.answers import ERROR
    from pantoum.scale.arrow import rows_of
    from pantoum.scale.ray_engine import tables_of

    failed = 0
    # Ray prints what its processes say of their state, which is no data.
    with output_stream(output) as out, contextlib.redirect_stdout(sys.stderr):
        for table in tables_of(dataset):
            failed += table.num_rows - table[ERROR].null_count
            lines = _lines(rows_of(table), job.function.model.task, form)
            out.writelines(f"{line}\n" for line in lines)
            out.flush()
    return failed


def _write_parquet(dataset: Any, job: Job, output: str) -> int:
    import pyarrow.parquet as pq

    from pantoum.scale.arrow import schema_of
    from pantoum.scale.ray_engine import tables_of

    failed = 0
    writer: Any = None
    with output_bytes(output) as file, contextlib.redirect_stdout(sys.stderr):
        for table in tables_of(dataset):
            writer = writer or pq.ParquetWriter(file, table.schema)
            error = table.column_names[-1]  # may have another name than its own
            failed += table.num_rows - table[error].null_count
            writer.write_table(table.cast(writer.schema))
        if writer is None:
            writer = pq.ParquetWriter(file, schema_of(job.function.model.task))
        writer.close()
    return failed


def _write_folder(dataset: Any, output: str) -> None:
    """Let those who answer write the files of a folder; one on this machine is there when it is
    whole.
    """
    from pantoum.scale.ray_engine import ray_errors
    from pantoum.scale.ray_parts import is_uri

    if is_uri(output):
        if dataset is not None:
            with ray_errors():
                dataset.write_parquet(output)
        return
    folder = Path(output)
    if folder.is_dir() and any(folder.iterdir()):
        raise PantoumError(
            "the folder is not empty", where=output, remedy="give the name of a new folder"
        )
    partial = folder.absolute().with_name(f"{folder.name}.{secrets.token_hex(8)}.partial")
    try:
        partial.mkdir(parents=True)
        if dataset is not None:
            with ray_errors():
                dataset.write_parquet(str(partial))
        partial.replace(folder)
    except OSError as error:
        raise not_writable(folder, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _is_folder(output: str) -> bool:
    return output.endswith("/") or "://" in output or Path(output).is_dir()


def _lines(rows: Sequence[dict[str, Any]], task: str, form: str) -> Iterator[str]:
    if form == "jsonl":
        optional = ("warnings", "error")
        for row in rows:
            kept = {name: one for name, one in row.items() if one or name not in optional}
            yield json.dumps(kept, ensure_ascii=False)
        return
    for row in rows:
        yield from _TEXTS[task](row) if form == "text" else _TABLES[task](row)


def _number(value: float | None) -> str:
    return f"{-math.inf if value is None else value:.4f}"


def _tagged_words(row: dict[str, Any]) -> Iterable[str]:
    """A word and its tags on each line, and an empty line behind each sentence."""
    columns = (row["tags"] or {}).values()
    return (*("\t".join(cells) for cells in zip(row["words"] or (), *columns, strict=True)), "")


_TEXTS = {
    "seq2seq": lambda row: [cell(row["text"] or "")],
    "classifier": lambda row: [row["label"] or ""],
    "tagger": lambda row: [row["tagged"] or ""],
    "language_model": lambda row: [
        f"{_number(row['log_probability'])}\t{_number(row['perplexity'])}"
    ],
}
_TABLES = {
    "seq2seq": lambda row: [
        f"{cell(row['source'] or '')}\t{cell(row['text'] or '')}\t{_number(row['score'])}"
    ],
    "classifier": lambda row: [
        f"{cell(row['source'] or '')}\t{row['label'] or ''}\t{row['probability'] or 0:.4f}"
    ],
    "tagger": _tagged_words,
    "language_model": lambda row: [
        f"{cell(row['text'] or '')}\t{_number(row['log_probability'])}"
        f"\t{_number(row['perplexity'])}"
    ],
}
