"""What the commands do with a language model."""
