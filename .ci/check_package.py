"""Check the sdist and the wheel in dist/: what they hold, and that the wheel works by itself.

`make package` builds both and then runs this. The wheel is installed with the versions of
constraints.txt into a fresh environment in a temporary directory, and everything runs from there,
so that nothing of the checkout can stand in for a file that the wheel lacks.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What the tests of an sdist read beside src and tests.
BESIDE_TESTS = (
    "CHANGELOG.md",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "constraints.txt",
    "mkdocs.yml",
    "pyproject.toml",
)
FOLDERS = ("src", "tests", "configs", "docs", "examples", "runtime")
# A regular language of spellings: every letter has one sound, so a small model learns it at once.
SOUNDS = {"b": "b", "d": "d", "k": "k", "m": "m", "a": "ɑ", "e": "ɛ", "o": "ɔ"}


def main() -> None:
    dist = ROOT / "dist"
    wheel = only(dist, "*.whl")
    sdist = only(dist, "*.tar.gz")
    version = version_of_checkout()
    check_wheel(wheel, version)
    with tempfile.TemporaryDirectory(prefix="pantoum-package-") as name:
        folder = Path(name)
        check_sdist(sdist, folder / "sdist")
        python = install(wheel, folder / "venv")
        run_main_job(python, folder / "job", version)
        run_exported(only(dist / "runtime", "*.whl"), folder)
    print(
        f"package: {wheel.name} and {sdist.name} are sound; the main job ran from the wheel, and "
        "its exported model from that of the runtime"
    )


def only(folder: Path, pattern: str) -> Path:
    """The one file of this pattern."""
    found = sorted(folder.glob(pattern))
    require(len(found) == 1, f"{folder} holds {len(found)} files {pattern}, expected 1")
    return found[0]


def require(true: bool, otherwise: str) -> None:
    """End with a message unless this is true."""
    if not true:
        sys.exit(f"package: error: {otherwise}")


def version_of_checkout() -> str:
    """What `pantoum.__version__` is in the checkout."""
    program = "import pantoum; print(pantoum.__version__)"
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    return output_of([sys.executable, "-c", program], ROOT, environment).strip()


def output_of(
    command: list[str], folder: Path, environment: dict[str, str], given: str = ""
) -> str:
    """What a command prints; what it says on stderr is shown if it fails."""
    done = subprocess.run(
        command, cwd=folder, env=environment, input=given, capture_output=True, text=True
    )
    shown = f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    require(done.returncode == 0, shown)
    return done.stdout


def source_files(folder: Path) -> set[str]:
    """The files below a folder, without caches, as paths from the root."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(ROOT)) for path in paths if "__pycache__" not in path.parts}


def check_wheel(wheel: Path, version: str) -> None:
    """The wheel holds every file of the package, its licence and command, and nothing else."""
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        info = f"pantoum-{version}.dist-info"
        metadata = Parser().parsestr(archive.read(f"{info}/METADATA").decode())
        commands = archive.read(f"{info}/entry_points.txt").decode()
    expected = {name.removeprefix("src/") for name in source_files(ROOT / "src" / "pantoum")}
    held = {name for name in names if not name.startswith(f"{info}/")}
    require(held == expected, f"{wheel.name} and src differ in {sorted(held ^ expected)}")
    require("pantoum/py.typed" in held, f"{wheel.name} lacks py.typed")
    require(f"{info}/licenses/LICENSE" in names, f"{wheel.name} lacks the licence")
    require(metadata["Version"] == version, f"{wheel.name} says version {metadata['Version']}")
    require("pantoum = pantoum.cli:main" in commands, f"{wheel.name} lacks the command")


def check_sdist(sdist: Path, folder: Path) -> None:
    """The sdist holds the sources and all that its tests need: they are collected from it, and the
    tests of stored models, which read the most files, run.
    """
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    root = folder / sdist.name.removesuffix(".tar.gz")
    expected = set(BESIDE_TESTS).union(*(source_files(ROOT / name) for name in FOLDERS))
    lacking = sorted(name for name in expected if not (root / name).is_file())
    require(not lacking, f"{sdist.name} lacks {lacking}")
    environment = os.environ | {"PYTHONPATH": str(root / "src")}
    pytest = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    output_of([*pytest, "--collect-only"], root, environment)
    output_of([*pytest, "tests/stored"], root, environment)


