"""A griffe extension: docstrings write a step as a<t>, which Markdown would take for an HTML tag
and drop.
"""

import re

import griffe

STEP = re.compile(r"(?<=[\w\u0300-\u036f)\]])<([\w',+\- ]{1,8})>")


class Notation(griffe.Extension):
    """Shows a<t> as a⟨t⟩."""

    def on_object(self, *, obj: griffe.Object, **kwargs: object) -> None:
        if obj.docstring is not None:
            obj.docstring.value = STEP.sub(r"⟨\1⟩", obj.docstring.value)
