"""The sections of the preferences page, one module each."""
