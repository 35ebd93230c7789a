"""Learning takes thousands of calls; the other tests have checked their shapes."""

from collections.abc import Iterator

import pytest
from tests.shapes import unchecked


@pytest.fixture(autouse=True)
def _unchecked_shapes() -> Iterator[None]:
    with unchecked():
        yield
