"""Forms derived from record types: what was typed survives, and a save names what was shown."""
