"""Experiments about recurrent networks, and exercises that are checked."""
