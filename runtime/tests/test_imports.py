"""The runtime stands by itself: it knows neither PyTorch nor Pantoum, and byte pairs alone need
`tokenizers`.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pantoum_runtime

SOURCE = Path(pantoum_runtime.__file__).parent


def imported(node: ast.AST, *, inside: bool) -> set[str]:
    """The packages that are imported at the top of a module; with `inside`, in functions too."""
    found: set[str] = set()
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            found |= {alias.name.split(".")[0] for alias in child.names}
        elif isinstance(child, ast.ImportFrom):
            found.add((child.module or "").split(".")[0])
        elif inside or not isinstance(child, ast.FunctionDef):
            found |= imported(child, inside=inside)
    return found


def test_nothing_is_imported_that_is_not_declared() -> None:
    trees = {path.name: ast.parse(path.read_text("utf-8")) for path in SOURCE.rglob("*.py")}
    assert "text.py" in trees
    others = set(sys.stdlib_module_names) | {"numpy", "onnxruntime", "pantoum_runtime"}
    at_top = {name: imported(tree, inside=False) - others for name, tree in trees.items()}
    anywhere = {name: imported(tree, inside=True) - others for name, tree in trees.items()}
    assert set().union(*at_top.values()) == set()
    assert {name for names in anywhere.values() for name in names} == {"tokenizers"}


def test_reading_text_imports_nothing_large() -> None:
    large = ("torch", "pantoum", "numpy", "onnxruntime", "tokenizers", "inspect")
    program = (
        "import sys, pantoum_runtime.text; "
        f"print([name for name in {large!r} if name in sys.modules])"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": str(SOURCE.parent)},
    ).stdout
    assert printed == "[]\n"
