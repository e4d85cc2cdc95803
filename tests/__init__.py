"""The tests, and the tools that only tests need. Nothing here is part of the program."""
