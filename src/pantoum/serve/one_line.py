"""An unexpected error for the log, on one line."""

from __future__ import annotations

# Places in the code, the last ones before an error, that are named.
PLACES = 8
# Characters of what the error says.
LONGEST = 300


def one_line(error: BaseException) -> str:
    """An error and where it arose, on one line: never for clients."""
    places = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        places.append(f"{code.co_filename}:{step.tb_lineno} {code.co_qualname}")
        step = step.tb_next
    said = " ".join(str(error).split())[:LONGEST]
    return f"{type(error).__name__}: {said} ({' > '.join(places[-PLACES:])})"
