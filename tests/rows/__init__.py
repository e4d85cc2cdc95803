"""The rows of the table of protections, one module per area. `tests/protections.py` says how."""
