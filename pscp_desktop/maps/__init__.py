"""Layers of the map: read from other people's files, mended, put on one grid of metres, and written again."""
