"""The experiments of the lab, one a file."""
