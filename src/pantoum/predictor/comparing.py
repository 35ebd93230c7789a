"""Compare two systems on a test set: models, or outputs that any program wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pantoum.config import DataConfig, TaskName, UnitName
from pantoum.data import (
    DataFile,
    Example,
    Referenced,
    infer_side,
    labels_of,
    open_file,
    read_texts,
    read_training,
    with_references,
)
from pantoum.data.file_format import ALL_FORMATS, TOKEN_FORMATS
from pantoum.data.items import paths_of
from pantoum.data.lines import read_text
from pantoum.errors import PantoumError
from pantoum.evaluation import (
    Assessment,
    Comparison,
    assess_labels,
    assess_pairs,
    compare_assessments,
)
from pantoum.files import path_of
from pantoum.predictor.calls import check_whole, clear_call
from pantoum.predictor.comparing_tags import compare_tags
from pantoum.predictor.evaluating import assess_model_texts, likelihoods_of
from pantoum.predictor.examples import read_pairs
from pantoum.predictor.groups import group_options
from pantoum.predictor.inputs import NO_LISTS
from pantoum.predictor.load import load
from pantoum.tasks.pairs import Pairs, task_of_pairs

# The systems in messages, where they have no name of their own.
NAMES = ("A", "B")


class System(NamedTuple):
    """What is compared: a model, or None and its outputs in a file or a list; and its name in
    messages.
    """

    name: str
    model: Any
    outputs: Any


@clear_call
def compare(
    a: Any,
    b: Any,
    data: str | Path | Sequence[str | Path],
    *,
    units: UnitName | None = None,
    seed: int = 1,
    device: str = "auto",
) -> Comparison:
    """Compare two systems on a test set, with intervals and tests of significance.

    Args:
        a, b: each a model directory, a model that is loaded, a file with one output on each line
            (for tags a file of words and tags), or a list of outputs.
        data: the file, or the two line-aligned files, of examples with their right outputs; as for
            ``pantoum evaluate``. Its columns are those of the training data of the models; of two
            systems without a model they are inferred.
        units: the units of outputs, which decide how they are scored; by default those of the first
            model, or else inferred from the right outputs.
        seed: of the bootstrap.
        device: where models compute.
    Raises: PantoumError for files that cannot be read, for another number of outputs than of
        examples, and for models of different kinds.
    """
    check_whole("seed", seed)
    if units is not None and units not in get_args(UnitName):
        rule = f"one of {', '.join(get_args(UnitName))}"
        raise PantoumError(setting="units", rule=rule, value=units)
    paths = paths_of(data)
    systems = [_system(one, name, device) for one, name in zip((a, b), NAMES, strict=True)]
    models = [system.model for system in systems if system.model is not None]
    kinds = {model.task for model in models}
    if len(kinds) > 1:
        raise PantoumError(
            f"{systems[0].name} and {systems[1].name} are models of different kinds "
            f"({models[0].task} and {models[1].task})",
            setting="b",
            remedy="compare two of one kind",
        )
    if kinds == {"language_model"}:
        return _compare_texts(systems, paths, seed)
    files: list[Path | DataFile] = [*paths]
    is_tokens = kinds == {"tagger"}
    if not kinds:
        # Of two line-aligned files the names say what they are.
        file = open_file(paths[0], expected=ALL_FORMATS if len(paths) == 1 else ())
        is_tokens = file.format in TOKEN_FORMATS
        files = [file, *paths[1:]]
    if is_tokens:
        return compare_tags([(one.model, one.outputs) for one in systems], files, seed)
    task: TaskName | None = next(iter(kinds), None)
    return _compare_pairs(systems, paths, files, task, units, seed)


def _system(given: Any, name: str, device: str) -> System:
    if isinstance(given, str | Path):
        path = path_of(given, name.lower())
        if path.is_dir():
            return System(str(path), load(path, device), None)
        return System(str(path), None, path)
    if callable(given) and hasattr(given, "task"):
        return System(name, given, None)
    if isinstance(given, NO_LISTS) or not isinstance(given, Iterable):
        raise PantoumError(
            setting=name.lower(), rule="a model, the path of one, or a list of outputs", value=given
        )
    return System(name, None, list(given))


def _compare_pairs(
    systems: Sequence[System],
    paths: Sequence[Path],
    files: Sequence[Path | DataFile],
    task: TaskName | None,
    units: UnitName | None,
    seed: int,
) -> Comparison:
    each, inferred = _examples(systems, paths, files, task if units is None else "seq2seq")
    examples = each[0]
    known = with_references(examples)
    if inferred == "classifier":
        known = Referenced(list(range(len(examples))), [], [])
    outputs = [
        _outputs(system, of_system, known.rows, paths[0])
        for system, of_system in zip(systems, each, strict=True)
    ]
    if inferred == "classifier":
        right = labels_of(examples)
        outputs = [labels_of([Example("", label) for label in of_one]) for of_one in outputs]
        judged = [assess_labels(right, of_one) for of_one in outputs]
        notes: list[str] = []
    else:
        right = [text if isinstance(text, str) else " | ".join(text) for text in known.texts]
        judged, notes = _judge_outputs(systems, each, known, outputs, units)
    sources = [examples[row].source for row in known.rows]
    texts = list(zip(sources, right, outputs[0], outputs[1], strict=True))
    of_a, of_b = judged
    return compare_assessments(of_a, of_b, texts, seed=seed, notes=notes)


def _examples(
    systems: Sequence[System],
    paths: Sequence[Path],
    files: Sequence[Path | DataFile],
    task: TaskName | None,
) -> tuple[list[list[Example]], TaskName]:
    """The examples as each system reads them, and the task.

    Args:
        files: those of the paths, read already where no model says how to read them.
    Raises: PantoumError where two models read other inputs or outputs in the same file.
    """
    models = [system.model for system in systems if system.model is not None]
    read = [read_pairs(model, paths).examples for model in models]
    if not read:
        training = read_training(files, DataConfig())
        inferred = task or task_of_pairs(Pairs(list(paths), training.examples, training.columns))[0]
        return [training.examples] * 2, inferred
    if any(
        (one.source, one.target) != (other.source, other.target)
        for one, other in zip(read[0], read[-1], strict=True)
    ):
        raise PantoumError(
            "the two models read other columns of this file",
            where=str(paths[0]),
            remedy="compare the files of their outputs",
        )
    each = iter(read)
    return [read[0] if one.model is None else next(each) for one in systems], task or "seq2seq"


def _outputs(
    system: System, examples: Sequence[Example], rows: Sequence[int], test: Path
) -> list[str]:
    """The output of a system for each input.

    Args:
        rows: of the examples, the first of each input.
    """
    if system.model is not None:
        model = system.model
        inputs = [examples[row] for row in rows]
        features = [one.features for one in inputs] if model.reads_features else None
        sources = [one.source for one in inputs]
        groups = group_options(model, inputs)
        if model.task == "classifier":
            return [one.label for one in model(sources, features, **groups)]
        return [one.text for one in model(sources, features, **groups, attention=False)]
    if not isinstance(system.outputs, Path):
        outputs = system.outputs or []
        if not all(isinstance(one, str) for one in outputs):
            raise PantoumError(
                f"the outputs of {system.name} must be strings", where=system.name, rule="strings"
            )
    else:
        lines = read_text(system.outputs).content.split("\n")
        outputs = [line.strip() for line in (lines[:-1] if lines[-1] == "" else lines)]
        if outputs and all("\t" in line for line in outputs):
            raise PantoumError(
                "every line has a TAB, but outputs stand alone on their lines",
                where=system.name,
                remedy="write them with pantoum predict --format text",
            )
    if len(outputs) == len(examples):
        return [outputs[row] for row in rows]
    if len(outputs) != len(rows):
        raise PantoumError(
            f"there are {len(outputs):,} outputs, but {test} has {len(examples):,} examples",
            where=system.name,
            remedy="give one output for each example, in their order",
        )
    return outputs


def _judge_outputs(
    systems: Sequence[System],
    each: Sequence[Sequence[Example]],
    known: Referenced,
    outputs: Sequence[Sequence[str]],
    units: UnitName | None,
) -> tuple[list[Assessment], list[str]]:
    """Both systems judged in the same units, and notes."""
    models = [system.model for system in systems if system.model is not None]
    settings = models[0].config.data if models else DataConfig()
    notes = []
    scored_in = units or settings.target_units
    if scored_in is None:
        scored_in, why = infer_side([one.target or "" for one in each[0]])
        notes.append(f"outputs are scored as {scored_in} ({why}); --units says otherwise")
    same_symbols = len(models) == 2 and _same_symbols(*models)
    if len(models) == 2 and not same_symbols:
        notes.append(
            "the models write other symbols, so that their perplexities do not compare and are "
            "left out"
        )
    judged = []
    for system, examples, of_one in zip(systems, each, outputs, strict=True):
        likelihoods = likelihoods_of(system.model, examples, known) if same_symbols else None
        judged.append(
            assess_pairs(scored_in, known.texts, of_one, likelihoods, settings.normalization)
        )
    return judged, notes


def _same_symbols(a: Any, b: Any) -> bool:
    return set(a.output_symbols) == set(b.output_symbols)


def _compare_texts(systems: Sequence[System], paths: Sequence[Path], seed: int) -> Comparison:
    if any(system.model is None for system in systems):
        raise PantoumError(
            "a language model is compared with another one by how likely it finds texts",
            setting="b",
            remedy="give two model directories",
        )
    texts = read_texts(paths).texts
    judged = [assess_model_texts(system.model, texts) for system in systems]
    notes = []
    if len({system.model.config.data.target_units for system in systems}) > 1:
        notes.append(
            "the models read other units, so that their perplexities do not compare; "
            "bits per character do"
        )
    of_a, of_b = judged
    return compare_assessments(of_a, of_b, seed=seed, notes=notes)
