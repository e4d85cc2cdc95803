"""The parts of the mediation page: list, file, forms of each act. They know no other page."""
