"""What a trained model does inside for one input, as data: its gates, its beam, its parts off."""

from pantoum.explaining.inspection import inspect_input
from pantoum.explaining.parts import parts_of

__all__ = ["inspect_input", "parts_of"]
