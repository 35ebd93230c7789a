"""Runs models that `pantoum export` wrote, without PyTorch."""
