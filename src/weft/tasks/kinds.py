"""Every task by its name, and which of them a file is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from weft.config import Config, TaskName, by_name
from weft.data import TOKEN_SUFFIXES
from weft.tasks import seq2seq, tagger
from weft.tasks.checks import check, check_read
from weft.tasks.contract import Format, Kind, Prepared
from weft.tasks.inference import task_of_pairs
from weft.tasks.pairs import read_pairs

PAIRS = Format(read_pairs, task_of_pairs)
TOKENS = Format(tagger.read_tokens, lambda file: ("tagger", "a file of words and tags"))

# Settings that are of encoder-decoders alone.
DECODING = (
    *("model.decoder_cell", "model.decoder_hidden", "model.decoder_layers"),
    *("model.attention", "model.attention_size", "model.attention_query", "model.input_feeding"),
    "search",
)
OF_PAIRS = tuple(f"data.{name}" for name in ("source_column", "target_column", "features_column", "source_units"))
OF_TOKENS = ("data.words_column", "data.tag_columns", "data.tag_scheme")
UNREAD_BY_TAGGERS = (*DECODING, *OF_PAIRS, "data.target_units", "data.longest", "model.tie_embeddings")

KINDS: dict[TaskName, Kind] = {
    "seq2seq": Kind("an encoder-decoder", PAIRS, seq2seq.prepare, seq2seq.Seq2SeqTask.load, OF_TOKENS),
    "tagger": Kind("a tagger", TOKENS, tagger.prepare, tagger.TaggerTask.load, UNREAD_BY_TAGGERS),
}

# What a single file of some suffix holds; all others hold pairs, as two files do.
FORMATS: dict[str, Format] = dict.fromkeys(TOKEN_SUFFIXES, TOKENS)


def prepare(train: Sequence[Path], dev: Sequence[Path], config: Config) -> Prepared[Any]:
    """Read the data, infer what the configuration leaves open and encode both parts.

    Args:
        train: the training data, as the task reads them; without a task, as its suffix says.
        dev: the same for the development part; without it a part of `train` is held out.
    Raises: WeftError for data that cannot be read, or settings that cannot work.
    """
    check(config)
    given = _given(config)
    if config.task is not None:
        kind = KINDS[config.task]
        check_read(config, config.task, kind)
        return replace(kind.prepare(kind.format.read(train, config.data), dev, config), given=given)
    form = _format_of(train)
    training = form.read(train, config.data)
    task, why = form.infer(training)
    check_read(config, task, KINDS[task])
    prepared = KINDS[task].prepare(training, dev, config)
    return replace(prepared, notes=[f"task: {task} ({why})", *prepared.notes], given=given)


def _given(config: Config) -> tuple[str, ...]:
    """The settings that are not as they are by default."""
    defaults = by_name(Config())
    return tuple(name for name, value in by_name(config).items() if value != defaults[name])


def _format_of(train: Sequence[Path]) -> Format:
    return FORMATS.get(train[0].suffix.lower(), PAIRS) if len(train) == 1 else PAIRS
