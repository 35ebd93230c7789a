"""Writes runtime/src/pantoum_runtime/normal_form_table.py: what newer versions of Unicode compose,
decompose or put into another order, and the `tokenizers` library does not.

    pip install unicodedata2
    python runtime/make_normal_form_table.py

Text is brought into its normal form by the `tokenizers` library in training, whose tables are those
of Unicode 9, and by Python's `unicodedata` in use, whose tables are newer. What was assigned by
then never changes; what came later is, for the library, a sign that nothing happens to. The newest
tables there are come from `unicodedata2`, a package that holds nothing else.
"""

from __future__ import annotations

import textwrap
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from make_grapheme_table import SURROGATES, ranges_of
from tokenizers import normalizers

TABLE = Path(__file__).parent / "src" / "pantoum_runtime" / "normal_form_table.py"
COMPOSED = normalizers.NFC()
DECOMPOSED = normalizers.NFD()
# Marks of the last and of the first class of the canonical order but for a few: every other mark
# goes before the one or behind the other.
LAST = "\u0345"
FIRST = "\u0334"

HEADER = '''"""Code points that Unicode composes, decomposes or orders, and that `tokenizers` does
not know yet, as ranges in hexadecimal.

Written by make_normal_form_table.py from `tokenizers` {tokenizers} and Unicode {unicode}.
"""

NEWER = (
{lines}
)
'''


def newer_signs(newest: Any) -> set[str]:
    """All that the newest tables treat otherwise than the library does.

    Args:
        newest: a module with the functions of `unicodedata`.
    """
    found: set[str] = set()
    for code in range(0x110000):
        if code in SURROGATES:
            continue
        sign = chr(code)
        if newest.combining(sign):
            text = f"a{LAST}{sign}{FIRST}"
            if DECOMPOSED.normalize_str(text) != newest.normalize("NFD", text):
                found.add(sign)
        parts = newest.normalize("NFD", sign)
        if parts != DECOMPOSED.normalize_str(sign):
            found.add(sign)
        if newest.normalize("NFC", parts) != COMPOSED.normalize_str(parts):
            # A mark among the parts may be an old one.
            found |= {sign, *(part for part in parts if not newest.combining(part))}
    return found


def main() -> None:
    """Write the table."""
    newest = import_module("unicodedata2")
    ranges = " ".join(ranges_of(sorted(map(ord, newer_signs(newest)))))
    lines = textwrap.wrap(ranges, width=92, break_on_hyphens=False)
    spaced = [line + " " for line in lines[:-1]] + lines[-1:]
    text = HEADER.format(
        tokenizers=version("tokenizers"),
        unicode=newest.unidata_version,
        lines="\n".join(f'    "{line}"' for line in spaced),
    )
    TABLE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