def install(wheel: Path, folder: Path) -> Path:
    """Install the wheel into a fresh environment; returns its Python."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    pip = [str(python), "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
    pinned = [*pip, "--constraint", str(ROOT / "constraints.txt")]
    output_of([*pinned, "torch"], folder, clean_environment())  # as `make` does: torch comes first
    output_of([*pinned, str(wheel)], folder, clean_environment())
    return python


def clean_environment() -> dict[str, str]:
    """The environment without what could lead Python back to the checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def run_main_job(python: Path, folder: Path, version: str) -> None:
    """Train, predict, evaluate, and load from Python."""
    folder.mkdir()
    environment = clean_environment()
    command = str(python.parent / "pantoum")
    pairs = [
        (first + second + third, " ".join(SOUNDS[letter] for letter in first + second + third))
        for first in "bdkm"
        for second in "aeo"
        for third in ("", *"bdkm", *(c + v for c in "bdkm" for v in "aeo"))
    ]
    lines = [f"{word}\t{sounds}\n" for word, sounds in pairs]
    (folder / "words.tsv").write_text("".join(lines), encoding="utf-8")
    said = output_of([command, "--version"], folder, environment)
    require(said.startswith(f"pantoum {version} "), f"--version says {said!r}")
    sizes = ["--model.embedding", "16", "--model.hidden", "24", "--model.dropout", "0"]
    speed = ["--training.epochs", "15", "--training.learning_rate", "0.02"]
    files = ["words.tsv", "--dev", "words.tsv", "--output", "model"]
    output_of([command, "train", *files, *sizes, *speed], folder, environment)
    predicted = output_of([command, "predict", "model"], folder, environment, given="bado\n")
    require(predicted == "b ɑ d ɔ\n", f"bado is pronounced {predicted!r}")
    evaluated = output_of(
        [command, "evaluate", "model", "words.tsv", "--json", "--report", "report.html"],
        folder,
        environment,
    )
    rate = json.loads(evaluated)["word_error_rate"]
    require(rate < 5, f"{rate} % of the words are wrong")
    page = (folder / "report.html").read_text(encoding="utf-8")
    require(page.endswith("</html>\n") and "<script>" in page, "the report is not whole")
    program = (
        "import pantoum; model = pantoum.load('model'); "
        "print(pantoum.__file__, model('bado').text, sep='\\n')"
    )
    place, text = output_of([str(python), "-c", program], folder, environment).splitlines()
    require(Path(place).is_relative_to(python.parent.parent), f"pantoum was read from {place}")
    require(text == "b ɑ d ɔ", f"from Python bado is {text!r}")
    described = json.loads((folder / "model" / "config.json").read_text(encoding="utf-8"))
    card = (folder / "model" / "README.md").read_text(encoding="utf-8")
    require(described["version"] == version, f"config.json says version {described['version']}")
    require(f"Pantoum {version}" in card, "the model card does not say the version")


def run_exported(wheel: Path, folder: Path) -> None:
    """Export the model of the main job, and run it where there is the runtime's wheel alone."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT / "runtime/src")))
    }
    export = [sys.executable, "-m", "pantoum", "export", "job/model", "--output", "model.onnx"]
    output_of(export, folder, environment)
    venv.create(folder / "runtime", with_pip=True)
    python = folder / "runtime" / "bin" / "python"
    pip = [str(python), "-m", "pip", "-qq", "--disable-pip-version-check", "install"]
    pinned = [*pip, "--constraint", str(ROOT / "constraints.txt"), str(wheel)]
    output_of(pinned, folder, clean_environment())
    program = (
        "import sys, pantoum_runtime; model = pantoum_runtime.load('model.onnx'); "
        "print(model('bado').text, 'torch' in sys.modules, pantoum_runtime.__version__)"
    )
    said = output_of([str(python), "-c", program], folder, clean_environment())
    require(said == f"b ɑ d ɔ False {version_of_checkout()}\n", f"the runtime says {said!r}")


if __name__ == "__main__":
    main()
