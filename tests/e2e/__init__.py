"""The whole program, driven by keys and mouse as a person does."""
