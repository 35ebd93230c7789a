"""The help of ``pantoum train`` in plain words."""

from __future__ import annotations

import argparse
import re

from jsonargparse import DefaultHelpFormatter

KINDS = {"int": "a whole number", "float": "a number", "bool": "true or false", "str": "text"}
# Behind each setting jsonargparse writes its type and its default; null stands for "chosen from the
# data".
_BEHIND = re.compile(
    r"\s*\((?:type: (?P<type>.+?))?(?:, )?(?:default: (?P<default>[^()]*))?\)$", re.DOTALL
)
_NO_DEFAULT = ("null", "[]", "")


class PlainHelp(DefaultHelpFormatter):
    """Says what a value may be as a reader would, and no default where there is none."""

    def _expand_help(self, action: argparse.Action) -> str:
        text = super()._expand_help(action)
        behind = _BEHIND.search(text)
        if behind is None:
            return text
        default = behind["default"]
        notes = [] if _shows_choices(action) else _values(behind["type"] or "")
        if default is not None and default not in _NO_DEFAULT and action.nargs != 0:
            notes.append(f"default: {default.lower() if default in ('True', 'False') else default}")
        return text[: behind.start()] + (f" ({'; '.join(notes)})" if notes else "")


def _values(kind: str) -> list[str]:
    choices = re.findall(r"'(.*?)'", kind)
    if choices:
        switch = ["true", "false"] if "bool" in kind else []
        return [f"one of {', '.join(switch + choices)}"]
    return [KINDS[name] for name in re.findall(r"\w+", kind) if name in KINDS]


def _shows_choices(action: argparse.Action) -> bool:
    return "{" in str(action.metavar)
