"""What a message advises can be done: a flag that it names is one of the command that says it."""

import argparse
import ast
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import pantoum
from pantoum.cli import check, compare, evaluate, generate, plot, predict
from pantoum.cli.train_arguments import FLAGS as TRAIN_FLAGS

SOURCE = Path(pantoum.__file__).parent
FLAG = re.compile(r"(?<![\w-])--([a-z]\w*(?:\.\w+)?)")
# A flag of another command is named with this command before it.
OF_ANOTHER = re.compile(r"pantoum (\w+)[^`;,:]*?--([a-z]\w*(?:\.\w+)?)")

TRAIN = ("train",)
INDEX = ("index",)
TRAINING_DATA = ("train", "check")
DATA = ("train", "check", "evaluate", "compare", "plot")
MANY_RUNS = ("train", "benchmark", "tune")
MODELS_OF_PAIRS = ("predict", "evaluate", "plot", "compare")
# Which commands say what a module says; those that it names itself are not in question.
COMMANDS = {
    "api/training.py": TRAIN,
    "cli/inputs.py": ("predict",),
    "cli/seq2seq/lexicon_lines.py": ("predict",),
    "cli/seq2seq/plot.py": ("plot",),
    "data/column_notes.py": TRAINING_DATA,
    "data/data_file.py": DATA,
    "config/keywords.py": TRAIN,
    "data/indexing/parts.py": INDEX,
    "data/inference.py": TRAINING_DATA,
    "data/inputs.py": ("predict",),
    "data/noted_examples.py": TRAINING_DATA,
    "data/quality/beside.py": ("check",),
    "data/quality/sides.py": ("check",),
    "data/texts.py": DATA,
    "data/token_file.py": DATA,
    "explained/folder.py": ("explain",),
    "exporting/export.py": ("export",),
    "exporting/seq2seq.py": ("export",),
    "hub/repository.py": ("push",),
    "plots/attention.py": TRAIN,
    "predictor/comparing.py": ("compare",),
    "predictor/examples.py": ("evaluate", "plot", "compare"),
    "predictor/groups.py": MODELS_OF_PAIRS,
    "predictor/seq2seq_ensemble.py": TRAIN,
    "predictor/shared_labels.py": TRAIN,
    "ranks.py": TRAIN,
    "report/error_list.py": ("evaluate",),
    "serve/access.py": ("serve",),
    "serve/listening.py": ("serve",),
    "serve/workers.py": ("serve",),
    "sharing/pull.py": ("pull",),
    "tasks/feature_order.py": TRAIN,
    "tasks/index_folder.py": INDEX,
    "tasks/index_settings.py": INDEX,
    "tasks/indexed.py": TRAIN,
    "tasks/indexing.py": INDEX,
    "tasks/language_model/preparation.py": TRAINING_DATA,
    "tasks/pairs.py": TRAINING_DATA,
    "tasks/registry.py": TRAINING_DATA,
    # To train otherwise, where a model of spans is given other tags.
    "tasks/tagger/files.py": TRAINING_DATA,
    "tasks/tagger/preparation.py": TRAINING_DATA,
    "training/checkpoint.py": TRAIN,
    "model_dir/members.py": TRAIN,
    "scale/ray_cluster.py": ("predict",),
    "scale/ray_engine.py": ("predict",),
    "scale/ray_parts.py": ("predict",),
    "scale/runs.py": TRAIN,
    "scale/runs_file.py": TRAIN,
    "scale/sharing_out.py": MANY_RUNS,
    "scale/tuning/study.py": ("tune",),
    "training/reservation.py": TRAIN,
    "training/run_dir.py": TRAIN,
    "training/threads.py": TRAIN,
}
# What is said of training on a directory that it has not finished, by all commands that read it.
LATER = {"model_dir/description.py": TRAIN}


def parser_of(command: str) -> argparse.ArgumentParser:
    module: Any = import_module(f"pantoum.cli.{command}")
    return module._parser()


def flags_of(command: str) -> set[str]:
    if command == "train":
        return set(TRAIN_FLAGS)
    actions = parser_of(command)._option_string_actions
    return {name.removeprefix("--") for name in actions if name.startswith("--")}


def texts_in(path: Path) -> list[str]:
    """All texts of a module but its docstrings, those of one sentence together."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = []
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            if isinstance(node, ast.Expr | ast.JoinedStr):
                continue
            if isinstance(child, ast.Constant) and isinstance(child.value, str):
                texts.append(child.value)
            if isinstance(child, ast.JoinedStr):
                parts = [one.value for one in child.values if isinstance(one, ast.Constant)]
                texts.append(" ".join(map(str, parts)))
    return texts


def named_flags(path: Path) -> set[str]:
    """The flags that a module names, but for those of a command that it names with them."""
    return {flag for text in texts_in(path) for flag in FLAG.findall(OF_ANOTHER.sub("", text))}


def modules() -> dict[str, Path]:
    """The modules that say something of flags; what a parser says itself is its own."""
    own = {path.stem for path in (SOURCE / "cli").glob("*.py")} - {"inputs"}
    found = {}
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        if not (name.startswith("cli/") and path.stem in own) and named_flags(path):
            found[name] = path
    return found


def test_the_flags_of_a_text_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(
        '"""--no"""\nx = f"{y}: give --one or " "--two.x"\nz = "pantoum predict --three"\n'
    )
    assert named_flags(path) == {"one", "two.x"}


@pytest.mark.parametrize("name", modules())
def test_a_flag_that_a_message_names_is_one_of_the_command(name: str) -> None:
    commands = {**COMMANDS, **LATER}[name]
    for command in commands:
        assert named_flags(SOURCE / name) <= flags_of(command), command


def test_what_another_command_is_named_with_it_has() -> None:
    commands = {"train", "check", "compare", "evaluate", "generate", "plot", "predict"}
    assert all(one.__name__.split(".")[-1] in commands for one in (check, compare, evaluate))
    assert all(one.__name__.split(".")[-1] in commands for one in (generate, plot, predict))
    texts = [text for path in SOURCE.rglob("*.py") for text in texts_in(path)]
    named = {pair for text in texts for pair in OF_ANOTHER.findall(text)}
    assert named
    for command, flag in named:
        if command in commands:
            assert flag in flags_of(command), f"pantoum {command} --{flag}"
