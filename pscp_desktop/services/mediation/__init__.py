"""Mediation: everything people do in it, one module per kind of work, joined in `service`."""
