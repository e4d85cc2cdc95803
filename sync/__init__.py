"""Carries changes between devices and knows nothing of what they mean."""
