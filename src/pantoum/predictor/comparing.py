"""Compare two systems on a test set: models, or outputs that any program wrote."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pantoum.config import DataConfig, GivenFormat, TaskName, UnitName, UnseenGroup
from pantoum.data import (
    DataFile,
    Example,
    Referenced,
    infer_side,
    labels_of,
    read_texts,
    with_references,
)
from pantoum.data.file_format import TOKEN_FORMATS
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
from pantoum.hub import is_address
from pantoum.predictor.calls import check_whole, clear_call
from pantoum.predictor.comparing_data import (
    OfGroups,
    check_groups_are_read,
    examples_of,
    open_data,
)
from pantoum.predictor.comparing_tags import compare_tags
from pantoum.predictor.evaluating import assess_model_texts, likelihoods_of
from pantoum.predictor.groups import group_options
from pantoum.predictor.inputs import NO_LISTS
from pantoum.predictor.load import load

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
    form: GivenFormat = "auto",
    group: str | None = None,
    unseen_group: UnseenGroup | None = None,
) -> Comparison:
    """Compare two systems on a test set, with intervals and tests of significance.

    Args:
        a, b: each a model directory or its address on the hub, a model that is loaded, a file with
            one output on each line (for tags a file of words and tags), or a list of outputs.
        data: the file, or the two line-aligned files, of examples with their right outputs; as for
            ``pantoum evaluate``. Its columns are those of the training data of the models; of two
            systems without a model they are inferred.
        units: the units of outputs, which decide how they are scored; by default those of the first
            model, or else inferred from the right outputs.
        seed: of the bootstrap.
        device: where models compute.
        form: the format of the files of examples; auto: inferred from their names and contents.
        group: of all examples, for models that read groups, where the files have none.
        unseen_group: what models do with groups that training has not seen; None: as each was
            trained.
    Raises: PantoumError for files that cannot be read, for another number of outputs than of
        examples, for models of different kinds, and for a group where no model reads one.
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
    groups = OfGroups(group, unseen_group)
    check_groups_are_read(models, groups)
    if kinds == {"language_model"}:
        return _compare_texts(systems, paths, seed, form)
    files = open_data(paths, models, form, groups)
    if kinds == {"tagger"} or (not kinds and files[0].format in TOKEN_FORMATS):
        return compare_tags([(one.model, one.outputs) for one in systems], files, seed)
    task: TaskName | None = next(iter(kinds), None)
    return _compare_pairs(systems, files, task, units, seed, groups)


def _system(given: Any, name: str, device: str) -> System:
    if isinstance(given, str | Path):
        path = path_of(given, name.lower())
        if is_address(given) or path.is_dir():
            return System(str(given), load(given, device), None)
        if path.suffix.lower() == ".onnx":
            raise PantoumError(
                "is an exported model, and models are compared by their directories",
                where=str(path),
                remedy="give the directory that it was exported from",
            )
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
    files: Sequence[DataFile],
    task: TaskName | None,
    units: UnitName | None,
    seed: int,
    groups: OfGroups,
) -> Comparison:
    models = [system.model for system in systems]
    each, inferred = examples_of(models, files, task if units is None else "seq2seq", groups)
    examples = each[0]
    known = with_references(examples)
    if inferred == "classifier":
        known = Referenced(list(range(len(examples))), [], [])
    outputs = [
        _outputs(system, of_system, known.rows, files[0].path, groups)
        for system, of_system in zip(systems, each, strict=True)
    ]
    if inferred == "classifier":
        right = labels_of(examples)
        outputs = [labels_of([Example("", label) for label in of_one]) for of_one in outputs]
        judged = [assess_labels(right, of_one) for of_one in outputs]
        notes: list[str] = []
    else:
        right = [text if isinstance(text, str) else " | ".join(text) for text in known.texts]
        judged, notes = _judge_outputs(systems, each, known, outputs, units, groups)
    sources = [examples[row].source for row in known.rows]
    texts = list(zip(sources, right, outputs[0], outputs[1], strict=True))
    of_a, of_b = judged
    return compare_assessments(of_a, of_b, texts, seed=seed, notes=notes)


def _outputs(
    system: System,
    examples: Sequence[Example],
    rows: Sequence[int],
    test: Path,
    groups: OfGroups,
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
        of_inputs = group_options(model, inputs, groups.unseen_group)
        if model.task == "classifier":
            return [one.label for one in model(sources, features, **of_inputs)]
        return [one.text for one in model(sources, features, **of_inputs, attention=False)]
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
    groups: OfGroups,
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
        likelihoods = None
        if same_symbols:
            likelihoods = likelihoods_of(system.model, examples, known, groups.unseen_group)
        judged.append(
            assess_pairs(scored_in, known.texts, of_one, likelihoods, settings.normalization)
        )
    return judged, notes


def _same_symbols(a: Any, b: Any) -> bool:
    return set(a.output_symbols) == set(b.output_symbols)


def _compare_texts(
    systems: Sequence[System], paths: Sequence[Path], seed: int, form: GivenFormat
) -> Comparison:
    if any(system.model is None for system in systems):
        raise PantoumError(
            "a language model is compared with another one by how likely it finds texts",
            setting="b",
            remedy="give two model directories",
        )
    texts = read_texts(paths, form).texts
    judged = [assess_model_texts(system.model, texts) for system in systems]
    notes = []
    if len({system.model.config.data.target_units for system in systems}) > 1:
        notes.append(
            "the models read other units, so that their perplexities do not compare; "
            "bits per character do"
        )
    of_a, of_b = judged
    return compare_assessments(of_a, of_b, seed=seed, notes=notes)
