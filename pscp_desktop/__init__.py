"""The desk: an offline-first, encrypted workplace for community mediation and its sister services."""
