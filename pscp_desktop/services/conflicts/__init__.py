"""Conflicts: what two people wrote at the same time, and how it is decided."""
