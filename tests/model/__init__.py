"""The rules of sync as a small program of its own: no bytes, no keys, no network, no storage.

It says what desks and a hub must end with; the real core is held against it on the same schedules, and
each of its rules can be switched off to see that the search notices.
"""
