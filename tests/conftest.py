"""What every test runs under: checked shapes, one thread, fixed random numbers."""

import os
import sys

# Read when torch is first imported: two threads on small matrices are slower than one on a busy machine.
os.environ["OMP_NUM_THREADS"] = "1"

import pytest
from hypothesis import settings
from jaxtyping import install_import_hook

# Before anything imports weft: every annotated shape and type in it is then checked at each call.
install_import_hook("weft", "beartype.beartype")

settings.register_profile("weft", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "weft")


@pytest.fixture(autouse=True)
def _same_start():
    """Each test begins with one thread and the same random numbers, whatever the tests before it did."""
    torch = sys.modules.get("torch")  # tests of the torch-free rooms need not import it
    if torch is not None:
        torch.set_num_threads(1)
        torch.manual_seed(0)
