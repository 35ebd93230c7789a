"""Draws docs/images/architecture.svg: the layers of the package, and which imports which.

    python docs/make_architecture.py

The order of the layers is read from the import contract in pyproject.toml, the dots from the
imports that stand in the code, and the sentence in each box from the layer's own docstring. The
same code gives the same picture, byte for byte, so a test can tell that the committed one is true.
"""

from __future__ import annotations

import ast
import html
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "pantoum"
PICTURE = ROOT / "docs" / "images" / "architecture.svg"

# Sizes in pixels.
ROW = 34
BOX = 28
BOX_WIDTH = 560
LEFT = 12
TOP = 128
COLUMN = 24
MATRIX = LEFT + BOX_WIDTH + 20

# Characters of a sentence that a box has room for.
LONGEST = 80

INK = "#222222"
LINE = "#00796b"
FILL = "#e0f2f1"


def layers() -> list[str]:
    """The layers, the first imports all others and the last none."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for contract in project["tool"]["importlinter"]["contracts"]:
        if contract["type"] == "layers" and contract["containers"] == ["pantoum"]:
            return contract["layers"]
    raise ValueError("pyproject.toml has no contract of layers for pantoum")


def files_of(layer: str) -> list[Path]:
    """The modules of a layer, which is a package or a single file."""
    folder = PACKAGE / layer
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [PACKAGE / f"{layer}.py"]


def sentence_of(layer: str) -> str:
    """The first sentence of a layer's docstring, without its markup."""
    place = PACKAGE / layer / "__init__.py"
    tree = ast.parse((place if place.exists() else files_of(layer)[0]).read_text(encoding="utf-8"))
    text = " ".join((ast.get_docstring(tree) or "").replace("`", "").split())
    sentence = text.split(". ")[0].removesuffix(".")
    if len(sentence) > LONGEST:
        raise ValueError(f"{place}: the first sentence of its docstring is too long for its box")
    return sentence


def imports_of(layer: str, known: list[str]) -> set[str]:
    """The layers that a layer imports, also inside of functions, but not for types alone."""
    found = set()
    for file in files_of(layer):
        for name in imported(ast.parse(file.read_text(encoding="utf-8"))):
            parts = name.split(".")
            if parts[0] == "pantoum" and len(parts) > 1 and parts[1] in known:
                found.add(parts[1])
    return found - {layer}


def imported(node: ast.AST) -> list[str]:
    """The dotted names of what a tree of code imports."""
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
        return [name for other in node.orelse for name in imported(other)]
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [name for child in ast.iter_child_nodes(node) for name in imported(child)]


def drawing() -> str:
    """The picture as SVG."""
    order = [layer for layer in layers() if not layer.startswith("__")]
    width = MATRIX + COLUMN * len(order) + 60
    height = TOP + ROW * len(order) + 12
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" font-family="sans-serif" font-size="13" fill="{INK}">',
        "<title>The layers of Pantoum: each imports only from layers below it</title>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        *(
            f'<text x="{LEFT}" y="{y}">{line}</text>'
            for y, line in (
                (28, "A layer imports only from layers below it."),
                (48, "A dot stands where the layer of its row imports the layer of its column."),
            )
        ),
    ]
    for number, layer in enumerate(order):
        lines += heading(layer, MATRIX + COLUMN * number + COLUMN // 2, height)
    for number, layer in enumerate(order):
        lines += box(layer, TOP + ROW * number)
        imports = imports_of(layer, order)
        lines += [
            dot(order.index(other), number, layer, other) for other in order if other in imports
        ]
    return "\n".join([*lines, "</svg>", ""])


def heading(layer: str, x: int, height: int) -> list[str]:
    """A column of the matrix: its name and its line."""
    return [
        f'<path d="M{x} {TOP - 6} V{height - 12}" stroke="#d5dedc"/>',
        f'<text transform="translate({x + 4} {TOP - 10}) rotate(-50)">{layer}</text>',
    ]


def box(layer: str, top: int) -> list[str]:
    """A layer: its name and what it is."""
    middle = top + BOX // 2
    baseline = middle + 5
    sentence = html.escape(sentence_of(layer))
    return [
        f'<path d="M{LEFT + BOX_WIDTH} {middle} H{MATRIX + COLUMN * len(layers())}" '
        'stroke="#d5dedc"/>',
        f'<rect x="{LEFT}" y="{top}" width="{BOX_WIDTH}" height="{BOX}" rx="4" fill="{FILL}" '
        f'stroke="{LINE}"/>',
        f'<text x="{LEFT + 10}" y="{baseline}" font-weight="bold">{layer}</text>',
        f'<text x="{LEFT + 100}" y="{baseline}" font-size="11">{sentence}</text>',
    ]


def dot(column: int, row: int, layer: str, other: str) -> str:
    """That one layer imports another."""
    x = MATRIX + COLUMN * column + COLUMN // 2
    y = TOP + ROW * row + BOX // 2
    title = f"<title>{layer} imports {other}</title>"
    return f'<circle cx="{x}" cy="{y}" r="6" fill="{LINE}">{title}</circle>'


if __name__ == "__main__":
    PICTURE.write_text(drawing(), encoding="utf-8")
