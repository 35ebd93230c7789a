"""Corpora larger than memory: pairs read block after block, encoded once into the arrays of an
index, and mapped from its files in training (docs/streaming.md).
"""
