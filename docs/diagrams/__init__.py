"""The diagrams of the lecture's companion: each module draws some, on the same canvas."""
