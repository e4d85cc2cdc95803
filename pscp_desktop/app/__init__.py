"""Starting up and joining the parts; nothing imports it."""
