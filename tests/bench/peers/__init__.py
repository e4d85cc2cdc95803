"""What the figures of sync stand beside: other programs, installed when asked for and never shipped."""
