"""Figures of speed, each with what it is compared to."""
