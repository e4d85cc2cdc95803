"""Deciding between what two people wrote at the same time: the list of it, and the page of one."""
