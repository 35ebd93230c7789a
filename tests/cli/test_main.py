"""The command line as a whole: help, exit statuses, and what becomes of output that nobody
takes."""

import os
import platform
import re
import subprocess
import sys
from dataclasses import is_dataclass
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import torch
from tests.cli.conftest import Pantoum, shell

import pantoum as package
from pantoum import Predictor
from pantoum.cli import COMMANDS, OTHER_NAMES
from pantoum.config import Config, by_name
from pantoum.tasks import Seq2SeqTask


def test_help_imports_nothing_large_so_it_is_fast() -> None:
    program = (
        "import sys; from pantoum.cli import main; status = main(['--help']); "
        "large = [name for name in ('torch', 'jsonargparse', 'numpy', 'rich', 'tokenizers', "
        "'argparse') "
        "if name in sys.modules]; print(large, status, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.stderr == "[] 0\n"
    for command in COMMANDS:
        assert f"\n  {command} " in done.stdout


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_is_data(pantoum: Pantoum, flag: str) -> None:
    done = pantoum(flag)
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("usage: pantoum COMMAND")


def test_help_is_a_command_too(pantoum: Pantoum) -> None:
    assert pantoum("help") == pantoum("--help")
    assert pantoum("help", "info") == pantoum("info", "--help")
    assert pantoum("help", "nothing").status == 2


def test_without_a_command_help_is_a_message(pantoum: Pantoum) -> None:
    done = pantoum()
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("usage: pantoum COMMAND")


def test_version(pantoum: Pantoum) -> None:
    done = pantoum("--version")
    versions = f"Python {platform.python_version()}, PyTorch {torch.__version__}"
    assert done == (0, f"pantoum {package.__version__} ({versions})\n", "")


def test_version_without_pytorch(pantoum: Pantoum, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", none)
    versions = f"Python {platform.python_version()}, PyTorch is not installed"
    assert pantoum("--version").out == f"pantoum {package.__version__} ({versions})\n"


def test_version_is_quick() -> None:
    program = (
        "import sys; from pantoum.cli import main; status = main(['--version']); "
        "print([name for name in ('torch', 'numpy', 'rich') if name in sys.modules], status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.stdout.splitlines()[1:] == ["[] 0"]


def test_a_command_that_is_none(pantoum: Pantoum) -> None:
    listed = f"the commands are {', '.join(COMMANDS)}"
    for command, advice in (
        ("trian", "did you mean pantoum train?"),
        ("test", "did you mean pantoum evaluate?"),
        ("finetune", "did you mean pantoum train --from DIR?"),
        ("xyzzy", listed),
        ("--hlep", "did you mean pantoum --help?"),
        ("--versoin", "did you mean pantoum --version?"),
        ("--train", "did you mean pantoum train?"),
        ("--e", f"flags stand behind the command; {listed}"),
        ("--report", "--report is a flag of pantoum evaluate, and stands behind the command"),
    ):
        done = pantoum(command, "x.tsv")
        assert (done.status, done.out) == (2, "")
        assert done.err == f"pantoum: error: no command {command!r}; {advice}\n"


def test_other_names_of_commands_lead_to_commands_that_are_there() -> None:
    assert {one.split()[0] for one in OTHER_NAMES.values()} <= COMMANDS.keys()
    assert not OTHER_NAMES.keys() & COMMANDS.keys()


@pytest.mark.parametrize(
    ("arguments", "advice"),
    [
        (("predict", "m", "--n_best", 3), "--n_best 3; did you mean --nbest?"),
        (("evaluate", "m", "t", "--beam-size=3"), "--beam-size=3; did you mean --beam?"),
        (("generate", "m", "--max_new_tokens", 3), "--max_new_tokens 3; did you mean --length?"),
        (
            ("predict", "m", "--epochs", 3),
            "--epochs 3; --training.epochs is a flag of pantoum train, and pantoum predict "
            "--help lists the flags",
        ),
        (("info", "m", "--zzzz"), "--zzzz; pantoum info --help lists the flags"),
        (("curves", "m", "--jsn"), "--jsn; pantoum curves --help lists the flags"),
        (("predict", "m", "--hlep"), "--hlep; did you mean --help?"),
        *[
            (
                (*command.split(), "--report", "x"),
                "--report x; --report is a flag of pantoum evaluate, and "
                f"pantoum {command.split()[0]} --help lists the flags",
            )
            for command in ("compare a b c", "curves a", "info a", "predict m", "demo")
        ],
    ],
)
def test_a_flag_that_is_none(pantoum: Pantoum, arguments: tuple[Any, ...], advice: str) -> None:
    done = pantoum(*arguments)
    assert done.status == 2
    assert done.err.endswith(f"error: unrecognized arguments: {advice}\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(pantoum: Pantoum, command: str) -> None:
    done = pantoum(command, "--help")
    assert (done.status, done.err) == (0, "")
    assert f"pantoum {command}" in done.out


def test_the_help_of_train_lists_settings_and_no_groups(pantoum: Pantoum) -> None:
    listed = re.findall(r"^  --(\S+)", pantoum("train", "--help").out, re.MULTILINE)
    assert [name for name in by_name(Config()) if name not in listed] == []
    assert {"data", "model", "training", "search"}.isdisjoint(listed)


def words_in(kind: Any) -> list[str]:
    """The words that a setting of this type may be."""
    return [
        word
        for part in get_args(kind)
        for word in ([part] if isinstance(part, str) else words_in(part))
    ]


def test_the_help_of_train_says_in_words_what_a_value_may_be(pantoum: Pantoum) -> None:
    text = " ".join(pantoum("train", "--help").out.split())
    assert [
        word for word in ("Optional", "Literal", "type:", "default: null") if word in text
    ] == []
    entries = {entry.split()[0]: entry for entry in re.split(r" --(?=[a-z])", text)}
    for section, inside in get_type_hints(Config).items():
        for name, kind in get_type_hints(inside).items() if is_dataclass(inside) else ():
            switch = ["true", "false"] if words_in(kind) and bool in get_args(kind) else []
            choices = ", ".join(switch + words_in(kind))
            shown = entries[f"{section}.{name}"].replace(",", ", ")
            assert (
                not choices
                or f"{{{choices}}}" in shown
                or f"(one of {choices}" in " ".join(shown.split())
                # A text that says what each of them means needs no list of them.
                or ("{" not in shown and set(words_in(kind)) <= set(re.findall(r"\w+", shown)))
            ), name
    assert "(one of characters, codepoints, symbols, words, bpe)" in entries["data.target_units"]
    assert entries["data.source_units"].endswith("; by default inferred from the file")
    assert entries["training.learning_rate"].endswith("starts from a trained one (a number)")
    assert entries["training.warmup_steps"].endswith("from zero (a whole number; default: 200)")
    assert entries["model.residual"].endswith("layer on (default: false)")


@pytest.mark.parametrize("command", COMMANDS)
def test_wrong_usage_has_status_2_and_prints_no_data(pantoum: Pantoum, command: str) -> None:
    done = pantoum(command, "--no_such_flag")
    assert (done.status, done.out) == (2, "")
    assert "error: " in done.err.splitlines()[-1]
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("predict", "model", "--bea", "3"),
        ("predict", "model", "--form", "tsv"),
        ("evaluate", "model", "x.tsv", "--js"),
        ("plot", "model", "x", "--out", "a.png"),
        ("curves", "model", "--out", "a.png"),
        ("demo", "--out", "x"),
        ("train", "x.tsv", "--out", "x"),
        ("train", "x.tsv", "--output", "x", "--model.hid", "3"),
    ],
)
def test_flags_are_to_be_written_in_full(pantoum: Pantoum, arguments: tuple[str, ...]) -> None:
    done = pantoum(*arguments)
    assert done.status == 2
    assert "error: " in done.err.splitlines()[-1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("predict", ""),
        ("predict", "model", ""),
        ("predict", "model", "--output", ""),
        ("evaluate", "", "x.tsv"),
        ("evaluate", "model", ""),
        ("plot", "", "abc"),
        ("plot", "model", "abc", "--output="),
        ("curves", ""),
        ("demo", "--output", ""),
        ("train", "", "--output", "model"),
        ("train", "x.tsv", "--dev", "", "--output", "model"),
        ("train", "x.tsv", "--output", ""),
    ],
)
def test_an_empty_name_is_not_the_working_directory(
    pantoum: Pantoum, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    done = pantoum(*arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err.splitlines()[-1].endswith(
        "must not be empty: is a variable of the shell not set?"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["predict", "evaluate", "plot"])
def test_a_model_that_is_missing(pantoum: Pantoum, tmp_path: Path, command: str) -> None:
    (tmp_path / "data.tsv").write_text("a\tb\n")
    done = pantoum(command, tmp_path / "none", tmp_path / "data.tsv")
    assert (done.status, done.out) == (1, "")
    assert (
        done.error
        == f"{tmp_path / 'none'}: no such directory; give the directory that `pantoum train "
        "--output` wrote"
    )


def test_python_m_pantoum(pantoum: Pantoum) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pantoum", "trian"], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == pantoum("trian")


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError(
            "[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 "
            "bytes"
        ),
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB."),
    ],
)
def test_too_little_memory(
    pantoum: Pantoum,
    reverser: Path,
    data: Path,
    lines: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
) -> None:
    def fail(*given: object, **named: object) -> None:
        raise error

    monkeypatch.setattr(Seq2SeqTask, "build", fail)
    done = pantoum("train", data, "--output", tmp_path / "model")
    assert (done.status, done.out) == (1, "")
    less = (
        "lower training.batch_tokens, data.max_length or the sizes of the model, or set "
        "model.recompute (to 20, say)"
    )
    assert done.error == f"not enough memory; {less}"
    assert not (tmp_path / "model").exists()
    monkeypatch.undo()
    monkeypatch.setattr(Predictor, "nbest", fail)
    done = pantoum("predict", reverser, lines)
    assert (done.status, done.error) == (
        1,
        "not enough memory; lower --beam, or give shorter inputs",
    )


def test_an_error_of_ours_is_not_hidden(
    pantoum: Pantoum, reverser: Path, lines: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*given: object, **named: object) -> None:
        raise RuntimeError("shapes do not fit")

    monkeypatch.setattr(Predictor, "nbest", fail)
    with pytest.raises(RuntimeError, match="shapes do not fit"):
        pantoum("predict", reverser, lines)


class TestOutputThatNobodyTakes:
    def test_a_reader_who_leaves_early(self, reverser: Path) -> None:
        lines = "yes abc | head -n 1000"
        done = shell(
            f"{lines} | pantoum predict '{reverser}' --beam 1 --format jsonl | head -n 1; echo "
            "${PIPESTATUS[*]}"
        )
        assert done.stderr == ""
        data, status = done.stdout.splitlines()
        assert '"text": "cba"' in data
        assert status.split()[2] == "0"

    def test_a_reader_who_was_never_there(self) -> None:
        read, write = os.pipe()
        os.close(read)
        command = [sys.executable, "-m", "pantoum", "predict", "--help"]
        with os.fdopen(write, "w") as gone:
            done = subprocess.run(
                command, stdout=gone, stderr=subprocess.PIPE, text=True, timeout=60
            )
        assert (done.returncode, done.stderr) == (0, "")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
    def test_no_room(self) -> None:
        done = shell("pantoum --help > /dev/full")
        assert done.returncode == 1
        assert done.stderr == "pantoum: error: stdout: No space left on device\n"


@pytest.mark.parametrize("language", ["C", "POSIX", "de_DE.ISO-8859-1"])
def test_output_is_utf_8_whatever_the_locale(language: str) -> None:
    program = (
        "import sys; from pantoum import cli\ncli._help = lambda: '\\u0283\\u026a\\ud55c\\n'\n"
    )
    program += "sys.exit(cli.main(['--help']))"
    settings = {**os.environ, "LC_ALL": language, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, env=settings, timeout=60
    )
    assert (done.returncode, done.stdout.decode()) == (0, "ʃɪ한\n")
