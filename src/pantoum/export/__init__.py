"""A model as one ONNX file with its search inside."""

from pantoum.export.export import export
from pantoum.export.exported import Exported

__all__ = ["Exported", "export"]
