"""What pantoum-runtime refuses, as errors of this package."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from pantoum.errors import InputError, PantoumError
from pantoum_runtime import InputError as RuntimeInputError
from pantoum_runtime import PantoumRuntimeError


@contextlib.contextmanager
def refusals() -> Iterator[None]:
    """While this context is open, errors of the runtime become ours, with the same parts.

    Raises: PantoumError, or InputError for one of several inputs.
    """
    try:
        yield
    except RuntimeInputError as error:
        raise InputError(
            error.problem,
            error.row,
            setting=error.setting,
            rule=error.rule,
            value=error.value,
            remedy=error.remedy,
        ) from error
    except PantoumRuntimeError as error:
        raise PantoumError(
            error.problem,
            setting=error.setting,
            where=error.where,
            rule=error.rule,
            value=error.value,
            remedy=error.remedy,
        ) from error
