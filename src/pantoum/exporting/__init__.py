"""A model as one ONNX file with its search inside."""

from pantoum.exporting.export import export
from pantoum.exporting.exported import Exported

__all__ = ["Exported", "export"]
