"""A model as one ONNX file with its search inside."""

from importlib.util import find_spec

from pantoum.errors import PantoumError

MISSING = [
    name for name in ("onnx", "onnxscript", "onnxruntime", "pantoum_runtime") if not find_spec(name)
]
if MISSING:
    raise PantoumError(
        f"exporting needs {', '.join(MISSING)}",
        setting="export",
        remedy="in a clone of Pantoum, pip install -e '.[export]' -e ./runtime",
    )

from pantoum.exporting.export import export  # noqa: E402 - not before the libraries are there
from pantoum.exporting.exported import Exported  # noqa: E402

__all__ = ["Exported", "export"]
