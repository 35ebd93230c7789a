"""From plain text to everything a run needs: a vocabulary, corpora and a complete configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pantoum.config import Config, DataConfig, DataFacts, TaskName, UnitName, resolve
from pantoum.data import TextFile, hold_out, infer_side
from pantoum.errors import PantoumError
from pantoum.tasks.choices import chosen_note
from pantoum.tasks.contract import Prepared
from pantoum.tasks.language_model.task import LanguageModelTask
from pantoum.tasks.vocabulary import train_tokenizer


def task_of_texts(file: TextFile) -> tuple[TaskName, str]:
    """The task of a file of plain text, and the reason in words.

    Raises: PantoumError for a file that seems to have columns.
    """
    if file.has_columns:
        raise PantoumError(
            "every line has a TAB, as in a file of columns",
            where=str(file.path),
            remedy="rename it to .tsv or give --format tsv, or say with --task language_model that "
            "it is plain text",
        )
    return "language_model", "plain text, one on each line"


def prepare(
    file: TextFile, dev: TextFile | None, config: Config, start: LanguageModelTask | None = None
) -> Prepared[LanguageModelTask]:
    """Infer what the configuration leaves open and encode both parts.

    Args:
        file: the training data.
        dev: the development data; None holds out a part of the training data.
        start: the task whose vocabulary is extended; None for a new one.
    Raises: PantoumError for data that cannot be read, or settings that cannot work.
    """
    notes = list(file.notes)
    if dev is not None:
        texts = file.texts
        dev_texts = dev.texts
    else:
        texts, dev_texts = hold_out(file.texts, config.seed, file.path, lambda text: text)
        notes.append(f"dev set: {len(dev_texts):,} of the lines, held out (--dev gives your own)")
    units, unit_note = _units(config.data, texts)
    notes += [unit_note] if unit_note else []
    known = start and start.tokenizer
    task = LanguageModelTask(train_tokenizer(config.data, units, texts, "text", known))
    corpus = task.encode(texts)
    longest = int(corpus.texts.lengths.max()) - 1  # without </s>
    if start is not None:
        longest = max(longest, start.longest_source or 0)
    task = replace(task, longest_source=longest)
    data = replace(config.data, target_units=units)
    facts = DataFacts(len(corpus.texts.values), config.language_model.steps)
    chosen = resolve(replace(config, data=data), LanguageModelTask.name, facts)
    notes += chosen_note(config, chosen)
    return Prepared(chosen, task, corpus, task.encode(dev_texts), dev_texts, notes)


def _units(data: DataConfig, texts: Sequence[str]) -> tuple[UnitName, str]:
    """The units of the texts; open sets of words are read as characters, which leave nothing
    unknown.
    """
    if data.target_units:
        return data.target_units, ""
    units, why = infer_side(texts)
    if units == "words":
        units = "characters"
        why = f"{why}: words are an open set, --data.target_units words or bpe reads them"
    return units, f"text: {units} ({why})"
