"""The example in C writes what the runtime in Python writes."""

import os
import shutil
import subprocess
from pathlib import Path

import onnxruntime
import pytest

import pantoum_runtime

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "c" / "pantoum.c"
HEADER = Path(__file__).parent / "c"
# The name under which programs look for the library; the wheel has it with its version behind it.
LIBRARY = "libonnxruntime.so.1"
WORDS = ["abc", "a", "cab", "bb", "b?d", "abcabcabc", "cé"]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("c")
    (library,) = (Path(onnxruntime.__file__).parent / "capi").glob(f"{LIBRARY}*")
    (folder / LIBRARY).symlink_to(library)
    compiler = shutil.which(os.environ.get("CC", "cc"))
    assert compiler is not None, "these tests need a compiler of C"
    warnings = ["-std=c11", "-Wall", "-Wextra", "-Werror"]
    output = ["-o", str(folder / "pantoum")]
    linked = [str(folder / LIBRARY), f"-Wl,-rpath,{folder}"]
    command = [compiler, *warnings, f"-I{HEADER}", str(EXAMPLE), *linked, *output]
    subprocess.run(command, check=True)
    return folder / "pantoum"


def run(program: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)


@pytest.mark.exhaustive
def test_it_writes_what_python_writes(program: Path, exported_reverser: Path) -> None:
    expected = pantoum_runtime.load(exported_reverser)(WORDS)
    ran = run(program, exported_reverser, *WORDS)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines() == [one.text for one in expected]


@pytest.mark.exhaustive
def test_what_it_does_not_read_is_refused(program: Path, exported_reverser: Path) -> None:
    damaged = exported_reverser.with_name("other.onnx")
    data = exported_reverser.read_bytes()
    damaged.write_bytes(data.replace(b'"units": "characters"', b'"units": "codepoints"'))
    for arguments, message in (
        ([], "give a file that `pantoum export` wrote, and words"),
        ([damaged, "a"], "the model does not read characters"),
        ([exported_reverser, "a" * 5000], "a word is too long"),
        (["none.onnx", "a"], "Load model from none.onnx failed"),
    ):
        ran = run(program, *arguments)
        assert (ran.returncode, ran.stdout) == (1, "")
        assert ran.stderr.startswith("pantoum: error: ")
        assert message in ran.stderr


def test_the_example_is_short() -> None:
    assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) < 100
