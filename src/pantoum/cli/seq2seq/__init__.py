"""What the commands do with an encoder-decoder."""
