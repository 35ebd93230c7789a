"""Tasks of the lab: sequences that are drawn on the fly, and when an output is right."""
