"""``pantoum completion``: what the shells complete with its scripts."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.cli.conftest import Pantoum

from pantoum.cli import COMMANDS
from pantoum.cli.completion import NOT_OF_TUNE
from pantoum.config import Config, by_name


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from pantoum.cli.completion import all_flags, bash

    path = tmp_path_factory.mktemp("completion") / "pantoum.bash"
    path.write_text(bash(all_flags()), encoding="utf-8")
    return path


def completed(script: Path, *words: str) -> list[str]:
    """What bash offers for the last of the words."""
    program = (
        f'source "{script}"; shift 0; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pantoum; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", program, "bash", "pantoum", *words],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_tune_has_the_flags_of_train_that_it_does_not_refuse(pantoum: Pantoum) -> None:
    for name in NOT_OF_TUNE:
        value = [] if name == "--overwrite" else ["1"] if name == "--seeds" else ["best"]
        refused = pantoum("tune", "x.tsv", "--output", "x", name, *value)
        assert "not for a study" in refused.err or "all trials of a study have one seed" in (
            refused.err
        )


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((""), [*COMMANDS, "help"]),
        (("ev",), ["evaluate"]),
        (("he",), ["help"]),
        (("--v",), ["--version"]),
        (("train", "--model.cell", "=", "g"), ["gru"]),
        (("train", "--model.copy", "="), ["true", "false"]),
        (("help", ""), [*COMMANDS]),
        (("help", "ev"), ["evaluate"]),
        (("train", "--model.ce"), ["--model.cell"]),
        (("train", "--model.cell", "g"), ["gru"]),
        (("train", "--model.copy", ""), ["true", "false"]),
        (("train", "x.tsv", "--outp"), ["--output"]),
        (("predict", "model", "--format", "t"), ["text", "tsv"]),
        (("completion", "z"), ["zsh"]),
        (("predict", "model", "inp"), []),
        (("tune", "x.tsv", "--tri"), ["--trials"]),
        (("tune", "x.tsv", "--model.ce"), ["--model.cell"]),
        (("tune", "x.tsv", "--model.cell", "g"), ["gru"]),
        (("tune", "x.tsv", "--seed"), ["--seed"]),
    ],
)
def test_bash(script: Path, words: tuple[str, ...], expected: list[str]) -> None:
    assert completed(script, *(words or [""])) == expected


def test_every_setting_is_a_flag_of_train(script: Path) -> None:
    offered = completed(script, "train", "--")
    assert [name for name in by_name(Config()) if f"--{name}" not in offered] == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_names_all_commands(pantoum: Pantoum, shell: str) -> None:
    done = pantoum("completion", shell)
    assert (done.status, done.err) == (0, "")
    for command in COMMANDS:
        assert re.search(rf"\b{command}\b", done.out)
    if shutil.which(shell):
        subprocess.run(
            [shell, "-n"], input=done.out, text=True, check=True, timeout=30, capture_output=True
        )


def test_fish_knows_values_and_descriptions(pantoum: Pantoum) -> None:
    lines = pantoum("completion", "fish").out.splitlines()
    of_train = "complete -c pantoum -n '__pantoum_command train' "
    (line,) = [line for line in lines if line.startswith(of_train) and " -l model.cell " in line]
    assert r" -x -a 'lstm\t gru\t rnn\t " in line
    assert " -d 'recurrent cell of the encoder" in line
    assert all(line.count("'") % 2 == 0 for line in lines)


def test_fish_takes_no_file_for_a_command(pantoum: Pantoum) -> None:
    """Of `pantoum predict train --`, only predict is a command."""
    script = pantoum("completion", "fish").out
    assert "__fish_seen_subcommand_from" not in script
    assert 'test "$words[2]" = $argv[1]' in script


def test_zsh_knows_values_behind_a_flag_and_behind_an_equals_sign(pantoum: Pantoum) -> None:
    script = pantoum("completion", "zsh").out
    assert '    "train --model.copy") compadd -- true false; return ;;\n' in script
    assert '    if [[ "$word" == --*=* ]]; then\n        before="${word%%=*}"\n' in script


def test_a_shell_that_is_not_known(pantoum: Pantoum) -> None:
    done = pantoum("completion", "tcsh")
    assert (done.status, done.out) == (2, "")
    assert "tcsh" in done.err
