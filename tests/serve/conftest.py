"""Commands run in this process, with what they print."""

from tests.cli.conftest import pantoum

__all__ = ["pantoum"]
