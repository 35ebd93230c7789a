"""What a trained model does for one input, as data: its cells and its search.

`inspect_input` gives it, also with some parts of the model switched off.
"""

from pantoum.explaining.inspection import inspect_input
from pantoum.explaining.parts import parts_of

__all__ = ["inspect_input", "parts_of"]
