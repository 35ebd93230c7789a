"""What the commands do with a tagger."""
