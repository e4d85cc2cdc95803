"""What leaves the desk on paper or as a file: decided here without Qt, set on the page in `ui`."""
