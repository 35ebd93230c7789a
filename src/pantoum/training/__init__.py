"""Training: batches to weights."""
