"""A griffe extension: what docstrings write for readers of the code, as the reference needs it.

A step is written a<t>, which Markdown would take for an HTML tag and drop, as it would the symbols
</s> and <pad>. Arguments with one description stand on one line, and the reference looks up the
type and the default of one name at a time.
"""

import re

import griffe

STEP = re.compile(r"(?<=[\w\u0300-\u036f)\]])<([\w',+\- ]{1,8})>")
SYMBOL = re.compile(r"<(/?(?:s|pad|unk))>")
CODE = re.compile(r"(``.*?``|`.*?`)", re.DOTALL)
# An entry of a section, of several names, with the lines that go on with it.
SEVERAL = re.compile(
    r"^( {4})(\*{0,2}\w+(?:, \*{0,2}\w+)+)(:[^\n]*(?:\n {8}[^\n]*)*)", re.MULTILINE
)


class Notation(griffe.Extension):
    """Shows a<t> as a⟨t⟩ and special symbols as they are, and each argument by itself."""

    def on_object(self, *, obj: griffe.Object, **kwargs: object) -> None:
        if obj.docstring is not None:
            obj.docstring.value = shown(obj.docstring.value)


def shown(docstring: str) -> str:
    """A docstring as the reference needs it."""
    with_steps = STEP.sub(r"⟨\1⟩", docstring)
    parts = CODE.split(with_steps)  # what is code stands at the odd places
    parts[::2] = [SYMBOL.sub(r"&lt;\1&gt;", part) for part in parts[::2]]
    return SEVERAL.sub(_each, "".join(parts))


def _each(entry: re.Match[str]) -> str:
    indent, names, text = entry.groups()
    return "\n".join(f"{indent}{name}{text}" for name in names.split(", "))
