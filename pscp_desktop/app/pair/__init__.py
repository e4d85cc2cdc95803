"""Two practice desks beside each other and a trial hub between them: `python3 run.py`."""
