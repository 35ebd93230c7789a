"""What the commands do with a classifier."""
