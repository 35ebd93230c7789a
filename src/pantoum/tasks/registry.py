"""The registry of tasks, and which of them a file is for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from pantoum.config import (
    Config,
    FormatName,
    ResolvedConfig,
    TaskName,
    by_name,
    config_from_dict,
    take_settings,
    validate,
)
from pantoum.data import DataFile, open_file, read_texts
from pantoum.data.file_format import ALL_FORMATS, COLUMN_FORMATS, TABLE_FORMATS, TOKEN_FORMATS
from pantoum.errors import PantoumError
from pantoum.tasks import classifier, language_model, seq2seq, tagger
from pantoum.tasks.contract import Format, Prepared, Start, TaskSpec
from pantoum.tasks.indexed import holds_index, read_index, task_of_index
from pantoum.tasks.pairs import read_dev_pairs, read_pairs, task_of_pairs
from pantoum.tasks.quality import quality_notes
from pantoum.tasks.starting import start_notes

PAIRS = Format(read_pairs, read_dev_pairs, task_of_pairs)
# An index is read at once, and its development data as those of the pairs that it is made of.
INDEXED = Format(lambda files, data: None, read_dev_pairs, task_of_index)
TEXT = Format(
    lambda files, data: read_texts(files),
    lambda paths, training, config: read_texts(paths, config.format),
    language_model.task_of_texts,
)
TOKENS = Format(
    tagger.read_tokens,
    tagger.read_dev_tokens,
    lambda file: ("tagger", "a file of words and tags"),
)

# Settings that are of encoder-decoders alone.
DECODING = (
    *("model.decoder_cell", "model.decoder_hidden", "model.decoder_layers"),
    *("model.attention", "model.attention_size", "model.attention_order", "model.input_feeding"),
    "model.copy",
    "search",
)
OF_PAIRS = tuple(
    f"data.{name}"
    for name in (
        *("source_column", "target_column", "features_column", "feature_order"),
        *("source_units", "group_column", "group_temperature", "unseen_group", "weight_column"),
    )
)
OF_TOKENS = ("data.words_column", "data.tag_columns", "data.tag_scheme")
UNUSED_BY_LANGUAGE_MODELS = (*DECODING, *OF_PAIRS, *OF_TOKENS, "data.max_length")
UNUSED_BY_CLASSIFIERS = (*DECODING, *OF_TOKENS, "data.target_units", "model.tie_embeddings")
UNUSED_BY_TAGGERS = (
    *DECODING,
    *OF_PAIRS,
    "data.target_units",
    "data.max_length",
    "model.tie_embeddings",
)

REGISTRY: dict[TaskName, TaskSpec] = {
    "seq2seq": TaskSpec(
        "an encoder-decoder", PAIRS, seq2seq.prepare, seq2seq.Seq2SeqTask.load, OF_TOKENS
    ),
    "classifier": TaskSpec(
        "a classifier",
        PAIRS,
        classifier.prepare,
        classifier.ClassifierTask.load,
        UNUSED_BY_CLASSIFIERS,
    ),
    "language_model": TaskSpec(
        "a language model",
        TEXT,
        language_model.prepare,
        language_model.LanguageModelTask.load,
        UNUSED_BY_LANGUAGE_MODELS,
    ),
    "tagger": TaskSpec(
        "a tagger", TOKENS, tagger.prepare, tagger.TaggerTask.load, UNUSED_BY_TAGGERS
    ),
}

# What files of each format hold; one of which nothing tells the format is refused as pairs.
FORMATS: dict[FormatName | None, Format] = {
    **dict.fromkeys((None, *COLUMN_FORMATS), PAIRS),
    **dict.fromkeys(TOKEN_FORMATS, TOKENS),
    "text": TEXT,
}


def prepare(
    train: Sequence[Path], dev: Sequence[Path], config: Config, start: Start | None = None
) -> Prepared[Any]:
    """Read the data, infer what the configuration leaves open and encode both parts.

    Args:
        train: the training data, as the task reads them; without a task, as their format says; or
            the directory of an index (`pantoum.tasks.indexing`).
        dev: the same for the development part; without it a part of `train` is held out.
        start: the trained model that this one starts from, with its kind, its vocabularies and
            the settings that its weights depend on; None for a fresh one.
    Raises: PantoumError for data that cannot be read, or settings that cannot work.
    """
    if holds_index(train):
        file_format, training = _read_index(train, dev, config, start)
    else:
        file_format, training = read_data(train, config, start)
    prepared = prepare_read(file_format, training, dev, config, start)
    files = {"train": list(train), "dev": list(dev)}
    if config.tagger.vectors:
        files["vectors"] = [Path(config.tagger.vectors)]
    return replace(prepared, files=files)


def _read_index(
    train: Sequence[Path], dev: Sequence[Path], config: Config, start: Start | None
) -> tuple[Format, Any]:
    _checked(config, start)
    return INDEXED, read_index(train, dev, config, start)


def prepare_read(
    file_format: Format,
    training: Any,
    dev: Sequence[Path | DataFile],
    config: Config,
    start: Start | None = None,
) -> Prepared[Any]:
    """As `prepare`, with training data that `read_data` has read.

    Raises: PantoumError as `prepare`.
    """

    def read_dev() -> Any:
        return file_format.read_dev(dev, training, config) if dev else None

    return _prepare(file_format, training, read_dev, config, start)


def read_data(
    train: Sequence[Path], config: Config, start: Start | None = None
) -> tuple[Format, Any]:
    """The format of training files, and what is read of them.

    Raises: PantoumError for data that cannot be read, or settings that cannot work.
    """
    return read_opened(open_training(train, config, start), config, start)


def read_opened(
    files: Sequence[DataFile], config: Config, start: Start | None = None
) -> tuple[Format, Any]:
    """As `read_data`, of files that `open_training` has opened.

    Raises: PantoumError as `read_data`.
    """
    config = _checked(config, start)
    if config.task is not None:
        _check_format(files, config.task, start)
    file_format = _format_of(files) if config.task is None else REGISTRY[config.task].format
    return file_format, file_format.read(files, config.data)


def prepare_data(
    file_format: Format, training: Any, dev: Any, config: Config, start: Start | None = None
) -> Prepared[Any]:
    """As `prepare`, with data in memory, as `file_format` has them.

    Args:
        dev: the development data; None holds out a part of `training`.
        start: as for `prepare`.
    Raises: PantoumError for data of another kind than the task's, or settings that cannot work.
    """
    task = _checked(config, start).task
    if task is not None and REGISTRY[task].format is not file_format:
        raise PantoumError(
            f"{REGISTRY[task].description} does not learn from such data",
            where="data",
            remedy="leave task out" if start is None else "start from another model",
        )
    return _prepare(file_format, training, lambda: dev, config, start)


def _prepare(
    file_format: Format,
    training: Any,
    read_dev: Callable[[], Any],
    given: Config,
    start: Start | None,
) -> Prepared[Any]:
    config = given if start is None else take_settings(given, start.config)
    task = config.task
    notes = []
    if task is None:
        task, reason = file_format.infer(training)
        notes = [f"task: {task} ({reason})"]
        check_used(config, task, REGISTRY[task])
    dev = read_dev()
    earlier = None if start is None else start.task
    prepared = REGISTRY[task].prepare(training, dev, config, earlier)
    notes += start_notes(start, prepared)
    quality = quality_notes(_examples_of(training), [] if dev is None else _examples_of(dev))
    return replace(
        prepared,
        notes=[*notes, *prepared.notes, *quality],
        explicit_settings=_explicit_settings(given),
        start=start,
    )


def _checked(config: Config, start: Start | None) -> Config:
    """The settings with those of the model to start from, if one is given, once they are checked.

    Raises: PantoumError for settings that cannot work.
    """
    validate(config)
    if config.task is not None:
        check_used(config, config.task, REGISTRY[config.task])
    if start is None:
        return config
    task = start.config.task
    if config.task is None:
        check_used(config, task, REGISTRY[task])
    return take_settings(config, start.config)


def _examples_of(data: Any) -> Sequence[Any]:
    """The examples in data as a format has read them."""
    names = ("examples", "sentences", "texts")
    (examples,) = (getattr(data, name) for name in names if hasattr(data, name))
    return examples


def check_used(config: Config, task: TaskName, spec: TaskSpec) -> None:
    """Refuse a setting that a task does not use; one that has its default counts as not set.

    Raises: PantoumError, naming the setting and the kind of model.
    """
    values = by_name(config)
    defaults = by_name(Config())
    for name in _unused_settings(task, spec):
        if values[name] != defaults[name]:
            raise PantoumError(
                f"{name} is not used by {spec.description}",
                setting=name,
                rule=f"left out for {spec.description}",
                value=values[name],
                remedy="leave it out, or say what is to be trained with --task",
            )


def settings_to_save(config: ResolvedConfig) -> Config:
    """The settings as a model directory holds them: those that the task does not use have their
    defaults, so that the model's settings can be trained with again.
    """
    unused = _unused_settings(config.task, REGISTRY[config.task])
    defaults = by_name(Config())
    nested: dict[str, Any] = {}
    for name, value in by_name(config).items():
        section, _, setting = name.rpartition(".")
        values = nested.setdefault(section, {}) if section else nested
        values[setting] = defaults[name] if name in unused else value
    return config_from_dict(nested)


def _unused_settings(task: TaskName, spec: TaskSpec) -> list[str]:
    """The full names; a section with the name of a task is used by that task alone."""
    unused = {*spec.unused_settings, *get_args(TaskName)} - {task}
    return [name for name in by_name(Config()) if unused & {name, name.partition(".")[0]}]


def _explicit_settings(config: Config) -> tuple[str, ...]:
    """The names of the settings that do not have their defaults."""
    defaults = by_name(Config())
    return tuple(name for name, value in by_name(config).items() if value != defaults[name])


def open_training(
    train: Sequence[Path], config: Config, start: Start | None = None
) -> list[DataFile]:
    """Read the files, once, for they may be pipes.

    The content of one file may speak for any format that the task learns from, and only for tables
    where columns are given; two files are read line by line, whatever these look like.

    Args:
        start: as for `prepare`.
    Raises: PantoumError for files that cannot be read, or settings that cannot work.
    """
    config = _checked(config, start)
    expected: Sequence[FormatName] = ALL_FORMATS
    if config.task is not None:
        wanted = REGISTRY[config.task].format
        expected = [name for name in ALL_FORMATS if FORMATS[name] is wanted]
    data = config.data
    columns = (data.source_column, data.target_column, data.features_column)
    if any((*columns, data.group_column, data.weight_column)):
        expected = [name for name in expected if name in TABLE_FORMATS]
    if len(train) > 1:
        expected = ("text",)
    return [open_file(path, config.format, expected) for path in train]


def _format_of(files: Sequence[DataFile]) -> Format:
    """What the files hold; two files of text are aligned pairs."""
    known = (FORMATS[file.format] for file in files if file.format is not None)
    file_format = next((one for one in known if one is not PAIRS), PAIRS)
    return PAIRS if file_format is TEXT and len(files) > 1 else file_format


def _check_format(files: Sequence[DataFile], task: TaskName, start: Start | None) -> None:
    """Refuse files whose format says that they are for other tasks."""
    file_format = _format_of(files)
    if file_format is PAIRS or file_format is REGISTRY[task].format:
        return
    if start is not None:
        raise PantoumError(
            f"the model to start from, {start.name}, is {REGISTRY[task].description}, which does "
            "not learn from such a file;",
            where=str(files[0].path),
            remedy="start from another model, or give other data",
        )
    raise PantoumError(
        f"{REGISTRY[task].description} (--task {task}) does not learn from such a file",
        where=str(files[0].path),
        remedy="leave --task out, or say with --format how the file is written",
    )
