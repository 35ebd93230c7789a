"""Exported models, which `pantoum.load` and the commands read without PyTorch."""

from pantoum.exported.load import is_exported, load, load_exported

__all__ = ["is_exported", "load", "load_exported"]
