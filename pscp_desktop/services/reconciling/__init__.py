"""Reconciling: rounds with a hub, sticks, devices, and what a person must see of it."""
