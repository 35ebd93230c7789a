"""Every error in the code says in its parts, too, what is wrong and what to do, for programs that
answer with them.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import pantoum

SOURCE = Path(pantoum.__file__).parent


def errors_in(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    """The errors that are made, but for those of a library that is not installed: nothing that was
    given is wrong then.
    """
    if isinstance(tree, ast.ExceptHandler) and ast.unparse(tree.type or tree) == "ImportError":
        return
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in names:
        yield tree
    for child in ast.iter_child_nodes(tree):
        yield from errors_in(child, names)


def missing_parts(error: ast.Call) -> list[str]:
    """What a program is not told by the fields of an error."""
    given = {keyword.arg for keyword in error.keywords}
    missing = [] if given & {"setting", "where"} else ["what is wrong: a setting or a place"]
    if not given & {"rule", "remedy"}:
        missing.append("what to do: a rule or a remedy")
    problem = error.args[0] if error.args else None
    parts = problem.values if isinstance(problem, ast.JoinedStr) else [problem]
    if any("; " in str(part.value) for part in parts if isinstance(part, ast.Constant)):
        missing.append("the remedy apart from the sentence")
    return missing


@pytest.mark.parametrize(
    ("error", "missing"),
    [
        ("PantoumError('no')", 2),
        ("PantoumError('no', where='a.tsv')", 1),
        ("PantoumError('no', remedy='stop')", 1),
        ("PantoumError(f'{a}; stop', where='a.tsv', rule='yes')", 1),
        ("PantoumError('no;', where='a.tsv', remedy='stop')", 0),
        ("PantoumError(setting='beam', rule='at least 1', value=0)", 0),
    ],
)
def test_a_missing_part_is_seen(error: str, missing: int) -> None:
    (call,) = errors_in(ast.parse(error), {"PantoumError"})
    assert len(missing_parts(call)) == missing


def test_every_error_says_in_its_parts_what_is_wrong_and_what_to_do() -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py")}
    kinds = [node for tree in trees.values() for node in ast.walk(tree)]
    names = {"PantoumError"} | {
        node.name
        for node in kinds
        if isinstance(node, ast.ClassDef) and "PantoumError" in map(ast.unparse, node.bases)
    }
    assert names > {"PantoumError", "InputError"}
    errors = [(path, error) for path, tree in trees.items() for error in errors_in(tree, names)]
    assert len(errors) > 100
    assert not [
        f"{path.relative_to(SOURCE)}, line {error.lineno}: {part}"
        for path, error in errors
        for part in missing_parts(error)
    ]
